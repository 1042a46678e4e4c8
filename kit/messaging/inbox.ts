import { type Clock, iso } from '../runtime/clock.ts'
import { messageOf } from '../service/errors.ts'
import type { Envelope } from '../service/event.ts'
import type { Reaction } from '../service/service.ts'
import type { Store } from '../store/store.ts'
import { type DeliveryResult, isWorldAtFault } from './listener.ts'
import { schemaProblem } from './schemas.ts'
import type { MessagingTables } from './tables.ts'

export type Inbox = {
  readonly service: string
  readonly types: ReadonlySet<string>
  /** Commits the effect of each event once, however often it comes; an event that fails does not touch its neighbours. */
  deliver(events: readonly Envelope[]): Promise<readonly DeliveryResult[]>
  /** The same for what another process says: only what fits its schema is handled. */
  deliverFromPeer(events: readonly Envelope[]): Promise<readonly DeliveryResult[]>
  /** Keeps what could not be handled. `data` is undefined where it was too large to be sent here. */
  park(event: ParkedEnvelope, error: string): Promise<void>
  parked(): Promise<number>
}

export type ParkedEnvelope = Omit<Envelope, 'data'> & { readonly data?: unknown }

export function openInbox(service: string, store: Store, reactions: readonly Reaction[], clock: Clock): Inbox {
  const byType = Map.groupBy(reactions, reaction => reaction.event.type)
  const deliver = (events: readonly Envelope[]) => deliverTo(byType, events, { store, clock })
  /** Null also for what nobody here wants. */
  const problemOf = ({ type, data }: Envelope): string | null => {
    const [reaction] = byType.get(type) ?? []
    return reaction ? schemaProblem(reaction.event, data) : null
  }

  return {
    service,
    types: new Set(byType.keys()),
    deliver,
    deliverFromPeer: async events => {
      const problems = new Map(events.map(event => [event.id, problemOf(event)]))
      const results = await deliver(events.filter(event => problems.get(event.id) === null))
      const errors = new Map(results.map(({ id, error }) => [id, error]))
      return events.map(({ id }) => ({ id, error: problems.get(id) ?? errors.get(id) ?? null }))
    },
    park: async ({ id, type, source, subject, time, data }, error) => {
      // What somebody could come in with stays where it lies encrypted, at the service that published it.
      const isSecret = byType.get(type)?.some(({ event }) => event.secret)
      const text = data === undefined || isSecret ? null : JSON.stringify(data)
      const row = { id, type, source, subject, time, data: text, error, parked_at: iso(clock.now()) }
      await store.transaction(async () => {
        const insert = store.query<MessagingTables>().insertInto('parked_event').values(row)
        await insert.onConflict(conflict => conflict.column('id').doUpdateSet({ error })).execute()
      })
      for (const reaction of byType.get(type) ?? []) reaction.whenParked?.()
    },
    parked: async () => {
      const db = store.query<MessagingTables>()
      const counted = db.selectFrom('parked_event').select(count => count.fn.countAll<number>().as('parked'))
      return Number((await counted.executeTakeFirst())?.parked ?? 0)
    },
  }
}

type Reactions = ReadonlyMap<string, readonly Reaction[]>

/** So much is committed together: others wait for this store meanwhile, and in SQLite for this very thread. */
const commitMs = 10

async function deliverTo(
  byType: Reactions,
  events: readonly Envelope[],
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<readonly DeliveryResult[]> {
  /** Answers how many it handled: all, unless there are so many that they are better committed in parts. */
  const handleSome = async (batch: readonly Envelope[]): Promise<number> => {
    const began = clock.monotonic()
    const ids = batch.map(event => event.id)
    const db = store.query<MessagingTables>()
    const known = await db.selectFrom('handled_event').select('id').where('id', 'in', ids).execute()
    const handled = new Set(known.map(row => row.id))
    const at = iso(clock.now())
    const fresh: { id: string; at: string }[] = []
    let done = 0
    for (const event of batch) {
      done++
      if (handled.has(event.id)) continue
      handled.add(event.id)
      for (const reaction of byType.get(event.type) ?? []) await reaction.handle(event)
      fresh.push({ id: event.id, at })
      if (clock.monotonic() - began >= commitMs) break
    }
    if (fresh.length > 0) await db.insertInto('handled_event').values(fresh).execute()
    return done
  }
  const deliverOne = async (event: Envelope): Promise<DeliveryResult> => {
    try {
      await store.transaction(() => handleSome([event]))
      return { id: event.id, error: null }
    } catch (thrown) {
      if (isWorldAtFault(thrown)) throw thrown
      return { id: event.id, error: messageOf(thrown) }
    }
  }

  const mine = events.filter(event => byType.has(event.type))
  if (mine.length === 0) return events.map(({ id }) => ({ id, error: null }))
  let done = 0
  try {
    while (done < mine.length) done += await store.transaction(() => handleSome(mine.slice(done)))
    return events.map(({ id }) => ({ id, error: null }))
  } catch (thrown) {
    if (isWorldAtFault(thrown)) throw thrown
    // One of them is poison: each alone, so that only that one fails, and its error is what the relay is told.
    const results: DeliveryResult[] = []
    for (const event of mine.slice(done)) results.push(await deliverOne(event))
    return results
  }
}
