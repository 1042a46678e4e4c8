import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onBothEngines } from '../testing/engines.ts'
import type { Migrations, Store } from './store.ts'
import { upsert } from './upsert.ts'

type Row = { name: string; place: string; weight: number; made: string }

const migrations: Migrations = {
  '0001-create-thing': {
    up: async db => {
      await db.schema
        .createTable('thing')
        .addColumn('name', 'text', c => c.notNull())
        .addColumn('place', 'text', c => c.notNull())
        .addColumn('weight', 'integer', c => c.notNull())
        .addColumn('made', 'text', c => c.notNull())
        .addPrimaryKeyConstraint('thing_key', ['name', 'place'])
        .execute()
    },
  },
}

const read = (store: Store): Promise<Row[]> =>
  store.query<{ thing: Row }>().selectFrom('thing').selectAll().orderBy('weight').execute()

onBothEngines('upsert', engine => {
  test('adds rows, and replaces those of the same key but for the columns that are kept', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const row = (name: string, weight: number, made: string): Row => ({ name, place: 'here', weight, made })
    await store.transaction(() => upsert(store, 'thing', [row('a', 1, 'first')], ['name', 'place'], ['made']))
    const rows = [row('a', 2, 'second'), row('b', 3, 'second')]
    await store.transaction(() => upsert(store, 'thing', rows, ['name', 'place'], ['made']))
    assert.deepEqual(await read(store), [row('a', 2, 'first'), row('b', 3, 'second')])
  })

  test('takes no rows, and more than fit into one statement', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const rows = Array.from({ length: 1_201 }, (_, weight): Row => ({ name: `${weight}`, place: '', weight, made: '' }))
    await store.transaction(async () => {
      await upsert(store, 'thing', [], ['name', 'place'])
      await upsert(store, 'thing', rows, ['name', 'place'])
    })
    assert.deepEqual(await read(store), rows)
  })
})
