import type { Kysely } from 'kysely'
import type { Columns, StoreMigration } from '../../../kit/store/store.ts'

export const createAccounts: StoreMigration = {
  up: async (db, column) => {
    await createAccount(db, column)
    await createSession(db)
    await createApiKey(db, column)
    await db.schema
      .createTable('recovery_code')
      .addColumn('user_id', 'text', c => c.notNull())
      .addColumn('sha256', 'text', c => c.notNull())
      .addPrimaryKeyConstraint('recovery_code_key', ['user_id', 'sha256'])
      .execute()
    await db.schema
      .createTable('mail_token')
      .addColumn('sha256', 'text', c => c.primaryKey())
      .addColumn('user_id', 'text', c => c.notNull())
      .addColumn('kind', 'text', c => c.notNull())
      .addColumn('expires_at', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('attempt')
      .addColumn('key', 'text', c => c.primaryKey())
      .addColumn('failures', 'integer', c => c.notNull())
      .addColumn('locked_until', 'text', c => c.notNull())
      .addColumn('last_at', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('signing_key')
      .addColumn('kid', 'text', c => c.primaryKey())
      .addColumn('x', 'text', c => c.notNull())
      .addColumn('d', 'text', c => c.notNull())
      .addColumn('created_at', 'text', c => c.notNull())
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
    .addColumn('name', 'text', c => c.notNull())
    .addColumn('role', 'text', c => c.notNull())
    .addColumn('state', 'text', c => c.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('otp_secret', 'text')
    .addColumn('otp_enabled', 'integer', c => c.notNull())
    .addColumn('otp_last_step', 'integer', c => c.notNull())
    .addColumn('oidc_subject', 'text', c => c.unique())
    .addColumn('language', 'text')
    .addColumn('time_zone', 'text')
    .addColumn('notifications', 'text', c => c.notNull())
    .addColumn('followed_components', 'text', c => c.notNull())
    .addColumn('created_at', 'text', c => c.notNull())
    .addColumn('last_sign_in_at', 'text')
    .addColumn('revision', column.number, c => c.notNull())
    .execute()
  await db.schema.createIndex('account_revision').on('account').column('revision').execute()
}

async function createSession(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('session')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('user_id', 'text', c => c.notNull())
    .addColumn('sha256', 'text', c => c.notNull())
    .addColumn('method', 'text', c => c.notNull())
    .addColumn('user_agent', 'text')
    .addColumn('created_at', 'text', c => c.notNull())
    .addColumn('last_seen_at', 'text', c => c.notNull())
    .addColumn('expires_at', 'text', c => c.notNull())
    .addColumn('revoked_at', 'text')
    .execute()
  await db.schema.createIndex('session_user').on('session').column('user_id').execute()
  await db.schema.createIndex('session_revoked').on('session').column('revoked_at').execute()
}

async function createApiKey(db: Kysely<unknown>, column: Columns): Promise<void> {
  await db.schema
    .createTable('api_key')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('name', 'text', c => c.notNull())
    .addColumn('sha256', 'text', c => c.notNull())
    .addColumn('role', 'text', c => c.notNull())
    .addColumn('scopes', 'text', c => c.notNull())
    .addColumn('user_id', 'text')
    .addColumn('created_at', 'text', c => c.notNull())
    .addColumn('expires_at', 'text')
    .addColumn('last_used_at', 'text')
    .addColumn('revoked_at', 'text')
    .addColumn('revision', column.number, c => c.notNull())
    .execute()
  await db.schema.createIndex('api_key_revision').on('api_key').column('revision').execute()
  await db.schema.createIndex('api_key_user').on('api_key').column('user_id').execute()
}
