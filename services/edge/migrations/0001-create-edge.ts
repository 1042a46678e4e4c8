import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createEdge: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('client')
      .addColumn('name', 'text', c => c.primaryKey())
      .$call(required('text', 'origin', 'created_at'))
      .$call(optional('text', 'place'))
      .execute()
    await db.schema
      .createTable('client_key')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'client', 'sha256', 'origin', 'created_at'))
      .$call(optional('text', 'expires_at', 'last_used_at'))
      .execute()
    await db.schema
      .createTable('device')
      .$call(required('text', 'client', 'id', 'source', 'units', 'first_seen_at', 'last_seen_at'))
      .$call(optional('text', 'type'))
      .addPrimaryKeyConstraint('device_key', ['client', 'id'])
      .execute()
    await db.schema
      .createTable('anomaly')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'client', 'object', 'metric', 'sentence', 'rule', 'at', 'signal', 'episode'))
      .$call(optional('text', 'unit', 'ended_at'))
      .$call(optional(column.number, 'value'))
      .$call(required('integer', 'sequence'))
      .execute()
    await db.schema.createIndex('anomaly_object').on('anomaly').columns(['client', 'object', 'id']).execute()
    await db.schema.createIndex('anomaly_open').on('anomaly').columns(['ended_at', 'id']).execute()
  },
}
