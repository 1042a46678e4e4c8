import type { Adapter } from './adapters/adapter.ts'
import { adapters } from './adapters/index.ts'

const byKind = new Map(adapters.map(adapter => [adapter.kind, adapter]))

export const adapterOfKind = (kind: string): Adapter | undefined => byKind.get(kind)
