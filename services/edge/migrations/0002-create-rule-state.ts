import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createRuleState: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('rule_state')
      .addColumn('signal', 'text', c => c.primaryKey())
      .$call(required('text', 'client', 'object', 'metric', 'rule', 'detector'))
      .$call(optional('text', 'unit', 'anomaly'))
      .$call(required('integer', 'sequence'))
      .$call(required(column.number, 'last_at'))
      .execute()
  },
}
