/** The samples of one series that a range takes in at one step; at least one. */
export type Window = {
  readonly times: Float64Array
  readonly values: Float64Array
  /** Where the range begins and ends, both included. */
  readonly from: number
  readonly to: number
}

/** Ranges that move forward over one series. */
export class WindowReader {
  readonly #times: Float64Array
  readonly #values: Float64Array
  #first = 0
  #end = 0

  constructor({ times, values }: { readonly times: Float64Array; readonly values: Float64Array }) {
    this.#times = times
    this.#values = values
  }

  read(from: number, to: number): Window | null {
    const times = this.#times
    while (this.#first < times.length && (times[this.#first] ?? 0) < from) this.#first += 1
    this.#end = Math.max(this.#end, this.#first)
    while (this.#end < times.length && (times[this.#end] ?? 0) <= to) this.#end += 1
    if (this.#end === this.#first) return null
    const [first, end] = [this.#first, this.#end]
    return { times: times.subarray(first, end), values: this.#values.subarray(first, end), from, to }
  }
}
