import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createProviders: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('provider')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'name', 'kind', 'urls', 'page', 'regions', 'components'))
      .addColumn('critical', 'integer', c => c.notNull())
      .addColumn('origin', 'text', c => c.notNull())
      .addColumn('place', 'text')
      .addColumn('archived', 'integer', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('derived', 'integer', c => c.notNull())
      .$call(optional('text', 'since', 'reason', 'source_updated_at', 'checked_at', 'verified_at', 'failing_since'))
      .addColumn('failures', 'integer', c => c.notNull())
      .addColumn('parts', 'text', c => c.notNull())
      .addColumn('parts_total', 'integer', c => c.notNull())
      .addColumn('said', 'text', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .execute()
    await db.schema
      .createTable('provider_event')
      .$call(required('text', 'provider', 'id', 'kind', 'title', 'phase', 'impact'))
      .$call(optional('text', 'started_at', 'updated_at', 'resolved_at', 'ends_at', 'url'))
      .$call(required('text', 'components', 'regions', 'updates'))
      .$call(required('integer', 'stale', 'in_scope', 'active'))
      .addColumn('sort_at', 'text', c => c.notNull())
      .addPrimaryKeyConstraint('provider_event_key', ['provider', 'id'])
      .execute()
    await db.schema.createIndex('provider_event_sort').on('provider_event').columns(['active', 'sort_at']).execute()
    await db.schema.createIndex('provider_event_time').on('provider_event').column('sort_at').execute()
  },
}
