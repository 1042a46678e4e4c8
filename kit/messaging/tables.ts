import type { Generated } from 'kysely'
import { required } from '../store/columns.ts'
import type { Migrations, StoreMigration } from '../store/store.ts'

/** The tables every service has beside its own: what it has said, how far each listener has heard, what it has handled. */
const createOutbox: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('outbox'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .$call(required('text', 'type', 'source', 'subject', 'time', 'data'))
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
      .$call(required('text', 'next_at', 'error'))
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

/** What this service could not handle, kept where the code is that could not. `data` is null when it was too large to be sent. */
const createParkedEvents: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('parked_event')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'type', 'source', 'subject', 'time'))
      .addColumn('data', 'text')
      .$call(required('text', 'error', 'parked_at'))
      .execute()
  },
}

export const messagingMigrations: Migrations = {
  '0000-outbox': createOutbox,
  '0000-parked-events': createParkedEvents,
}

export type OutboxTable = {
  readonly seq: Generated<number>
  readonly id: string
  readonly type: string
  readonly source: string
  readonly subject: string
  readonly time: string
  readonly data: string
}

export type RelayCursorTable = { readonly consumer: string; readonly seq: number }

export type RelayRetryTable = {
  readonly consumer: string
  readonly seq: number
  readonly subject: string
  readonly attempts: number
  readonly next_at: string
  readonly error: string
  readonly parked: number
}

export type HandledEventTable = { readonly id: string; readonly at: string }

export type ParkedEventTable = Omit<OutboxTable, 'seq' | 'data'> & {
  readonly data: string | null
  readonly error: string
  readonly parked_at: string
}

export type MessagingTables = {
  outbox: OutboxTable
  relay_cursor: RelayCursorTable
  relay_retry: RelayRetryTable
  handled_event: HandledEventTable
  parked_event: ParkedEventTable
}
