import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectSqlite } from './sqlite/sqlite.ts'
import { type Migrations, openStore } from './store.ts'

test('migrations that end in the middle leave nothing: the next start makes all of it', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-migrations-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const migrations = (isCutOff: boolean): Migrations => ({
    '0001-create-one': {
      up: async db => void (await db.schema.createTable('one').addColumn('id', 'integer').execute()),
    },
    '0002-create-two': {
      up: async db => {
        await db.schema.createTable('two').addColumn('id', 'integer').execute()
        if (isCutOff) throw new Error('cut off')
        await db.schema.createTable('three').addColumn('id', 'integer').execute()
      },
    },
  })
  const open = (isCutOff: boolean) => openStore(connectSqlite(join(folder, 'a.db')), migrations(isCutOff))
  await assert.rejects(open(true), /cut off/)
  const store = await open(false)
  t.after(() => store.close())
  for (const table of ['one', 'two', 'three']) {
    assert.deepEqual(await store.query<Record<string, { id: number }>>().selectFrom(table).select('id').execute(), [])
  }
})
