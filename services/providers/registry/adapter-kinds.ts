import * as kinds from '../adapters/index.ts'
import type { Adapter } from '../adapters/reading/adapter.ts'

/** Platforms that many vendors use, then vendors with a feed of their own. */
export const adapters: readonly Adapter[] = Object.values<Adapter>(kinds).toSorted(
  (a, b) => Number(a.url !== null) - Number(b.url !== null),
)

const byKind = new Map(adapters.map(adapter => [adapter.kind, adapter]))

export const adapterOfKind = (kind: string): Adapter | undefined => byKind.get(kind)
