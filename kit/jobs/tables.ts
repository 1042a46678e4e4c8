import { type Generated, sql } from 'kysely'
import { optional, required } from '../store/columns.ts'
import type { Migrations } from '../store/store.ts'

export type JobRow = {
  readonly seq: Generated<number>
  readonly id: string
  readonly queue: string
  /** Jobs of one key run in their order, one at a time. */
  readonly key: string | null
  /** One job of a queue with this key waits or runs at a time. */
  readonly dedupe: string | null
  readonly priority: number
  /** What is done, or was cancelled, is gone. */
  readonly state: 'queued' | 'dead'
  readonly data: string
  readonly attempts: number
  /** Not before. */
  readonly due_at: string
  readonly created_at: string
  /** Of the present life: later than `created_at` when somebody had it done again. */
  readonly queued_at: string
  readonly done_at: string | null
  readonly error: string | null
  readonly progress: string | null
  /** Who runs it now; another one for every run. Null where one process alone runs all of them, and knows. */
  readonly claim: string | null
  readonly claimed_until: string | null
}

export type JobTables = { job: JobRow }

export const jobMigrations: Migrations = {
  '0000-jobs': {
    up: async (db, column) => {
      await column
        .serial(db.schema.createTable('job'), 'seq')
        .addColumn('id', 'text', c => c.notNull().unique())
        .addColumn('queue', 'text', c => c.notNull())
        .$call(optional('text', 'key', 'dedupe'))
        .addColumn('priority', 'integer', c => c.notNull())
        .$call(required('text', 'state', 'data'))
        .addColumn('attempts', 'integer', c => c.notNull())
        .$call(required('text', 'due_at', 'created_at', 'queued_at'))
        .$call(optional('text', 'done_at', 'error', 'progress', 'claim', 'claimed_until'))
        .execute()
      const queued = sql<boolean>`state = 'queued'`
      for (const [name, columns, unique] of [
        ['job_waiting', ['queue', 'priority', 'seq'], false],
        ['job_of_key', ['queue', 'key', 'seq'], false],
        ['job_once', ['queue', 'dedupe'], true],
      ] as const) {
        const index = db.schema
          .createIndex(name)
          .on('job')
          .columns([...columns])
        await (unique ? index.unique() : index).where(queued).execute()
      }
      await db.schema.createIndex('job_over').on('job').columns(['state', 'done_at']).execute()
    },
  },
}
