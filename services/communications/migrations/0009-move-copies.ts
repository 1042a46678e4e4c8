import { sql } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** Incidents that are over cannot be asked for again; components can. */
export const moveCopies: StoreMigration = {
  up: async db => {
    await sql`insert into read_copy (copy, key, version, value, gone, label, alias)
      select 'incidents', id, revision, incident, 0, coalesce(resolved_at, 'open'), number from incident_copy`.execute(
      db,
    )
    await db.schema.dropTable('incident_copy').execute()
    await db.schema.dropTable('component_copy').execute()
  },
}
