import { Head } from './head.ts'
import type { Series } from './series/series-index.ts'

/** What is on its way from the log into the database. */
export type Frozen = {
  /** By series, and of one by block; those that are in the database are gone from it. */
  heads: Head[]
  /** Number of the last sample, and the last segment of the log. */
  readonly up_to: number
  readonly segment: number
}

/** All samples that are not in the database yet. */
export class Heads {
  /** Of series that have any. */
  readonly #open = new Set<Series>()
  #frozen: Frozen | null = null
  #count = 0
  #frozenCount = 0
  #changes = 0
  #committing: Promise<unknown> | null = null

  /** Samples, without those on their way. */
  get count(): number {
    return this.#count
  }

  get total(): number {
    return this.#count + this.#frozenCount
  }

  get frozen(): Frozen | null {
    return this.#frozen
  }

  find(series: Series, block: number): Head | undefined {
    return series.head?.block === block ? series.head : series.heads?.get(block)
  }

  /** `inDatabase`: times of what lies there. */
  begin(series: Series, block: number, inDatabase: readonly Float64Array[]): Head {
    const head = new Head(series, block, series.frozen?.get(block)?.allKnown ?? inDatabase)
    series.heads ??= new Map()
    series.heads.set(block, head)
    series.head = head
    this.#open.add(series)
    return head
  }

  added(samples: number): void {
    this.#count += samples
  }

  /** Newest last. */
  of(series: Series): Head[] {
    return [...(series.frozen?.values() ?? []), ...(series.heads?.values() ?? [])]
  }

  freeze(at: { readonly up_to: number; readonly segment: number }): void {
    const heads: Head[] = []
    for (const series of [...this.#open].sort((a, b) => a.id - b.id)) {
      const own = [...(series.heads?.values() ?? [])].filter(({ count }) => count > 0)
      heads.push(...own.sort((a, b) => a.block - b.block))
      series.frozen = own.length > 0 ? new Map(own.map(head => [head.block, head])) : null
      series.heads = null
      series.head = null
    }
    this.#open.clear()
    this.#frozen = { heads, ...at }
    this.#frozenCount = this.#count
    this.#count = 0
  }

  /** These are in the database once `commit` has run: nobody reads both meanwhile. */
  async moved(heads: readonly Head[], commit: Promise<void>): Promise<void> {
    this.#committing = commit.catch(() => undefined)
    try {
      await commit
      for (const head of heads) this.#forget(head)
      if (this.#frozen) this.#frozen.heads = this.#frozen.heads.slice(heads.length)
    } finally {
      this.#changes += 1
      this.#committing = null
    }
  }

  thawed(): void {
    this.#frozen = null
    this.#frozenCount = 0
  }

  /** Reads the database so that what it answers and what lies here together are everything, and nothing twice. */
  async whileStill<Read, T>(read: () => Promise<Read>, use: (read: Read) => T): Promise<T> {
    for (;;) {
      await this.#committing
      const before = this.#changes
      const found = await read()
      if (before === this.#changes && this.#committing === null) return use(found)
    }
  }

  /** A series was deleted. */
  drop(series: Series): void {
    for (const head of series.heads?.values() ?? []) this.#count -= head.count
    for (const head of series.frozen?.values() ?? []) this.#forget(head)
    if (this.#frozen) this.#frozen.heads = this.#frozen.heads.filter(head => head.series !== series)
    this.#open.delete(series)
    series.heads = null
    series.head = null
  }

  #forget({ series, block, count }: Head): void {
    series.frozen?.delete(block)
    if (series.frozen?.size === 0) series.frozen = null
    this.#frozenCount -= count
  }
}
