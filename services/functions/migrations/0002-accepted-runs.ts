import type { StoreMigration } from '../../../kit/store/store.ts'

/** A run is kept from the moment it is accepted, with what it is given. */
export const acceptedRuns: StoreMigration = {
  up: async db => {
    for (const name of ['input', 'reference']) {
      await db.schema.alterTable('run').addColumn(name, 'text').execute()
    }
    await db.schema.createIndex('run_reference').on('run').columns(['reference', 'id']).execute()
  },
}
