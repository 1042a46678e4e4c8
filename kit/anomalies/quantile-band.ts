/**
 * Where all but the lowest and the highest share of the last samples lie. Exact, although no sample is kept but the outermost
 * ones of each block: the tenth lowest of all is among the ten lowest of its block. The window moves on a block at a time.
 */

/** As JSON keeps it; some hundred numbers. */
export type Band = {
  /** How many samples are in the window. */
  n: number
  /** Ascending. */
  low: number[]
  /** Descending. */
  high: number[]
  blocks: Tails[]
}

type Tails = { n: number; low: number[]; high: number[] }

export type BandShape = {
  /** What lies outside on each side: 0.001 is 0.1 %. */
  readonly share: number
  readonly window: number
}

export type Edges = { readonly low: number; readonly high: number; readonly span: number }

const blockCount = 8

export const emptyBand = (): Band => ({ n: 0, low: [], high: [], blocks: [] })

export function addToBand(band: Band, value: number, { share, window }: BandShape): void {
  const kept = Math.floor(share * (window - 1)) + 2
  let block = band.blocks.at(-1)
  if (!block || block.n >= window / blockCount) {
    block = { n: 0, low: [], high: [] }
    band.blocks.push(block)
    if (band.blocks.length > blockCount) moveOn(band, kept)
  }
  block.n += 1
  band.n += 1
  keepLow(block.low, value, kept)
  keepHigh(block.high, value, kept)
  keepLow(band.low, value, kept)
  keepHigh(band.high, value, kept)
}

function moveOn(band: Band, kept: number): void {
  band.blocks.shift()
  band.n = band.blocks.reduce((sum, { n }) => sum + n, 0)
  band.low = band.blocks.flatMap(({ low }) => low).sort((one, other) => one - other)
  band.high = band.blocks.flatMap(({ high }) => high).sort((one, other) => other - one)
  band.low.length = Math.min(band.low.length, kept)
  band.high.length = Math.min(band.high.length, kept)
}

/** Differences of decimals have seventeen digits, of which the last ones say nothing and fill the JSON. */
const shortened = (value: number): number => Number(value.toPrecision(9))

function keepLow(tail: number[], exact: number, kept: number): void {
  if (tail.length >= kept && exact >= (tail[tail.length - 1] ?? 0)) return
  const value = shortened(exact)
  let at = tail.length < kept ? tail.push(value) - 1 : tail.length - 1
  for (; at > 0 && (tail[at - 1] ?? 0) > value; at--) tail[at] = tail[at - 1] ?? 0
  tail[at] = value
}

function keepHigh(tail: number[], exact: number, kept: number): void {
  if (tail.length >= kept && exact <= (tail[tail.length - 1] ?? 0)) return
  const value = shortened(exact)
  let at = tail.length < kept ? tail.push(value) - 1 : tail.length - 1
  for (; at > 0 && (tail[at - 1] ?? 0) < value; at--) tail[at] = tail[at - 1] ?? 0
  tail[at] = value
}

/** Interpolated between neighbours. A band of one single value is taken to be a thousandth of it wide. */
export function edgesOf({ n, low, high }: Band, { share }: BandShape, minSpan = 1e-9): Edges {
  const place = share * (n - 1)
  const index = Math.min(Math.floor(place), low.length - 1)
  const rest = place - index
  const lowest = between(low[index] ?? 0, low[index + 1], rest)
  const highest = between(high[index] ?? 0, high[index + 1], rest)
  return { low: lowest, high: highest, span: Math.max(highest - lowest, Math.abs(highest) * 1e-3, minSpan) }
}

const between = (one: number, other: number | undefined, share: number): number =>
  other === undefined ? one : one + (other - one) * share

/** How many spans a value lies above the band, below it (negative), or 0. */
export function spansOutside(value: number, { low, high, span }: Edges): number {
  if (value > high) return (value - high) / span
  return value < low ? (value - low) / span : 0
}

/** The same band in another unit. */
export function convertBand(band: Band, convert: (value: number) => number): void {
  for (const tails of [band, ...band.blocks]) {
    tails.low = tails.low.map(convert)
    tails.high = tails.high.map(convert)
  }
}
