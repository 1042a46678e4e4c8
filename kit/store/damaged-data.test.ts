import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import Database from 'better-sqlite3'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { silentLog } from '../runtime/log.ts'
import { openKeyFile } from '../secrets/key-file.ts'
import { testClock } from '../testing/clock.ts'
import { StoreFailure } from './failure.ts'
import { openServiceStore } from './open-service-store.ts'
import { Storage } from './storage.ts'
import type { Migrations } from './store.ts'

type Tables = { thing: { name: string } }

const migrations: Migrations = {
  '0001-create-thing': {
    up: async db => {
      await db.schema.createTable('thing').addColumn('name', 'text').execute()
    },
  },
}

const open = async (data: string, rebuildable: boolean, name = 'shelf') => {
  const service = { name, migrations, rebuildable }
  const keys = await openKeyFile({ data, key_file: join(tmpdir(), 'vigie-damaged.key') })
  const storage = await Storage.open({ data })
  return (await openServiceStore({ service, keys, data, storage, clock: testClock(), log: silentLog() })).store
}

/** The data of two services, each with some rows. */
async function folderWithData(t: TestContext): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'vigie-damaged-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  for (const service of ['shelf', 'other']) {
    const store = await open(data, false, service)
    for (let row = 0; row < 50; row++) {
      const name = String(row).padEnd(2_000, '.')
      await store.transaction(() => store.query<Tables>().insertInto('thing').values({ name }).execute())
    }
    await store.close()
  }
  return data
}

/** Changes that lie in the log beside a database, as after a `kill -9`. */
function leaveLog(file: string): void {
  const database = new Database(file)
  database.pragma('wal_autocheckpoint = 0')
  database.exec("insert into thing values ('in the log')")
  const [before, log] = [readFileSync(file), readFileSync(`${file}-wal`)]
  database.close()
  writeFileSync(file, before)
  writeFileSync(`${file}-wal`, log)
}

const head = Buffer.alloc(100, 'not a database at all ')
const damages: readonly (readonly [string, (file: string) => void])[] = [
  ['that is none at all', file => writeFileSync(file, head)],
  ['overwritten at its beginning', file => writeFileSync(file, head, { flag: 'r+' })],
  ['emptied', file => truncateSync(file, 0)],
  [
    'with a log beside it whose head is broken',
    file => {
      leaveLog(file)
      writeFileSync(`${file}-wal`, Buffer.alloc(16, 7), { flag: 'r+' })
    },
  ],
]

for (const [how, damage] of damages) {
  test(`a database ${how} is named, with what to do, and is not touched`, async t => {
    const data = await folderWithData(t)
    const file = join(data, 'shelf.db')
    damage(file)
    const before = readFileSync(file)
    await assert.rejects(open(data, false), (thrown: unknown) => {
      assert.ok(thrown instanceof StoreFailure)
      assert.equal(thrown.code, 'store.damaged')
      assert.match(
        inEnglish(thrown.why),
        /shelf\.db(-wal)? is damaged: put back a backup \(vigie restore\), or move the file away/,
      )
      return true
    })
    assert.deepEqual(readFileSync(file), before)
  })

  test(`a copy ${how} is set aside and begun anew`, async t => {
    const data = await folderWithData(t)
    damage(join(data, 'shelf.db'))
    for (const name of ['first', 'second']) {
      if (name === 'second') writeFileSync(join(data, 'shelf.db'), head)
      const store = await open(data, true)
      assert.deepEqual(await store.query<Tables>().selectFrom('thing').selectAll().execute(), [])
      await store.transaction(() => store.query<Tables>().insertInto('thing').values({ name }).execute())
      await store.close()
    }
    const aside = readdirSync(data).filter(name => name.includes('.damaged-'))
    assert.deepEqual(
      aside.filter(name => name.startsWith('shelf.db.')).length,
      1,
      `only the last one is kept: ${aside.join(', ')}`,
    )
  })
}

test('a copy whose pages are mixed up inside is found before it is used', async t => {
  const data = await folderWithData(t)
  const file = join(data, 'shelf.db')
  const bytes = readFileSync(file)
  bytes.fill(0xff, 5 * 4_096, 8 * 4_096)
  writeFileSync(file, bytes)
  const store = await open(data, true)
  t.after(() => store.close())
  assert.deepEqual(await store.query<Tables>().selectFrom('thing').selectAll().execute(), [])
})

test('a log that was cut off in the middle, as by a power cut, is no damage', async t => {
  const data = await folderWithData(t)
  const file = join(data, 'shelf.db')
  leaveLog(file)
  truncateSync(`${file}-wal`, 32 + 100)
  const store = await open(data, false)
  t.after(() => store.close())
  const rows = await store.query<Tables>().selectFrom('thing').selectAll().execute()
  assert.equal(rows.length, 50)
})

test('the data of a first start that was cut off is begun anew', async t => {
  const data = mkdtempSync(join(tmpdir(), 'vigie-damaged-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  writeFileSync(join(data, 'shelf.db'), '')
  writeFileSync(join(data, 'other.db'), '')
  const store = await open(data, false)
  await store.close()
})
