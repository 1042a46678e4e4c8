import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '../testing/clock.ts'
import { onBothEngines } from '../testing/engines.ts'
import { SharedCommit } from './shared-commit.ts'
import type { Migrations, Store } from './store.ts'

const migrations: Migrations = {
  '0001-numbers': {
    up: async db => {
      await db.schema
        .createTable('number')
        .addColumn('value', 'integer', c => c.primaryKey())
        .execute()
    },
  },
}
const add = (store: Store, value: number) => async () => {
  await store.query<{ number: { value: number } }>().insertInto('number').values({ value }).execute()
}
const all = async (store: Store) => {
  const rows = await store
    .query<{ number: { value: number } }>()
    .selectFrom('number')
    .select('value')
    .orderBy('value')
    .execute()
  return rows.map(({ value }) => value)
}

onBothEngines('commits that several share', engine => {
  test('changes that come together are one transaction, and all are stored', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const commits = new SharedCommit(store, testClock(), () => 0)
    const seen = new Set<unknown>()
    await Promise.all(
      Array.from({ length: 40 }, (_, value) =>
        commits.add(async () => {
          seen.add(store.query())
          await add(store, value)()
        }),
      ),
    )
    assert.equal((await all(store)).length, 40)
    assert.equal(seen.size, 1)
  })

  test('one that fails is told so, and the others are stored all the same', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const commits = new SharedCommit(store, testClock(), () => 0)
    const wrong = new Error('this one is wrong')
    const outcomes = await Promise.allSettled([
      commits.add(add(store, 1)),
      commits.add(async () => {
        await add(store, 2)()
        throw wrong
      }),
      commits.add(add(store, 3)),
    ])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(await all(store), [1, 3])
    await commits.add(add(store, 4))
    assert.deepEqual(await all(store), [1, 3, 4])
  })
})
