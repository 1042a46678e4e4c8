import type { StoreMigration } from '../../../kit/store/store.ts'

export const createPeople: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('known_person')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('name', 'text', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('revision', column.number, c => c.notNull())
      .execute()
    await db.schema
      .createTable('gone_environment')
      .addColumn('project', 'text', c => c.notNull())
      .addColumn('name', 'text', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .addPrimaryKeyConstraint('gone_environment_key', ['project', 'name'])
      .execute()
  },
}
