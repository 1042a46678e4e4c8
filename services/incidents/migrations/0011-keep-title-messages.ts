import type { StoreMigration } from '../../../kit/store/store.ts'

export const keepTitleMessages: StoreMigration = {
  up: async db => {
    await db.schema.alterTable('incident').addColumn('title_i18n', 'text').execute()
  },
}
