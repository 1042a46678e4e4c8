import { adapters } from './adapters/index.ts'
import type { Adapter } from './adapters/reading/adapter.ts'

const byKind = new Map(adapters.map(adapter => [adapter.kind, adapter]))

export const adapterOfKind = (kind: string): Adapter | undefined => byKind.get(kind)
