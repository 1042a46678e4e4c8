import type { ProviderState } from '../../../contracts/providers.ts'
import type { Document } from '../adapters/reading/adapter.ts'
import { type Read, readDocuments } from '../polling/read-documents.ts'
import { adapterOfKind } from '../registry/adapter-kinds.ts'
import type { Scope } from '../state/scope.ts'
import { deriveState, type Snapshot, unknownSnapshot } from '../state/snapshot.ts'

/** An invented answer of a provider and what a careful reader takes from it. */
export type Sample = {
  readonly kind: string
  readonly title: string
  /** Texts, or what becomes JSON. */
  readonly documents: readonly unknown[]
  readonly state: ProviderState
  /** ISO 8601; noon of the fourth of May 2026 when left out. */
  readonly now?: string
  readonly scope?: Partial<Scope>
  /** One digit holds the state and nothing repeats it. */
  readonly fragile?: boolean
}

export const noon = '2026-05-04T12:00:00.000Z'
export const wide: Scope = { regions: [], components: [] }

export function documentOf(content: unknown, content_type: string | null = null): Document {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return { url: 'https://status.example.test', content_type, body: Buffer.from(text) }
}

export function readAs(kind: string, documents: readonly Document[], now = noon): Read {
  const adapter = adapterOfKind(kind)
  if (!adapter) throw new Error(`there is no adapter ${kind}`)
  return readDocuments(adapter, documents, Date.parse(now))
}

export function snapshotOf(kind: string, documents: readonly Document[], now = noon, scope: Scope = wide): Snapshot {
  const read = readAs(kind, documents, now)
  return 'reading' in read ? deriveState(read.reading, scope, Date.parse(now)) : unknownSnapshot(read.unreadable)
}

export const snapshotOfSample = ({ kind, documents, now = noon, scope }: Sample): Snapshot =>
  snapshotOf(
    kind,
    documents.map(one => documentOf(one)),
    now,
    { ...wide, ...scope },
  )
