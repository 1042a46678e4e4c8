import type { Generated } from 'kysely'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import type { Store } from '../../../kit/store/store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { DefinedCheck } from './check.ts'
import type { Definition } from './definition.ts'
import { checkSettings, heartbeatToken, hideSecrets, tokenHash, withSecrets } from './secrets.ts'

type Tables = {
  check_definition: {
    number: Generated<number>
    id: string
    slug: string
    origin: 'file' | 'api'
    definition: string
    sealed: Sealed | null
    told: string
    component_id: string | null
    revision: number
    created_at: string
    archived_at: string | null
  }
}

/** Databases bound the number of parameters of a statement. */
const idsAtOnce = 500

/** All of them, archived ones included, in the order of their numbers. */
export async function readChecks(store: Store): Promise<DefinedCheck[]> {
  const rows = await store.query<Tables>().selectFrom('check_definition').selectAll().orderBy('number').execute()
  return rows.map(({ definition: plain, sealed, told: published, ...row }) => {
    const { definition, unreadable } = opened(store, row.id, { plain: JSON.parse(plain), sealed })
    return { ...row, published, number: Number(row.number), definition, unreadable }
  })
}

type Stored = { readonly plain: Definition; readonly sealed: Sealed | null }

function opened(store: Store, id: string, { plain, sealed }: Stored): Pick<DefinedCheck, 'definition' | 'unreadable'> {
  if (sealed === null) return { definition: plain, unreadable: null }
  const hidden = store.secrets.open(checkSettings, id, sealed)
  if (hidden === null) return { definition: plain, unreadable: sealed }
  return { definition: withSecrets(plain, hidden), unreadable: null }
}

/** What cannot be read stays as it is: the key may come back. */
function closed(store: Store, { id, definition, origin, unreadable }: Omit<DefinedCheck, 'number'>): Stored {
  if (unreadable) return { plain: definition, sealed: unreadable }
  const { plain, hidden } = hideSecrets(definition, origin)
  return { plain, sealed: hidden === null ? null : store.secrets.seal(checkSettings, id, hidden) }
}

export async function saveChecks(
  store: Store,
  checks: readonly Omit<DefinedCheck, 'number'>[],
): Promise<DefinedCheck[]> {
  const rows = checks.map(check => {
    const { plain, sealed } = closed(store, check)
    const { id, slug, origin, published: told, component_id, revision, created_at, archived_at } = check
    const definition = JSON.stringify(plain)
    return { id, slug, origin, definition, sealed, told, component_id, revision, created_at, archived_at }
  })
  await upsert(store, 'check_definition', rows, ['id'], ['component_id', 'created_at'])
  const numbers = new Map<string, number>()
  for (let from = 0; from < checks.length; from += idsAtOnce) {
    const ids = checks.slice(from, from + idsAtOnce).map(({ id }) => id)
    const found = store.query<Tables>().selectFrom('check_definition').select(['id', 'number']).where('id', 'in', ids)
    for (const { id, number } of await found.execute()) numbers.set(id, Number(number))
  }
  return checks.map(check => ({ ...check, number: numbers.get(check.id) ?? 0 }))
}

export async function saveComponentId(store: Store, id: string, component_id: string): Promise<void> {
  await store.query<Tables>().updateTable('check_definition').set({ component_id }).where('id', '=', id).execute()
}

type HeartbeatTables = {
  heartbeat: {
    check_id: string
    token: Sealed
    token_sha256: string
    beat_at: string | null
    beat_failed: number
  }
}

export type Beat = { readonly at: number; readonly failed: boolean }
export type SavedBeat = { readonly check_id: string; readonly beat: Beat }
export type NewHeartbeat = { readonly check_id: string; readonly token: string; readonly beat: Beat | undefined }
export type Heartbeat = Omit<NewHeartbeat, 'token'> & {
  readonly token: string | null
  readonly token_sha256: string
}

export async function readHeartbeats(store: Store): Promise<Map<string, Heartbeat>> {
  const rows = await store.query<HeartbeatTables>().selectFrom('heartbeat').selectAll().execute()
  return new Map(
    rows.map(({ check_id, token: sealed, token_sha256, beat_at, beat_failed }) => {
      const beat = beat_at === null ? undefined : { at: Date.parse(beat_at), failed: beat_failed === 1 }
      const token = store.secrets.open(heartbeatToken, check_id, sealed)
      return [check_id, { check_id, token, token_sha256, beat }]
    }),
  )
}

export async function saveHeartbeats(store: Store, heartbeats: readonly NewHeartbeat[]): Promise<void> {
  const rows = heartbeats.map(({ check_id, token, beat }) => ({
    check_id,
    token: store.secrets.seal(heartbeatToken, check_id, token),
    token_sha256: tokenHash(token),
    beat_at: beat ? iso(beat.at) : null,
    beat_failed: beat?.failed ? 1 : 0,
  }))
  await upsert(store, 'heartbeat', rows, ['check_id'])
}

/** What jobs said; their tokens stay what they are. */
export async function saveBeats(store: Store, beats: readonly SavedBeat[]): Promise<void> {
  for (const { check_id, beat } of beats) {
    await store
      .query<HeartbeatTables>()
      .updateTable('heartbeat')
      .set({ beat_at: iso(beat.at), beat_failed: beat.failed ? 1 : 0 })
      .where('check_id', '=', check_id)
      .execute()
  }
}
