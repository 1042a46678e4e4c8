import type { StoreMigration } from '../../../kit/store/store.ts'

/** Why something was changed, where no person said it, is worded for its reader. */
export const wordReasons: StoreMigration = {
  up: async db => {
    await db.schema.alterTable('flag_change').addColumn('reason_i18n', 'text').execute()
  },
}
