/**
 * A fleet of sensors: a quarter each of temperatures with two decimals, whole numbers at random, batteries that sink slowly, and
 * numbers of full precision. One tick is one reading of each; of a quarter of them the time is up to two milliseconds off.
 */
export class Fleet {
  readonly series: number
  readonly start: number
  readonly periodMs: number
  readonly #values: number[]
  readonly #random: () => number
  #tick = 0

  constructor({ series, start, periodMs }: { series: number; start: number; periodMs: number }) {
    this.series = series
    this.start = start
    this.periodMs = periodMs
    this.#random = seeded(7)
    this.#values = Array.from({ length: series }, (_, index) => (index % 4 === 2 ? 100 : 25))
  }

  /** The next reading of each; what several programs are given is the same. */
  next(): readonly { readonly series: number; readonly at: number; readonly value: number }[] {
    const at = this.start + this.#tick * this.periodMs
    this.#tick += 1
    return this.#values.map((_, series) => {
      const jitter = this.#random() < 0.25 ? Math.floor(this.#random() * 5) - 2 : 0
      return { series, at: at + jitter, value: this.#reading(series) }
    })
  }

  #reading(series: number): number {
    const before = this.#values[series] ?? 0
    const kind = series % 4
    if (kind === 1) return 40 + Math.floor(this.#random() * 41)
    if (kind === 3) return this.#random() * 1_000
    const moved = kind === 0 ? before + (this.#random() - 0.5) * 0.4 : before - (this.#random() < 0.002 ? 1 : 0)
    const value = kind === 0 ? Math.round(moved * 100) / 100 : moved < 1 ? 100 : moved
    this.#values[series] = value
    return value
  }
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
