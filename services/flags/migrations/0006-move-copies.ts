import { sql } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** Leases stand on what is known of incidents; all else is asked for again. */
export const moveCopies: StoreMigration = {
  up: async db => {
    await sql`insert into read_copy (copy, key, version, value, gone, label, alias)
      select 'incidents', id, revision,
        '{"id":"' || id || '","number":"' || number || '","impact":"' || impact || '","components":' || components ||
        ',"started_at":"' || started_at || '","detected_at":"' || detected_at || '","resolved_at":' ||
        coalesce('"' || resolved_at || '"', 'null') || ',"reopened":' || reopened || '}',
        0, coalesce(resolved_at, 'open'), number
      from known_incident`.execute(db)
    for (const table of ['known_incident', 'known_component', 'known_person']) {
      await db.schema.dropTable(table).execute()
    }
  },
}
