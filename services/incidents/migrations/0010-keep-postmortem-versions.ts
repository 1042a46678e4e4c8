import type { StoreMigration } from '../../../kit/store/store.ts'

export const keepPostmortemVersions: StoreMigration = {
  up: async db => {
    await db.schema
      .alterTable('postmortem')
      .addColumn('revision', 'integer', c => c.notNull().defaultTo(1))
      .execute()
    await db.schema
      .createTable('postmortem_version')
      .addColumn('incident_id', 'text', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .addColumn('body', 'text', c => c.notNull())
      .addColumn('updated_at', 'text', c => c.notNull())
      .addColumn('by', 'text', c => c.notNull())
      .addColumn('by_id', 'text')
      .addPrimaryKeyConstraint('postmortem_version_key', ['incident_id', 'revision'])
      .execute()
  },
}
