import { sql } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** Checks cannot be asked what they stand on. */
export const moveCopies: StoreMigration = {
  up: async db => {
    await sql`insert into read_copy (copy, key, version, value, gone, label, alias)
      select 'checks', substr(source, 7), revision,
        '{"component":"' || component || '","providers":' || providers || '}',
        0, case when providers = '[]' then '' else 'depends' end, ''
      from dependency where source like 'check:%'`.execute(db)
    await sql`insert into read_copy (copy, key, version, value, gone, label, alias)
      select 'components', substr(source, 11), revision,
        '{"component":"' || component || '","providers":' || providers || '}',
        0, case when providers = '[]' then '' else 'depends' end, ''
      from dependency where source like 'component:%'`.execute(db)
    await db.schema.dropTable('dependency').execute()
  },
}
