import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { type SmallDisk, smallDisk } from '../testing/faults/full-disk.ts'
import { ConditionRecord } from './condition.ts'
import { StoreFailure } from './failure.ts'
import { connectSqlite } from './sqlite/sqlite.ts'
import { type Migrations, openStore, type Store } from './store.ts'

type Tables = { thing: { name: string } }

const migrations: Migrations = {
  '0001-create-thing': {
    up: async db => {
      await db.schema.createTable('thing').addColumn('name', 'text').execute()
    },
  },
}
const mebibyte = 1_048_576

async function onSmallDisk(t: TestContext): Promise<{ store: Store; disk: SmallDisk } | null> {
  const disk = smallDisk(t, 4 * mebibyte)
  if (!disk) return null
  let now = 1_000
  const condition = new ConditionRecord(() => now++)
  const store = await openStore(connectSqlite(join(disk.folder, 'test.db'), condition), migrations)
  t.after(() => store.close())
  return { store, disk }
}

const add = (store: Store, name: string) =>
  store.transaction(() => store.query<Tables>().insertInto('thing').values({ name }).execute())
const names = async (store: Store) =>
  (await store.query<Tables>().selectFrom('thing').select('name').orderBy('name').execute()).map(({ name }) => name)
const large = 'x'.repeat(mebibyte)

test('a full disk is the cause that is told, whatever the database says of its transaction', async t => {
  const { store, disk } = (await onSmallDisk(t)) ?? {}
  if (!store || !disk) return
  await add(store, 'before')
  disk.fill()
  await assert.rejects(add(store, large), (thrown: unknown) => {
    assert.ok(thrown instanceof StoreFailure)
    assert.equal(thrown.kind, 'unavailable')
    assert.equal(thrown.code, 'store.disk-full')
    assert.equal(inEnglish(thrown.why), `the disk of ${disk.folder} is full`)
    assert.ok(!thrown.message.includes(disk.folder), 'who asked learns no path')
    return true
  })
  assert.deepEqual(await names(store), ['before'])
})

test('what comes after the failure in the same transaction is not written by itself', async t => {
  const { store, disk } = (await onSmallDisk(t)) ?? {}
  if (!store || !disk) return
  disk.fill()
  const careless = store.transaction(async () => {
    const insert = (name: string) => store.query<Tables>().insertInto('thing').values({ name }).execute()
    await insert(large).catch(() => undefined)
    disk.free()
    await insert('half of it')
  })
  await assert.rejects(careless, /the disk is full/)
  assert.deepEqual(await names(store), [])
  await add(store, 'after')
  assert.deepEqual(await names(store), ['after'])
})

test('the condition says since when nothing can be stored, and that it is over', async t => {
  const { store, disk } = (await onSmallDisk(t)) ?? {}
  if (!store || !disk) return
  const heard: boolean[] = []
  store.whenConditionChanges(() => heard.push(store.condition().ok))
  disk.fill()
  await assert.rejects(add(store, large))
  const { ok, code, since } = store.condition()
  assert.deepEqual({ ok, code }, { ok: false, code: 'store.disk-full' })
  await assert.rejects(add(store, large))
  await store.probe()
  assert.equal(store.condition().since, since)
  disk.free()
  await store.probe()
  assert.equal(store.condition().ok, true)
  assert.deepEqual(heard, [false, true])
})

test('a little room that appears on a full disk is not the end of it', async t => {
  const { store, disk } = (await onSmallDisk(t)) ?? {}
  if (!store || !disk) return
  disk.fill()
  await assert.rejects(add(store, large))
  disk.free()
  disk.fill(mebibyte / 4)
  await add(store, 'fits')
  assert.equal(store.condition().ok, false)
})

test('a database that is damaged while it is used stays unusable in the eyes of all, however well a write goes', async t => {
  const { store, disk } = (await onSmallDisk(t)) ?? {}
  if (!store || !disk) return
  for (let row = 0; row < 20; row++) await add(store, String(row).padEnd(5_000, '.'))
  writeFileSync(join(disk.folder, 'test.db-wal'), Buffer.alloc(200_000, 7), { flag: 'r+' })
  await assert.rejects(names(store), (thrown: unknown) => {
    assert.ok(thrown instanceof StoreFailure)
    assert.equal(thrown.code, 'store.damaged')
    assert.match(inEnglish(thrown.why), /test\.db is damaged: put back a backup \(vigie restore\)/)
    return true
  })
  await store.probe()
  assert.deepEqual([store.condition().ok, store.condition().code], [false, 'store.damaged'])
})
