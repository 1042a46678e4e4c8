import type { StoreMigration } from '../../../kit/store/store.ts'

/** Of what is stored already there is the sentence alone. */
export const keepMessages: StoreMigration = {
  up: async db => {
    await db.schema.alterTable('incident').addColumn('error_i18n', 'text').execute()
    await db.schema.alterTable('episode').addColumn('summary_i18n', 'text').execute()
  },
}
