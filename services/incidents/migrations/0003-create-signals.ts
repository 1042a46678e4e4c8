import type { StoreMigration } from '../../../kit/store/store.ts'

export const createSignals: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('signal')
      .addColumn('signal', 'text', c => c.primaryKey())
      .addColumn('component_id', 'text')
      .addColumn('episode', 'text')
      .addColumn('sequence', 'bigint', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('flapping', 'integer', c => c.notNull())
      .addColumn('opens', 'integer', c => c.notNull())
      .addColumn('summary', 'text', c => c.notNull())
      .addColumn('observed_at', 'text', c => c.notNull())
      .addColumn('archived', 'integer', c => c.notNull())
      .addColumn('held', 'text')
      .execute()
    await db.schema.createIndex('signal_component').on('signal').column('component_id').execute()

    await db.schema
      .createTable('episode')
      .addColumn('signal', 'text', c => c.notNull())
      .addColumn('episode', 'text', c => c.notNull())
      .addColumn('incident_id', 'text')
      .addColumn('opens', 'integer', c => c.notNull())
      .addColumn('first_sequence', 'bigint')
      .addColumn('sequence', 'bigint', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('flapping', 'integer', c => c.notNull())
      .addColumn('worst', 'text')
      .addColumn('impact', 'text', c => c.notNull())
      .addColumn('summary', 'text', c => c.notNull())
      .addColumn('evidence', 'text')
      .addColumn('started_at', 'text')
      .addColumn('detected_at', 'text')
      .addColumn('ended_at', 'text')
      .addPrimaryKeyConstraint('episode_key', ['signal', 'episode'])
      .execute()
    await db.schema.createIndex('episode_open').on('episode').columns(['signal', 'ended_at']).execute()
    await db.schema.createIndex('episode_incident').on('episode').columns(['incident_id', 'ended_at']).execute()
    await db.schema.createIndex('episode_ended').on('episode').column('ended_at').execute()
  },
}
