import { envelopeOf, readOutbox } from '../messaging/outbox.ts'
import type { Envelope } from '../service/event.ts'
import type { Store } from '../store/store.ts'

/** Everything that the outbox holds, in order. */
export async function published(store: Store): Promise<Envelope[]> {
  const everything = { events: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER }
  return (await readOutbox(store, 0, everything)).flatMap(row => envelopeOf(store, row) ?? [])
}
