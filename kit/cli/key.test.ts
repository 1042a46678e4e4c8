import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { type KeyFile, openKeyFile, readKeyFile } from '../secrets/key-file.ts'
import type { Sealed } from '../secrets/keyring.ts'
import type { SecretColumn } from '../secrets/secret-column.ts'
import { defineService, type Service } from '../service/service.ts'
import { connect } from '../store/connect.ts'
import { openStored } from '../store/service-store.ts'
import type { Store } from '../store/store.ts'
import { checkKey, rotateKey } from './key.ts'
import type { Program } from './program.ts'

const column: SecretColumn = { table: 'note', column: 'text', row: 'id', without: 'write it again' }
const service = (name: string): Service =>
  defineService({
    name,
    migrations: {
      '0001-create-notes': {
        up: async db => {
          await db.schema
            .createTable('note')
            .addColumn('id', 'text', c => c.primaryKey())
            .addColumn('text', 'text')
            .execute()
        },
      },
    },
    secrets: [column],
    start: () => ({}),
  })
const services = [service('one'), service('two')]
const program: Program = { version: '9.9.9', services, word: inEnglish }
type Tables = { note: { id: string; text: Sealed } }

function folder(t: TestContext) {
  const at = mkdtempSync(join(tmpdir(), 'vigie-key-'))
  t.after(() => rmSync(at, { recursive: true, force: true }))
  writeFileSync(join(at, 'vigie.yaml'), '')
  return { config: join(at, 'vigie.yaml'), data: join(at, 'data'), host: '127.0.0.1', port: 0, services: [] }
}

async function inStore<T>(data: string, of: Service, keys: KeyFile, use: (store: Store) => Promise<T>): Promise<T> {
  const { store } = await openStored(of, await connect(of.name, { data }), keys)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

async function fill(data: string): Promise<KeyFile> {
  const keys = await openKeyFile({ data })
  for (const one of services) {
    await inStore(data, one, keys, store =>
      store.transaction(async () => {
        const text = store.secrets.seal(column, 'a', `secret of ${one.name}`)
        await store.query<Tables>().insertInto('note').values({ id: 'a', text }).execute()
      }),
    )
  }
  return keys
}

const textIn = (data: string, of: Service, keys: KeyFile) =>
  inStore(data, of, keys, async store => {
    const row = await store.query<Tables>().selectFrom('note').selectAll().executeTakeFirst()
    return row ? store.secrets.open(column, row.id, row.text) : undefined
  })

function spoken() {
  const lines: string[] = []
  return { lines, flags: { print: (line: string) => void lines.push(line), progress: () => {} } }
}

test('everything is encrypted with a new key, and the one before is forgotten', async t => {
  const options = folder(t)
  const before = await fill(options.data)
  const { lines, flags } = spoken()
  assert.equal(await rotateKey(program, options, flags), 0)
  const after = await readKeyFile(options)
  assert.equal(after.keys.length, 1)
  assert.notEqual(after.ring.current, before.ring.current)
  for (const one of services) assert.equal(await textIn(options.data, one, after), `secret of ${one.name}`)
  assert.ok(lines.some(line => line.includes(`the earlier key ${before.ring.current} is forgotten`)))
})

test('interrupted between any two services it is gone on with, by the next rotation or the next start', async t => {
  for (const done of [0, 1]) {
    const options = folder(t)
    const before = await fill(options.data)
    const { flags } = spoken()
    const cut = { ...flags, progress: (index: number) => assert.notEqual(index, done + 1) }
    await assert.rejects(rotateKey(program, options, cut))
    const between = await readKeyFile(options)
    assert.equal(between.keys.length, 2)
    assert.equal(between.keys[1]?.id, before.ring.current)
    for (const one of services) assert.equal(await textIn(options.data, one, between), `secret of ${one.name}`)
    assert.equal(await rotateKey(program, options, flags), 0)
    const after = await readKeyFile(options)
    assert.deepEqual(
      after.keys.map(({ id }) => id),
      [between.ring.current],
    )
    for (const one of services) assert.equal(await textIn(options.data, one, after), `secret of ${one.name}`)
  }
})

test('what cannot be read stays as it is, is named, and is there when its key comes back', async t => {
  const options = folder(t)
  const lost = await fill(options.data)
  const file = join(options.data, 'installation.key')
  const kept = readFileSync(file, 'utf8')
  rmSync(file)
  const { lines, flags } = spoken()
  assert.equal(await checkKey(program, options, flags), 1)
  assert.match(
    lines.join('\n'),
    /there is no key file at .*installation\.key[\s\S]*one note\.text of a: write it again/,
  )
  await assert.rejects(rotateKey(program, options, flags), { code: 'kit.no-key-file' })
  await openKeyFile(options)
  assert.equal(await rotateKey(program, options, flags), 0)
  assert.match(lines.join('\n'), /cannot be read, and stays as it is: two note\.text of a/)
  const [current = ''] = readFileSync(file, 'utf8').trim().split('\n').slice(-1)
  writeFileSync(file, `${current}\n${kept}`)
  const both = await readKeyFile(options)
  assert.ok(both.ring.has(lost.ring.current ?? ''))
  for (const one of services) assert.equal(await textIn(options.data, one, both), `secret of ${one.name}`)
  assert.equal(await checkKey(program, options, spoken().flags), 0)
})
