import { type Expression, type Selectable, type SqlBool, sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { type Clock, iso } from '../runtime/clock.ts'
import { keyIdOf, type Sealed } from '../secrets/keyring.ts'
import type { SecretColumn } from '../secrets/secret-column.ts'
import type { Envelope, EventDefinition, Fact } from '../service/event.ts'
import { invalid } from '../service/refusals.ts'
import type { Store } from '../store/store.ts'
import { largestEventBytes, shortenedEventBytes } from './limits.ts'
import { shortened } from './shortened.ts'
import type { MessagingTables, OutboxTable } from './tables.ts'

const sealedData = { table: 'outbox', column: 'data', row: 'id', without: '' } as const

/** For the list of secrets of the service that publishes such an event. */
export const secretEvent = ({ type }: EventDefinition, without: string): SecretColumn => ({
  ...sealedData,
  known_by: 'subject',
  only: { column: 'type', says: type },
  without,
})

export type OutboxOptions = {
  /** Throws when the data of a fact is not what its event promises: tests look, production does not spend the time. */
  readonly check?: ((published: Fact) => void) | undefined
}

/** Writes facts beside the change they tell of; outside a transaction that would be a lie waiting to happen, so it throws. */
export function outbox(service: string, store: Store, clock: Clock, { check }: OutboxOptions = {}) {
  return async (...facts: Fact[]): Promise<void> => {
    if (facts.length === 0) return
    for (const one of facts) check?.(one)
    if (!store.inTransaction()) throw new Error('publish belongs inside store.transaction, with the change it tells of')
    const time = iso(clock.now())
    const rows = facts.map(({ definition, subject, data }) => {
      const id = uuid()
      const text = textOf(definition, data)
      return {
        id,
        type: definition.type,
        source: `/vigie/${service}`,
        subject,
        time,
        data: definition.secret ? store.secrets.seal(sealedData, id, text) : text,
      }
    })
    // Both engines limit the parameters of one statement.
    for (let start = 0; start < rows.length; start += 500) {
      await store
        .query<MessagingTables>()
        .insertInto('outbox')
        .values(rows.slice(start, start + 500))
        .execute()
    }
  }
}

function textOf({ type, grows }: EventDefinition, data: unknown): string {
  let text = JSON.stringify(data)
  // A text has at most three bytes for each of its units, so most need not be counted.
  if (text.length * 3 <= shortenedEventBytes) return text
  if (grows) text = shortened(data, shortenedEventBytes)
  const bytes = Buffer.byteLength(text)
  if (bytes <= largestEventBytes) return text
  throw invalid('kit.event-too-large', { type, bytes, limit: largestEventBytes })
}

export type OutboxRow = Selectable<OutboxTable>

export type Batch = { readonly events: number; readonly bytes: number }

/** What comes after a position, until there are so many events or so many bytes of them; one larger than that comes alone. */
export function readOutbox(store: Store, after: number, batch: Batch): Promise<readonly OutboxRow[]> {
  return readBatch(store, sql<SqlBool>`seq > ${after}`, batch)
}

/** The same of what waits at one listener, of one subject. */
export function readWaiting(
  store: Store,
  { consumer, subject }: { readonly consumer: string; readonly subject: string },
  batch: Batch,
): Promise<readonly OutboxRow[]> {
  const waiting = sql<SqlBool>`seq in (
    select seq from relay_retry where consumer = ${consumer} and subject = ${subject} and parked = 0
  )`
  return readBatch(store, waiting, batch)
}

async function readBatch(
  store: Store,
  which: Expression<SqlBool>,
  { events, bytes }: Batch,
): Promise<readonly OutboxRow[]> {
  const from = store.query<MessagingTables>().selectFrom('outbox').where(which).orderBy('seq')
  // Sizes are told without reading the texts, so only what is taken comes to memory.
  const size = sql<number>`octet_length(data)`.as('size')
  const sizes = await from.select(['seq', size]).limit(events).execute()
  let total = 0
  const more = sizes.findIndex((row, index) => {
    total += row.size
    return index > 0 && total > bytes
  })
  const last = more < 0 ? sizes.at(-1) : sizes[more - 1]
  return last === undefined ? [] : from.selectAll().where('seq', '<=', last.seq).execute()
}

export async function readOutboxRow(store: Store, seq: number): Promise<OutboxRow | undefined> {
  return store.query<MessagingTables>().selectFrom('outbox').selectAll().where('seq', '=', seq).executeTakeFirst()
}

/** Undefined where the key is missing that opens it: nobody can be told any more. JSON never looks like encrypted text. */
export function envelopeOf(store: Store, { seq: _seq, data, ...row }: OutboxRow): Envelope | undefined {
  const text = keyIdOf(data) === undefined ? data : store.secrets.open(sealedData, row.id, data as Sealed)
  if (text === null) return undefined
  return { specversion: '1.0', ...row, datacontenttype: 'application/json', data: JSON.parse(text) }
}
