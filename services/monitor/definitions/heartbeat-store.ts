import { iso } from '../../../kit/runtime/clock.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import type { Store } from '../../../kit/store/store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { heartbeatToken, tokenHash } from './secrets.ts'

type HeartbeatTables = {
  heartbeat: {
    check_id: string
    token: Sealed
    token_sha256: string
    beat_at: string | null
    beat_failed: number
  }
}

/** What a job last said. */
export type Beat = { readonly at: number; readonly failed: boolean }
export type SavedBeat = { readonly check_id: string; readonly beat: Beat }
export type NewHeartbeat = { readonly check_id: string; readonly token: string; readonly beat: Beat | undefined }
export type Heartbeat = Omit<NewHeartbeat, 'token'> & {
  /** null: the key that opens it is not here. */
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
