import { sql } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** What waits, and what was given up and can be tried again at its old place, becomes a job each. */
export const deliveriesAsJobs: StoreMigration = {
  up: async db => {
    await sql`
      insert into job
        (id, queue, priority, state, data, attempts, due_at, created_at, queued_at, done_at, error)
      select id, 'deliveries/' || channel, 0, state, 'null', attempts, coalesce(held_until, created_at),
        created_at, queued_at, done_at, last_error
      from delivery where state in ('queued', 'dead') order by seq`.execute(db)
  },
}
