import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createPeople: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('known_person')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'name', 'state'))
      .addColumn('revision', column.number, c => c.notNull())
      .execute()
    await db.schema
      .createTable('gone_environment')
      .$call(required('text', 'project', 'name'))
      .addColumn('revision', 'integer', c => c.notNull())
      .addPrimaryKeyConstraint('gone_environment_key', ['project', 'name'])
      .execute()
  },
}
