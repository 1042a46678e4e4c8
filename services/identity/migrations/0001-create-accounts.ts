import type { Kysely } from 'kysely'
import { optional, required } from '../../../kit/store/columns.ts'
import type { Columns, StoreMigration } from '../../../kit/store/store.ts'

export const createAccounts: StoreMigration = {
  up: async (db, column) => {
    await createAccount(db, column)
    await createSession(db)
    await createApiKey(db, column)
    await db.schema
      .createTable('recovery_code')
      .$call(required('text', 'user_id', 'sha256'))
      .addPrimaryKeyConstraint('recovery_code_key', ['user_id', 'sha256'])
      .execute()
    await db.schema
      .createTable('mail_token')
      .addColumn('sha256', 'text', c => c.primaryKey())
      .$call(required('text', 'user_id', 'kind', 'expires_at'))
      .execute()
    await db.schema
      .createTable('attempt')
      .addColumn('key', 'text', c => c.primaryKey())
      .addColumn('failures', 'integer', c => c.notNull())
      .$call(required('text', 'locked_until', 'last_at'))
      .execute()
    await db.schema
      .createTable('signing_key')
      .addColumn('kid', 'text', c => c.primaryKey())
      .$call(required('text', 'x', 'd', 'created_at'))
      .execute()
    await db.schema
      .createTable('revision')
      .addColumn('one', 'integer', c => c.primaryKey())
      .addColumn('value', column.number, c => c.notNull())
      .execute()
  },
}

async function createAccount(db: Kysely<unknown>, column: Columns): Promise<void> {
  await db.schema
    .createTable('account')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('email', 'text')
    .addColumn('email_key', 'text', c => c.unique())
    .$call(required('text', 'name', 'role', 'state'))
    .$call(optional('text', 'password_hash', 'otp_secret'))
    .$call(required('integer', 'otp_enabled', 'otp_last_step'))
    .addColumn('oidc_subject', 'text', c => c.unique())
    .$call(optional('text', 'language', 'time_zone'))
    .$call(required('text', 'notifications', 'followed_components', 'created_at'))
    .addColumn('last_sign_in_at', 'text')
    .addColumn('revision', column.number, c => c.notNull())
    .execute()
  await db.schema.createIndex('account_revision').on('account').column('revision').execute()
}

async function createSession(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('session')
    .addColumn('id', 'text', c => c.primaryKey())
    .$call(required('text', 'user_id', 'sha256', 'method'))
    .addColumn('user_agent', 'text')
    .$call(required('text', 'created_at', 'last_seen_at', 'expires_at'))
    .addColumn('revoked_at', 'text')
    .execute()
  await db.schema.createIndex('session_user').on('session').column('user_id').execute()
  await db.schema.createIndex('session_revoked').on('session').column('revoked_at').execute()
}

async function createApiKey(db: Kysely<unknown>, column: Columns): Promise<void> {
  await db.schema
    .createTable('api_key')
    .addColumn('id', 'text', c => c.primaryKey())
    .$call(required('text', 'name', 'sha256', 'role', 'scopes'))
    .addColumn('user_id', 'text')
    .addColumn('created_at', 'text', c => c.notNull())
    .$call(optional('text', 'expires_at', 'last_used_at', 'revoked_at'))
    .addColumn('revision', column.number, c => c.notNull())
    .execute()
  await db.schema.createIndex('api_key_revision').on('api_key').column('revision').execute()
  await db.schema.createIndex('api_key_user').on('api_key').column('user_id').execute()
}
