import { iso } from '../runtime/clock.ts'
import type { Store } from '../store/store.ts'
import type { MessagingTables } from './tables.ts'

const day = 86_400_000
const keptMs = 7 * day
/** What could not be handled stays long enough for somebody to come back from holidays. */
const parkedMs = 30 * day

/** Outbox rows every listener has heard, and ids that no relay will bring again, go after 7 days. */
export async function pruneMessages(store: Store, listeners: readonly string[], now: number): Promise<void> {
  const cursors = await store.query<MessagingTables>().selectFrom('relay_cursor').selectAll().execute()
  const heard = listeners.map(name => cursors.find(cursor => cursor.consumer === name)?.seq ?? 0)
  const slowest = heard.length > 0 ? Math.min(...heard) : Number.MAX_SAFE_INTEGER
  const ago = (ms: number): string => iso(now - ms)
  await store.relaxed(async () => {
    const db = store.query<MessagingTables>()
    const old = db.selectFrom('outbox').select('seq').where('time', '<', ago(parkedMs))
    await db.deleteFrom('relay_retry').where('parked', '=', 1).where('seq', 'in', old).execute()
    await db.deleteFrom('parked_event').where('parked_at', '<', ago(parkedMs)).execute()
    await db
      .deleteFrom('outbox')
      .where('seq', '<=', slowest)
      .where('time', '<', ago(keptMs))
      .where('seq', 'not in', db.selectFrom('relay_retry').select('seq'))
      .execute()
    await db
      .deleteFrom('handled_event')
      .where('at', '<', ago(2 * keptMs))
      .execute()
  })
}
