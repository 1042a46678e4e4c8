import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createSignals: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('signal')
      .addColumn('signal', 'text', c => c.primaryKey())
      .$call(optional('text', 'component_id', 'episode'))
      .addColumn('sequence', 'bigint', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .$call(required('integer', 'flapping', 'opens'))
      .$call(required('text', 'summary', 'observed_at'))
      .addColumn('archived', 'integer', c => c.notNull())
      .addColumn('held', 'text')
      .execute()
    await db.schema.createIndex('signal_component').on('signal').column('component_id').execute()

    await db.schema
      .createTable('episode')
      .$call(required('text', 'signal', 'episode'))
      .addColumn('incident_id', 'text')
      .addColumn('opens', 'integer', c => c.notNull())
      .addColumn('first_sequence', 'bigint')
      .addColumn('sequence', 'bigint', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('flapping', 'integer', c => c.notNull())
      .addColumn('worst', 'text')
      .$call(required('text', 'impact', 'summary'))
      .$call(optional('text', 'evidence', 'started_at', 'detected_at', 'ended_at'))
      .addPrimaryKeyConstraint('episode_key', ['signal', 'episode'])
      .execute()
    await db.schema.createIndex('episode_open').on('episode').columns(['signal', 'ended_at']).execute()
    await db.schema.createIndex('episode_incident').on('episode').columns(['incident_id', 'ended_at']).execute()
    await db.schema.createIndex('episode_ended').on('episode').column('ended_at').execute()
  },
}
