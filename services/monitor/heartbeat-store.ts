import { iso } from '../../kit/clock.ts'
import type { Store } from '../../kit/store.ts'

type HeartbeatTables = {
  heartbeat: { check_id: string; token: string; beat_at: string | null; beat_failed: number }
}

/** What a job last said. */
export type Beat = { readonly at: number; readonly failed: boolean }
export type Heartbeat = { readonly check_id: string; readonly token: string; readonly beat: Beat | undefined }

export async function readHeartbeats(store: Store): Promise<Map<string, Heartbeat>> {
  const rows = await store.query<HeartbeatTables>().selectFrom('heartbeat').selectAll().execute()
  return new Map(
    rows.map(({ check_id, token, beat_at, beat_failed }) => {
      const beat = beat_at === null ? undefined : { at: Date.parse(beat_at), failed: beat_failed === 1 }
      return [check_id, { check_id, token, beat }]
    }),
  )
}

const rowsAtOnce = 500

export async function saveHeartbeats(store: Store, heartbeats: readonly Heartbeat[]): Promise<void> {
  for (let from = 0; from < heartbeats.length; from += rowsAtOnce) {
    const rows = heartbeats.slice(from, from + rowsAtOnce).map(({ check_id, token, beat }) => ({
      check_id,
      token,
      beat_at: beat ? iso(beat.at) : null,
      beat_failed: beat?.failed ? 1 : 0,
    }))
    await store
      .query<HeartbeatTables>()
      .insertInto('heartbeat')
      .values(rows)
      .onConflict(conflict =>
        conflict.column('check_id').doUpdateSet(({ ref }) => ({
          token: ref('excluded.token'),
          beat_at: ref('excluded.beat_at'),
          beat_failed: ref('excluded.beat_failed'),
        })),
      )
      .execute()
  }
}
