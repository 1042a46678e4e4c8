import { cursorOf, type Key, pagesOf } from '../cursor/cursor.ts'
import type { Envelope } from '../service/event.ts'
import type { Output } from '../service/operation.ts'
import { conflict, notFound } from '../service/refusals.ts'
import type { Store } from '../store/store.ts'
import type { Inbox } from './inbox.ts'
import { envelopeOf } from './outbox.ts'
import type { listParkedEvents } from './parked-event-operations.ts'
import type { MessagingTables, ParkedEventTable } from './tables.ts'

/** A service of this process: what it could not handle, and what it published itself. */
export type Parking = { readonly store: Store; readonly inbox: Inbox }

type Found = ParkedEventTable & { readonly service: string }
type Page = Output<typeof listParkedEvents>

const shape = ['text', 'text', 'text'] as const
const keyOf = ({ parked_at, service, id }: Found): Key<typeof shape> => [parked_at, service, id]
const pages = pagesOf(cursorOf('kit.parked-events', shape), keyOf)

/** Of all services here, the newest first. */
export async function readParkedEvents(
  parkings: readonly Parking[],
  query: { readonly limit?: number; readonly cursor?: string },
): Promise<Page> {
  const { items, next_cursor } = await pages(query, async ({ after, limit }) => {
    const found: Found[] = []
    for (const parking of parkings) found.push(...(await readBehind(parking, after, limit)))
    return found.sort((a, b) => (keyOf(a).join(' ') < keyOf(b).join(' ') ? 1 : -1))
  })
  return {
    items: items.map(({ data: _data, ...row }) => ({ ...row, id: `${row.service}.${row.id}`, event_id: row.id })),
    next_cursor,
  }
}

async function readBehind(
  { store, inbox: { service } }: Parking,
  behind: Key<typeof shape> | undefined,
  limit: number,
): Promise<Found[]> {
  const [parked_at = '', other = '', id = ''] = behind ?? []
  const rows = await store
    .query<MessagingTables>()
    .selectFrom('parked_event')
    .selectAll()
    .$if(behind !== undefined, query =>
      query.where(row =>
        row.or([
          row('parked_at', '<', parked_at),
          ...(service < other ? [row('parked_at', '=', parked_at)] : []),
          ...(service === other ? [row.and([row('parked_at', '=', parked_at), row('id', '<', id)])] : []),
        ]),
      ),
    )
    .orderBy('parked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(row => ({ ...row, service }))
}

/** Handles it as if it came now, once; it is parked no longer when that went well. */
export async function retryEvent(parkings: readonly Parking[], id: string): Promise<void> {
  const dot = id.indexOf('.')
  const parking = parkings.find(({ inbox }) => inbox.service === id.slice(0, dot))
  const row = parking && (await findParked(parking.store, id.slice(dot + 1)))
  if (!parking || !row) throw notFound('kit.no-such-parked-event', { id })
  const { store, inbox } = parking
  const event = await envelopeIn(row, parkings)
  if (!event) {
    const where = row.source.replace('/vigie/', '')
    throw conflict('kit.parked-event-unreadable', { service: where })
  }
  const [result] = await inbox.deliver([event])
  const error = result?.error ?? null
  if (error !== null) await inbox.park(event, error)
  else
    await store.transaction(() =>
      store.query<MessagingTables>().deleteFrom('parked_event').where('id', '=', row.id).execute(),
    )
  if (error !== null) throw conflict('kit.event-failed-again', { service: inbox.service, error })
}

function findParked(store: Store, id: string): Promise<ParkedEventTable | undefined> {
  return store.query<MessagingTables>().selectFrom('parked_event').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What was too large to be sent here, or is secret, lies only with the service that published it. */
async function envelopeIn(row: ParkedEventTable, parkings: readonly Parking[]): Promise<Envelope | undefined> {
  const { id, type, source, subject, time, data } = row
  const facts = { specversion: '1.0', id, type, source, subject, time, datacontenttype: 'application/json' } as const
  if (data !== null) return { ...facts, data: JSON.parse(data) as unknown }
  const publisher = parkings.find(({ inbox }) => `/vigie/${inbox.service}` === source)
  if (!publisher) return undefined
  const { store } = publisher
  const published = await store
    .query<MessagingTables>()
    .selectFrom('outbox')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return published && envelopeOf(store, published)
}
