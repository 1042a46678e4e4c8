import { v7 as uuid } from 'uuid'
import { type Clock, iso } from '../clock.ts'
import type { Envelope, EventDefinition, Fact } from '../event.ts'
import { keyIdOf, type Sealed } from '../secrets/keyring.ts'
import type { SecretColumn } from '../secrets/secret-column.ts'
import type { Store, StoreMigration } from '../store.ts'

type OutboxTables = {
  outbox: { seq: number; id: string; type: string; source: string; subject: string; time: string; data: string }
}

/** The tables every service has beside its own: what it has said, how far each listener has heard, what it has handled. */
export const outboxMigration: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('outbox'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .addColumn('type', 'text', c => c.notNull())
      .addColumn('source', 'text', c => c.notNull())
      .addColumn('subject', 'text', c => c.notNull())
      .addColumn('time', 'text', c => c.notNull())
      .addColumn('data', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('relay_cursor')
      .addColumn('consumer', 'text', c => c.primaryKey())
      .addColumn('seq', 'integer', c => c.notNull())
      .execute()
    await db.schema
      .createTable('relay_retry')
      .addColumn('consumer', 'text', c => c.notNull())
      .addColumn('seq', 'integer', c => c.notNull())
      .addColumn('subject', 'text', c => c.notNull())
      .addColumn('attempts', 'integer', c => c.notNull())
      .addColumn('next_at', 'text', c => c.notNull())
      .addColumn('error', 'text', c => c.notNull())
      .addColumn('parked', 'integer', c => c.notNull())
      .addPrimaryKeyConstraint('relay_retry_key', ['consumer', 'seq'])
      .execute()
    await db.schema
      .createTable('handled_event')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('at', 'text', c => c.notNull())
      .execute()
  },
}

const sealedData = { table: 'outbox', column: 'data', row: 'id', without: '' } as const

/** For the list of secrets of the service that publishes such an event. */
export const secretEvent = ({ type }: EventDefinition, without: string): SecretColumn => ({
  ...sealedData,
  known_by: 'subject',
  only: { column: 'type', says: type },
  without,
})

/** Writes facts beside the change they tell of; outside a transaction that would be a lie waiting to happen, so it throws. */
export function outbox(service: string, store: Store, clock: Clock) {
  return async (...facts: Fact[]): Promise<void> => {
    if (facts.length === 0) return
    if (!store.inTransaction()) throw new Error('publish belongs inside store.transaction, with the change it tells of')
    const time = iso(clock.now())
    const rows = facts.map(({ definition, subject, data }) => {
      const id = uuid()
      const text = JSON.stringify(data)
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
        .query<OutboxTables>()
        .insertInto('outbox')
        .values(rows.slice(start, start + 500) as never)
        .execute()
    }
  }
}

export type OutboxRow = { readonly seq: number; readonly event: Envelope }

export async function readOutbox(store: Store, after: number, limit: number): Promise<OutboxRow[]> {
  const rows = await store
    .query<OutboxTables>()
    .selectFrom('outbox')
    .selectAll()
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.flatMap(row => toRow(store, row) ?? [])
}

export async function readOutboxRows(store: Store, seqs: readonly number[]): Promise<OutboxRow[]> {
  if (seqs.length === 0) return []
  const rows = await store
    .query<OutboxTables>()
    .selectFrom('outbox')
    .selectAll()
    .where('seq', 'in', [...seqs])
    .orderBy('seq')
    .execute()
  return rows.flatMap(row => toRow(store, row) ?? [])
}

/** Nothing where the key is missing that opens it: nobody can be told any more. JSON never looks like encrypted text. */
function toRow(store: Store, { seq, data, ...row }: OutboxTables['outbox']): OutboxRow | undefined {
  const text = keyIdOf(data) === undefined ? data : store.secrets.open(sealedData, row.id, data as Sealed)
  if (text === null) return undefined
  return { seq, event: { specversion: '1.0', ...row, datacontenttype: 'application/json', data: JSON.parse(text) } }
}
