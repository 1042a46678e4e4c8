import { type Clock, iso } from '../../kit/runtime/clock.ts'
import type { Store } from '../../kit/store/store.ts'
import { pruneDeliveries } from './delivery/prune-deliveries.ts'
import { eraseSubscribers } from './subscribers/change-subscription.ts'
import type { Work } from './work.ts'

const dayMs = 86_400_000
const messagesKeptMs = 180 * dayMs
/** Longer than an incident that somebody follows goes on. */
const followedKeptMs = 400 * dayMs
/** Longer than any news of an incident can be late. */
const incidentsKeptMs = 30 * dayMs

export async function prune(work: Work, { store, clock }: { readonly store: Store; readonly clock: Clock }) {
  const now = clock.now()
  await pruneDeliveries({ store, deliveries: work.deliveries, notices: work.notices }, now)
  await eraseSubscribers(work.subscriptions)
  await store.transaction(async () => {
    await work.mails.prune()
    await work.used.prune(iso(now))
    await work.contact.prune(iso(now - messagesKeptMs))
    await work.copies.incidents.deleteLabelledBefore(iso(now - incidentsKeptMs))
    await work.readers.prune(iso(now - followedKeptMs))
  })
}
