import { type Clock, iso } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Envelope } from '../event.ts'
import type { Reaction } from '../service.ts'
import { StoreFailure } from '../store/failure.ts'
import type { Store } from '../store.ts'

type InboxTables = { handled_event: { id: string; at: string } }

/** What became of one event at one listener. */
export type Heard = { readonly id: string; readonly error: string | null }

export type Inbox = {
  readonly service: string
  readonly types: ReadonlySet<string>
  /** Commits the effect of each event once, however often it comes; an event that fails does not touch its neighbours. */
  hear(events: readonly Envelope[]): Promise<readonly Heard[]>
}

export function openInbox(service: string, store: Store, reactions: readonly Reaction[], clock: Clock): Inbox {
  const byType = Map.groupBy(reactions, reaction => reaction.event.type)

  const handleNew = async (events: readonly Envelope[]): Promise<void> => {
    const ids = events.map(event => event.id)
    const db = store.query<InboxTables>()
    const known = await db.selectFrom('handled_event').select('id').where('id', 'in', ids).execute()
    const handled = new Set(known.map(row => row.id))
    const at = iso(clock.now())
    const fresh: { id: string; at: string }[] = []
    for (const event of events) {
      if (handled.has(event.id)) continue
      handled.add(event.id)
      for (const reaction of byType.get(event.type) ?? []) await reaction.handle(event)
      fresh.push({ id: event.id, at })
    }
    if (fresh.length > 0) await db.insertInto('handled_event').values(fresh).execute()
  }

  const hearOne = async (event: Envelope): Promise<Heard> => {
    try {
      await store.transaction(() => handleNew([event]))
      return { id: event.id, error: null }
    } catch (thrown) {
      letStoreFailuresPass(thrown)
      return { id: event.id, error: messageOf(thrown) }
    }
  }

  return {
    service,
    types: new Set(byType.keys()),
    hear: async events => {
      const mine = events.filter(event => byType.has(event.type))
      if (mine.length === 0) return events.map(({ id }) => ({ id, error: null }))
      try {
        // The usual case: one commit for the whole batch.
        await store.transaction(() => handleNew(mine))
        return events.map(({ id }) => ({ id, error: null }))
      } catch (thrown) {
        letStoreFailuresPass(thrown)
        // One of them is poison: each alone, so that only that one fails, and its error is what the relay is told.
        const heard: Heard[] = []
        for (const event of mine) heard.push(await hearOne(event))
        return heard
      }
    },
  }
}

/** A listener that cannot store anything is as good as absent: its events wait for it, and none of them is to blame. */
function letStoreFailuresPass(thrown: unknown): void {
  if (thrown instanceof StoreFailure) throw thrown
}
