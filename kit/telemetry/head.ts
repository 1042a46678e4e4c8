import type { Points } from './format/chunk.ts'
import type { Series } from './series/series-index.ts'

/** Samples of one series in one block of time that are not in the database yet, in the order of their times. */
export class Head {
  readonly series: Series
  /** The number of the block: its beginning divided by its length. */
  readonly block: number
  /** Times of samples that are in the database, or on their way there; each list in order. */
  readonly #known: readonly Float64Array[]
  #times = new Float64Array(8)
  #values = new Float64Array(8)
  #count = 0

  constructor(series: Series, block: number, known: readonly Float64Array[]) {
    this.series = series
    this.block = block
    this.#known = known
  }

  get count(): number {
    return this.#count
  }

  /** What lies here, without a copy: good until the next change. */
  get points(): Points {
    return { times: this.#times.subarray(0, this.#count), values: this.#values.subarray(0, this.#count) }
  }

  /** For the head that follows this one while this one is on its way into the database. */
  get allKnown(): readonly Float64Array[] {
    return [...this.#known, this.#times.slice(0, this.#count)]
  }

  /** False: there is one of that time already, and it stays. */
  add(at: number, value: number): boolean {
    for (const times of this.#known) if (times[placeOf(times, times.length, at)] === at) return false
    const isLast = this.#count === 0 || at > (this.#times[this.#count - 1] ?? 0)
    const place = isLast ? this.#count : placeOf(this.#times, this.#count, at)
    if (!isLast && this.#times[place] === at) return false
    if (this.#count === this.#times.length) this.#grow()
    if (!isLast) {
      this.#times.copyWithin(place + 1, place, this.#count)
      this.#values.copyWithin(place + 1, place, this.#count)
    }
    this.#times[place] = at
    this.#values[place] = value
    this.#count += 1
    return true
  }

  /** Takes back what was added. */
  remove(at: number): void {
    const place = placeOf(this.#times, this.#count, at)
    if (this.#times[place] !== at) return
    this.#times.copyWithin(place, place + 1, this.#count)
    this.#values.copyWithin(place, place + 1, this.#count)
    this.#count -= 1
  }

  #grow(): void {
    const [times, values] = [new Float64Array(this.#count * 2), new Float64Array(this.#count * 2)]
    times.set(this.#times)
    values.set(this.#values)
    this.#times = times
    this.#values = values
  }
}

/** Of the first one that is not before `at`. */
export function placeOf(times: Float64Array, count: number, at: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}
