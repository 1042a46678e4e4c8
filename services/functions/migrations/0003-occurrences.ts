import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** Schedules as they were last known, and a row for each time that one was due. */
export const occurrences: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('schedule')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'definition'))
      .$call(required(column.number, 'settled_until'))
      .$call(optional('text', 'trouble'))
      .$call(required('integer', 'sequence'))
      .execute()
    await db.schema
      .createTable('occurrence')
      .$call(required('text', 'schedule', 'due_at', 'state'))
      .$call(optional('text', 'run_id', 'reason', 'deadline'))
      .$call(required('integer', 'open'))
      .addPrimaryKeyConstraint('occurrence_key', ['schedule', 'due_at'])
      .execute()
    const index = (name: string) => db.schema.createIndex(name).on('occurrence')
    await index('occurrence_open').columns(['open', 'schedule']).where('open', '=', 1).execute()
    await index('occurrence_deadline').column('deadline').where('deadline', 'is not', null).execute()
  },
}
