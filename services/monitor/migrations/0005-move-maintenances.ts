import { sql } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** Windows of long ago still count neither as up nor as down. */
export const moveMaintenances: StoreMigration = {
  up: async db => {
    await sql`insert into read_copy (copy, key, version, value, gone, label, alias)
      select 'maintenance', maintenance_id || ' ' || starts_at, revision,
        '{"starts_at":"' || starts_at || '","ends_at":"' || ends_at || '","components":' || components || '}',
        0, '', ''
      from maintenance_window`.execute(db)
    await db.schema.dropTable('maintenance_window').execute()
  },
}
