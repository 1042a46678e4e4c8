import { optional, required } from '../store/columns.ts'
import type { StoreMigration } from '../store/store.ts'

/** For the migrations of the service that keeps the audit log. */
export const createAudit: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('audit'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .$call(required('text', 'at', 'service', 'actor_id', 'actor_kind', 'actor_name', 'action', 'subject_kind'))
      .addColumn('subject_id', 'text', c => c.notNull())
      .$call(optional('text', 'before', 'after'))
      .execute()
    await db.schema.createIndex('audit_actor').on('audit').columns(['actor_id', 'seq']).execute()
    await db.schema.createIndex('audit_subject').on('audit').columns(['subject_id', 'seq']).execute()
  },
}
