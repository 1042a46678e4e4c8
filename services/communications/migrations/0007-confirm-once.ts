import type { StoreMigration } from '../../../kit/store/store.ts'

export const confirmOnce: StoreMigration = {
  up: async db => {
    await db.schema.alterTable('subscriber').addColumn('confirm_sha256', 'text').execute()
    await db.schema.createIndex('subscriber_confirm').unique().on('subscriber').column('confirm_sha256').execute()
  },
}
