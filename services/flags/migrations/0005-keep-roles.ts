import type { Kysely } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** What everybody may do everywhere is asked for anew: whatever identity tells is later than this. */
export const keepRoles: StoreMigration = {
  up: async db => {
    await db.schema.alterTable('known_person').addColumn('role', 'text').execute()
    await (db as Kysely<{ known_person: { revision: number } }>)
      .updateTable('known_person')
      .set({ revision: -1 })
      .execute()
  },
}
