import type { Metadata } from '../remote-write/write-request.ts'

const mostMetrics = 10_000

/** What senders say of their metrics. They say it again every minute, so none of it is stored. */
export class MetadataCache {
  readonly #known = new Map<string, Metadata>()

  keep(metadata: readonly Metadata[]): void {
    for (const one of metadata) {
      if (one.name.length > 200 || one.help.length > 2_000 || one.unit.length > 200) continue
      if (this.#known.size < mostMetrics || this.#known.has(one.name)) this.#known.set(one.name, one)
    }
  }

  of(name: string): Metadata | undefined {
    return this.#known.get(name)
  }

  names(only: string | undefined): readonly string[] {
    return [...this.#known.keys()].filter(name => only === undefined || name === only)
  }
}
