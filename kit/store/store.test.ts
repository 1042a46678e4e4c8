import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onBothEngines } from '../testing/engines.ts'
import type { Migrations } from './store.ts'

type Tables = { thing: { seq: number; name: string; weight: number; data: Buffer | null } }

const migrations: Migrations = {
  '0001-create-thing': {
    up: async (db, column) => {
      await column
        .serial(db.schema.createTable('thing'), 'seq')
        .addColumn('name', 'text', c => c.notNull().unique())
        .addColumn('weight', column.number, c => c.notNull())
        .addColumn('data', column.blob)
        .execute()
    },
  },
}

onBothEngines('a store', engine => {
  test('keeps what a transaction wrote', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const data = Buffer.from([0, 1, 255])
    await store.transaction(async () => {
      await store
        .query<Tables>()
        .insertInto('thing')
        .values({ name: 'été', weight: 0.1, data } as never)
        .execute()
    })
    const rows = await store.query<Tables>().selectFrom('thing').selectAll().execute()
    assert.deepEqual(rows, [{ seq: 1, name: 'été', weight: 0.1, data }])
  })

  test('has another revision after each commit and the same while nothing is written', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const before = store.revision()
    if (store.engine === 'postgres') return assert.equal(before, undefined)
    assert.equal(store.revision(), before)
    const name = (text: string) => ({ name: text, weight: 1 }) as never
    await store.transaction(async () => {
      await store.query<Tables>().insertInto('thing').values(name('a')).execute()
      assert.equal(store.revision(), before)
    })
    const after = store.revision()
    assert.notEqual(after, before)
    await assert.rejects(store.transaction(() => Promise.reject(new Error('changed my mind'))))
    assert.equal(store.revision(), after)
  })

  test('forgets what a transaction wrote before it threw', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    let told = false
    const failing = store.transaction(async () => {
      store.afterCommit(() => {
        told = true
      })
      await store
        .query<Tables>()
        .insertInto('thing')
        .values({ name: 'a', weight: 1 } as never)
        .execute()
      throw new Error('changed my mind')
    })
    await assert.rejects(failing, /changed my mind/)
    assert.deepEqual(await store.query<Tables>().selectFrom('thing').selectAll().execute(), [])
    assert.equal(told, false)
  })

  test('joins a nested transaction to the outer one', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const failing = store.transaction(async () => {
      await store.transaction(async () => {
        await store
          .query<Tables>()
          .insertInto('thing')
          .values({ name: 'inner', weight: 1 } as never)
          .execute()
      })
      throw new Error('outer fails')
    })
    await assert.rejects(failing)
    assert.deepEqual(await store.query<Tables>().selectFrom('thing').selectAll().execute(), [])
  })

  test('lets one writer at a time decide on what it read', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const addIfEmpty = (name: string) =>
      store.transaction(async () => {
        const { n } = await store
          .query<Tables>()
          .selectFrom('thing')
          .select(eb => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
        if (n === 0)
          await store
            .query<Tables>()
            .insertInto('thing')
            .values({ name, weight: 1 } as never)
            .execute()
      })
    await Promise.all(['a', 'b', 'c', 'd'].map(addIfEmpty))
    assert.equal((await store.query<Tables>().selectFrom('thing').selectAll().execute()).length, 1)
  })

  test('tells that it has committed only once it has, in a relaxed transaction too', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const seen: unknown[] = []
    await store.relaxed(async () => {
      store.afterCommit(() => seen.push('committed'))
      await store
        .query<Tables>()
        .insertInto('thing')
        .values({ name: 'a', weight: 1 } as never)
        .execute()
      assert.deepEqual(seen, [])
    })
    assert.deepEqual(seen, ['committed'])
    assert.equal(store.inTransaction(), false)
  })
})
