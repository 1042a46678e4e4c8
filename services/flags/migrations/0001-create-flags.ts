import type { Kysely } from 'kysely'
import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createFlags: StoreMigration = {
  up: async (db, column) => {
    await createPlaces(db)
    await createDefinitions(db)
    await column
      .serial(db.schema.createTable('flag_change'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .$call(required('text', 'at', 'project', 'environment', 'kind', 'key', 'action', 'actor'))
      .$call(optional('text', 'reason', 'before', 'after'))
      .addColumn('revision', 'integer', c => c.notNull())
      .addColumn('component', 'text')
      .addColumn('exposure', column.number)
      .execute()
    await db.schema
      .createIndex('flag_change_key')
      .on('flag_change')
      .columns(['project', 'environment', 'key', 'seq'])
      .execute()
    await db.schema.createIndex('flag_change_at').on('flag_change').column('at').execute()
    await db.schema
      .createTable('evaluation_count')
      .$call(required('text', 'project', 'environment', 'key', 'variant', 'hour'))
      .addColumn('count', column.number, c => c.notNull())
      .addPrimaryKeyConstraint('evaluation_count_key', ['project', 'environment', 'key', 'hour', 'variant'])
      .execute()
  },
}

async function createPlaces(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('project')
    .addColumn('name', 'text', c => c.primaryKey())
    .$call(required('text', 'title', 'created_at'))
    .execute()
  await db.schema
    .createTable('environment')
    .$call(required('text', 'project', 'name', 'title'))
    .addColumn('revision', 'integer', c => c.notNull())
    .$call(optional('text', 'metadata', 'extra'))
    .addColumn('approval', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('environment_key', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('member')
    .$call(required('text', 'project', 'user_id', 'role'))
    .addPrimaryKeyConstraint('member_key', ['project', 'user_id'])
    .execute()
  await db.schema
    .createTable('secret')
    .addColumn('name', 'text', c => c.primaryKey())
    .addColumn('value', 'text', c => c.notNull())
    .execute()
}

async function createDefinitions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('flag')
    .$call(required('text', 'project', 'environment', 'key', 'definition', 'description'))
    .addColumn('owner', 'text')
    .addColumn('tags', 'text', c => c.notNull())
    .addColumn('component', 'text')
    .$call(required('text', 'prerequisites', 'origin'))
    .addColumn('place', 'text')
    .addColumn('revision', 'integer', c => c.notNull())
    .$call(required('text', 'created_at', 'changed_at', 'changed_by'))
    .addPrimaryKeyConstraint('flag_key', ['project', 'environment', 'key'])
    .execute()
  await db.schema
    .createTable('segment')
    .$call(required('text', 'project', 'environment', 'key', 'rule', 'origin'))
    .addColumn('place', 'text')
    .addColumn('revision', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('segment_key', ['project', 'environment', 'key'])
    .execute()
}
