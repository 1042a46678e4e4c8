import type { Sample } from './series.ts'

/**
 * The few largest samples, on a heap with the least of them on top. Which of several equal ones stay depends on how the heap
 * moves them, so it moves them as Go's `container/heap` does.
 */
export class TopSamples {
  readonly #heap: Sample[] = []
  readonly #count: number
  readonly #isLess: (a: Sample, b: Sample) => boolean

  constructor(count: number, isLess: (a: Sample, b: Sample) => boolean) {
    this.#count = count
    this.#isLess = isLess
  }

  add(sample: Sample): void {
    const least = this.#heap[0]
    if (this.#heap.length === this.#count) {
      if (!least || !(Number.isNaN(least.value) || (this.#isLess(least, sample) && !Number.isNaN(sample.value)))) return
      if (this.#count === 1) {
        this.#heap[0] = sample
        return
      }
      this.#pop()
    }
    this.#heap.push(sample)
    this.#up(this.#heap.length - 1)
  }

  samples(): Sample[] {
    return [...this.#heap]
  }

  #pop(): void {
    const last = this.#heap.length - 1
    this.#swap(0, last)
    this.#down(0, last)
    this.#heap.pop()
  }

  #up(from: number): void {
    let at = from
    for (;;) {
      const parent = Math.trunc((at - 1) / 2)
      if (parent === at || !this.#less(at, parent)) return
      this.#swap(parent, at)
      at = parent
    }
  }

  #down(from: number, end: number): void {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      if (left >= end) return
      const right = left + 1
      const child = right < end && this.#less(right, left) ? right : left
      if (!this.#less(child, at)) return
      this.#swap(at, child)
      at = child
    }
  }

  #less(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]]
    return first !== undefined && second !== undefined && this.#isLess(first, second)
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]]
    if (!first || !second) return
    this.#heap[a] = second
    this.#heap[b] = first
  }
}
