import type { Kysely } from 'kysely'
import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'
import { dependencyKey } from '../causes/cause-store.ts'
import { folded } from '../lifecycle/incident-row.ts'

type Tables = {
  incident: { id: string; number: string; title: string; search: string }
  component: { id: string; depends_on: string }
  dependency: { component_id: string; on: string }
}

export const createPeople: StoreMigration = {
  up: async db => {
    for (const column of ['assignee_id', 'roles', 'next_update_at', 'links', 'merged_into'] as const) {
      await db.schema.alterTable('incident').addColumn(column, 'text').execute()
    }
    await db.schema
      .alterTable('incident')
      .addColumn('search', 'text', c => c.notNull().defaultTo(''))
      .execute()
    for (const column of ['by_id', 'components'] as const) {
      await db.schema.alterTable('timeline').addColumn(column, 'text').execute()
    }
    await db.schema.createIndex('timeline_person').on('timeline').column('by_id').execute()
    await db.schema.alterTable('maintenance').addColumn('created_by_id', 'text').execute()
    await createTables(db)
    await fill(db as Kysely<Tables>)
  },
}

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('person')
    .addColumn('id', 'text', c => c.primaryKey())
    .$call(required('text', 'name', 'state'))
    .addColumn('revision', 'double precision', c => c.notNull())
    .execute()
  await db.schema
    .createTable('incident_follower')
    .$call(required('text', 'user_id', 'incident_id'))
    .addPrimaryKeyConstraint('incident_follower_key', ['user_id', 'incident_id'])
    .execute()
  await db.schema.createIndex('follower_incident').on('incident_follower').column('incident_id').execute()
  await db.schema
    .createTable('postmortem')
    .addColumn('incident_id', 'text', c => c.primaryKey())
    .$call(required('text', 'body', 'updated_at', 'by'))
    .addColumn('by_id', 'text')
    .execute()
  await db.schema
    .createTable('provider')
    .addColumn('id', 'text', c => c.primaryKey())
    .$call(required('text', 'name', 'state'))
    .addColumn('since', 'text')
    .addColumn('archived', 'integer', c => c.notNull())
    .addColumn('revision', 'bigint', c => c.notNull())
    .execute()
  // depends_on the other way round: who stands on it?
  await db.schema
    .createTable('dependency')
    .$call(required('text', 'component_id', 'on'))
    .addPrimaryKeyConstraint('dependency_key', ['component_id', 'on'])
    .execute()
  await db.schema.createIndex('dependency_on').on('dependency').column('on').execute()
}

async function fill(db: Kysely<Tables>): Promise<void> {
  for (const { id, number, title } of await db.selectFrom('incident').select(['id', 'number', 'title']).execute()) {
    await db
      .updateTable('incident')
      .set({ search: folded(`${number} ${title}`) })
      .where('id', '=', id)
      .execute()
  }
  for (const { id, depends_on } of await db.selectFrom('component').select(['id', 'depends_on']).execute()) {
    const names: string[] = JSON.parse(depends_on)
    const rows = [...new Set(names.map(dependencyKey))].map(on => ({ component_id: id, on }))
    if (rows.length > 0) await db.insertInto('dependency').values(rows).execute()
  }
}
