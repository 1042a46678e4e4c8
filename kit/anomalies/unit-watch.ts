import { type Band, convertBand, type Edges } from './quantile-band.ts'
import { type Conversion, conversions, inverseOf, likelyConversion, wouldBeUsual } from './units.ts'

/**
 * Notices that values come in another unit, although nothing says so: several in a row are far from what is usual, and would
 * be usual in another unit. Where the usual reaches down to zero, a hundredth of it is usual too; there the range of the
 * latest values tells, which has never been so small.
 */
export type UnitWatch = {
  /** As it was named last. */
  unit: string | null
  suspect: Suspect | null
  /** What would undo the last change, -1 where there was none. */
  way_back: number
  /** The latest values, eight at a time. */
  block: { n: number; low: number; high: number }
  /** The smallest range of such a block, of how many. */
  smallest: number
  blocks: number
}

type Suspect = { conversion: number; count: number; zeros: number; at: number; value: number }

/** `pending`: the next samples will tell. `refuted`: they told that it was none, and the suspect is an ordinary outlier. */
export type UnitVerdict =
  | { readonly is: 'same' | 'pending' }
  | { readonly is: 'refuted'; readonly suspect: Suspect }
  | { readonly is: 'changed'; readonly conversion: Conversion }

const inARow = 5
const blockSize = 8
const blocksNeeded = 40
const collapse = 8
const toHundredth = conversions.findIndex(({ factor }) => factor === 0.01)

export const startUnitWatch = (unit: string | null = null): UnitWatch => ({
  unit,
  suspect: null,
  way_back: -1,
  block: emptyBlock(),
  smallest: Number.MAX_VALUE,
  blocks: 0,
})

const emptyBlock = () => ({ n: 0, low: Number.MAX_VALUE, high: -Number.MAX_VALUE })

export function watchUnit(watch: UnitWatch, at: number, value: number, edges: Edges): UnitVerdict {
  const { suspect } = watch
  const suspected = suspect ? conversions[suspect.conversion] : undefined
  if (suspect && suspected) {
    // Zero is zero in many units.
    if (value === 0 && suspect.zeros++ < inARow) return { is: 'pending' }
    if (isOutside(value, edges) && wouldBeUsual(suspected, value, edges)) {
      suspect.count += 1
      return suspect.count >= inARow ? changed(watch, suspect.conversion) : { is: 'pending' }
    }
    watch.suspect = null
    return { is: 'refuted', suspect }
  }
  const likely = isWayBack(watch, value, edges) ? watch.way_back : likelyConversion(value, edges)
  if (likely >= 0) {
    watch.suspect = { conversion: likely, count: 1, zeros: 0, at, value }
    return { is: 'pending' }
  }
  return hasCollapsed(watch, value, edges) ? changed(watch, toHundredth) : { is: 'same' }
}

function changed(watch: UnitWatch, index: number): UnitVerdict {
  const conversion = conversions[index] ?? { name: '', factor: 1, offset: 0 }
  watch.suspect = null
  watch.way_back = inverseOf(index)
  watch.block = emptyBlock()
  watch.smallest *= Math.abs(conversion.factor)
  return { is: 'changed', conversion }
}

const isOutside = (value: number, { low, high }: Edges): boolean => value < low || value > high

function isWayBack({ way_back }: UnitWatch, value: number, edges: Edges): boolean {
  const conversion = conversions[way_back]
  return conversion !== undefined && isOutside(value, edges) && wouldBeUsual(conversion, value, edges)
}

function hasCollapsed(watch: UnitWatch, value: number, { low, high, span }: Edges): boolean {
  const { block } = watch
  block.n += 1
  block.low = Math.min(block.low, value)
  block.high = Math.max(block.high, value)
  if (block.n < blockSize) return false
  const range = block.high - block.low
  const couldBe = block.low * 100 >= low - span && block.high * 100 <= high + span / 10
  const collapsed = watch.blocks >= blocksNeeded && range > 0 && range * collapse < watch.smallest && couldBe
  watch.block = emptyBlock()
  if (collapsed) return range * 100 > watch.smallest / 2
  watch.blocks += 1
  if (range > 0) watch.smallest = Math.min(watch.smallest, range)
  return false
}

/** What was usual, in the new unit: nothing has to be learned anew. */
export function convertUsual({ levels, steps }: { levels: Band; steps: Band }, { factor, offset }: Conversion): void {
  convertBand(levels, value => factor * value + offset)
  convertBand(steps, value => factor * value)
}
