import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createCopy: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('account')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'name', 'role', 'state'))
      .addColumn('revision', column.number, c => c.notNull())
      .execute()
    await db.schema
      .createTable('api_key')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'name', 'sha256', 'role', 'scopes'))
      .$call(optional('text', 'user_id', 'expires_at'))
      .addColumn('revoked', 'integer', c => c.notNull())
      .addColumn('revision', column.number, c => c.notNull())
      .execute()
    await db.schema
      .createTable('signing_key')
      .addColumn('kid', 'text', c => c.primaryKey())
      .addColumn('x', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('revoked_session')
      .addColumn('session_id', 'text', c => c.primaryKey())
      .addColumn('at', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('progress')
      .addColumn('one', 'integer', c => c.primaryKey())
      .addColumn('revision', column.number, c => c.notNull())
      .execute()
  },
}
