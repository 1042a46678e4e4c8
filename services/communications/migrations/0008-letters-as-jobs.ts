import { sql } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** What waits becomes a job each; of what was given up nothing was left but the address. */
export const lettersAsJobs: StoreMigration = {
  up: async db => {
    await sql`
      insert into job (id, queue, key, priority, state, data, attempts, due_at, created_at, queued_at, error)
      select id, 'letters', address, 0, 'queued', 'null', attempts, next_at, created_at, created_at, last_error
      from mail where state = 'queued' order by seq`.execute(db)
    await sql`delete from mail where state = 'dead'`.execute(db)
    for (const index of ['mail_state_next', 'mail_address']) await db.schema.dropIndex(index).execute()
    for (const column of ['state', 'attempts', 'next_at', 'last_error'])
      await db.schema.alterTable('mail').dropColumn(column).execute()
    await db.schema.createIndex('mail_address').on('mail').column('address').execute()
    await db.schema.createIndex('mail_expires').on('mail').column('expires_at').execute()
  },
}
