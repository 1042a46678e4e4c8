import type { StoreMigration } from '../../../kit/store/store.ts'

export const keepTimelineMessages: StoreMigration = {
  up: async db => {
    await db.schema.alterTable('timeline').addColumn('message_i18n', 'text').execute()
  },
}
