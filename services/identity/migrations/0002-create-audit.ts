import type { StoreMigration } from '../../../kit/store/store.ts'

export const createAudit: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('audit'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .addColumn('at', 'text', c => c.notNull())
      .addColumn('service', 'text', c => c.notNull())
      .addColumn('actor_id', 'text', c => c.notNull())
      .addColumn('actor_kind', 'text', c => c.notNull())
      .addColumn('actor_name', 'text', c => c.notNull())
      .addColumn('action', 'text', c => c.notNull())
      .addColumn('subject_kind', 'text', c => c.notNull())
      .addColumn('subject_id', 'text', c => c.notNull())
      .addColumn('before', 'text')
      .addColumn('after', 'text')
      .execute()
    await db.schema.createIndex('audit_actor').on('audit').columns(['actor_id', 'seq']).execute()
    await db.schema.createIndex('audit_subject').on('audit').columns(['subject_id', 'seq']).execute()
  },
}
