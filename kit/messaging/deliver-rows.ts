import type { Store } from '../store/store.ts'
import { BatchRefused, type Listener } from './listener.ts'
import { envelopeOf, type OutboxRow } from './outbox.ts'

/**
 * Tells a listener of these rows and answers the errors by their sequence. What is refused together is told in halves, down
 * to the one event that it is about.
 */
export async function deliverRows(
  store: Store,
  listener: Listener,
  rows: readonly OutboxRow[],
): Promise<ReadonlyMap<number, string>> {
  const failed = new Map<number, string>()
  const events = rows.flatMap(row => envelopeOf(store, row) ?? [])
  if (events.length === 0) return failed
  try {
    const seqs = new Map(rows.map(row => [row.id, row.seq]))
    for (const { id, error } of await listener.deliver(events)) {
      const seq = seqs.get(id)
      if (error !== null && seq !== undefined) failed.set(seq, error)
    }
    return failed
  } catch (thrown) {
    if (!(thrown instanceof BatchRefused)) throw thrown
    const [only] = rows
    if (only && rows.length === 1) return failed.set(only.seq, thrown.message)
  }
  const middle = Math.ceil(rows.length / 2)
  const halves = [rows.slice(0, middle), rows.slice(middle)]
  for (const half of halves) for (const [seq, error] of await deliverRows(store, listener, half)) failed.set(seq, error)
  return failed
}
