import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { sql } from 'kysely'
import { connect } from '../store/connect.ts'
import { migrationsOfService, openStored } from '../store/service-store.ts'
import { type Migrations, openStore, type Store } from '../store/store.ts'
import { onBothEngines } from '../testing/engines.ts'
import { findPostgres, withPostgres } from '../testing/postgres.ts'
import { openKeyFile, readKeyFile } from './key-file.ts'
import { Keyring, keyOf, type Sealed } from './keyring.ts'
import { sealColumns, unreadableSecrets } from './seal-columns.ts'
import { type SecretColumn, secretsOf } from './secret-column.ts'

const ringOf = (...seeds: number[]) => new Keyring(seeds.map(seed => keyOf(Buffer.alloc(32, seed))))

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vigie-secrets-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('what was encrypted comes back whole, in its own place and nowhere else, and never looks the same twice', () => {
  const ring = ringOf(1)
  const text = fc.string({ unit: 'binary', maxLength: 2_000 }).map(one => Buffer.from(one).toString('utf8'))
  fc.assert(
    fc.property(text, fc.string(), fc.string(), (secret, place, other) => {
      const sealed = ring.seal(place, secret)
      assert.match(sealed, /^v1\.[0-9a-f]{16}\.[\w-]{16}\.[\w-]+$/)
      assert.equal(ring.open(place, sealed), secret)
      assert.notEqual(ring.seal(place, secret), sealed)
      if (other !== place) assert.equal(ring.open(other, sealed), null)
      assert.equal(ringOf(2).open(place, sealed), null)
      assert.equal(ringOf(2, 1).open(place, sealed), secret)
    }),
  )
})

test('what was changed by one bit, cut short or made up is not opened', () => {
  const ring = ringOf(1)
  const sealed = ring.seal('here', 'a secret')
  const [format, key, nonce = '', bytes = ''] = sealed.split('.')
  const from = (...parts: unknown[]) => parts.join('.') as Sealed
  fc.assert(
    fc.property(fc.constantFrom(2, 3), fc.nat(), fc.integer({ min: 1, max: 255 }), (part, at, bits) => {
      const changed = Buffer.from(part === 2 ? nonce : bytes, 'base64url')
      changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ bits
      const text = changed.toString('base64url')
      assert.equal(
        ring.open('here', part === 2 ? from(format, key, text, bytes) : from(format, key, nonce, text)),
        null,
      )
    }),
  )
  for (let length = 0; length < bytes.length; length++) {
    assert.equal(ring.open('here', from(format, key, nonce, bytes.slice(0, length))), null)
  }
  for (const made of ['', 'v1', 'v1...', 'v2.x.y.z', `v1.${key}..`, 'plain text', sealed.replace('v1', 'v2')]) {
    assert.equal(ring.open('here', made as Sealed), null)
  }
})

test('a secret of one service, table, column or row opens in no other', () => {
  const column: SecretColumn = { table: 'webhook', column: 'secret', row: 'id', without: null }
  const ring = ringOf(1)
  const mine = secretsOf('communications', ring)
  const sealed = mine.seal(column, 'a', 'text')
  assert.equal(mine.open(column, 'a', sealed), 'text')
  assert.equal(mine.open(column, 'b', sealed), null)
  assert.equal(mine.open({ ...column, column: 'url' }, 'a', sealed), null)
  assert.equal(mine.open({ ...column, table: 'mail' }, 'a', sealed), null)
  assert.equal(secretsOf('identity', ring).open(column, 'a', sealed), null)
})

test('without a key nothing is kept in plain by accident', () => {
  const column: SecretColumn = { table: 'webhook', column: 'secret', row: 'id', without: null }
  assert.throws(() => secretsOf('x', new Keyring([])).seal(column, 'a', 'text'), /no key/)
})

test('the key file is made once, for its owner alone, however many processes begin at once', async t => {
  const data = folder(t)
  const script = `import { openKeyFile } from ${JSON.stringify(join(import.meta.dirname, 'key-file.ts'))}
    const { keys, made } = await openKeyFile({ data: ${JSON.stringify(data)} })
    console.log(keys[0].id, made)`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  const answers = (await Promise.all(Array.from({ length: 6 }, run))).map(({ stdout }) => stdout.trim().split(' '))
  assert.equal(new Set(answers.map(([id]) => id)).size, 1)
  assert.equal(answers.filter(([, made]) => made === 'true').length, 1)
  assert.deepEqual(readdirSync(data), ['installation.key'])
  assert.equal(statSync(join(data, 'installation.key')).mode & 0o777, 0o600)
  assert.equal((await openKeyFile({ data })).made, false)
})

test('a key of 32 bytes is taken in any usual spelling, anything else is refused without being repeated', async t => {
  const data = folder(t)
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => 251 - at))
  const id = keyOf(bytes).id
  const read = (text: string) => {
    writeFileSync(join(data, 'installation.key'), text)
    return readKeyFile({ data })
  }
  for (const text of [
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ]) {
    for (const wrapped of [text, `${text}\n`, `\uFEFF# comment\r\n\r\n  ${text}  \r\n`]) {
      assert.equal((await read(wrapped)).ring.current, id, wrapped)
    }
  }
  const wrong = ['hunter2', 'a'.repeat(42), 'a'.repeat(44), 'g'.repeat(64), `${bytes.toString('hex')}\nhunter2`]
  for (const text of wrong) {
    await assert.rejects(read(text), (thrown: { code?: string; message: string }) => {
      assert.equal(thrown.code, 'kit.bad-key-file')
      assert.doesNotMatch(thrown.message, /hunter2|aaaa|gggg/)
      return true
    })
  }
  await assert.rejects(read('# nothing else\n'), { code: 'kit.bad-key-file' })
  rmSync(join(data, 'installation.key'))
  assert.equal((await readKeyFile({ data })).ring.current, null)
})

test('where no key file can be made, or it is no file, a start is told so', async t => {
  const data = folder(t)
  writeFileSync(join(data, 'file'), '')
  await assert.rejects(openKeyFile({ data, key_file: join(data, 'file', 'key') }), { code: 'kit.bad-key-file' })
  await assert.rejects(openKeyFile({ data, key_file: data }), { code: 'kit.bad-key-file' })
})

const note: SecretColumn = { table: 'note', column: 'text', row: 'id', known_by: 'name', without: 'write it again' }
const shownNote: SecretColumn = {
  ...note,
  beside: (text, { name }) => ({ columns: { shown: `${name}: ${text.length} letters` }, isAll: text === 'open' }),
}
const some: SecretColumn = {
  table: 'mixed',
  column: 'text',
  row: 'id',
  only: { column: 'kind', says: 'secret' },
  without: null,
}

/** As an older version made it, when nothing was encrypted. */
const migrations: Migrations = {
  '0001-create-notes': {
    up: async db => {
      for (const [table, beside] of [
        ['note', ['name', 'shown']],
        ['mixed', ['kind']],
      ] as const) {
        let making = db.schema
          .createTable(table)
          .addColumn('id', 'text', c => c.primaryKey())
          .addColumn('text', 'text')
        for (const column of beside) making = making.addColumn(column, 'text')
        await making.execute()
      }
    },
  },
}

type Tables = {
  note: { id: string; text: string | null; name: string; shown: string | null }
  mixed: { id: string; text: string; kind: string }
}

const canary = (id: number) => `canary-${id}-that-nobody-may-find`
const ids = Array.from({ length: 1_203 }, (_, index) => `id-${index}`)

async function filled(store: Store): Promise<void> {
  await store.transaction(async () => {
    const db = store.query<Tables>()
    for (let from = 0; from < ids.length; from += 300) {
      const rows = ids
        .slice(from, from + 300)
        .map((id, at) => ({ id, name: `N${id}`, text: canary(from + at), shown: null }))
      await db.insertInto('note').values(rows).execute()
    }
    await db.insertInto('note').values({ id: 'none', name: 'none', text: null, shown: null }).execute()
    // What somebody chose may look encrypted and is not.
    await db
      .insertInto('note')
      .values({ id: 'odd', name: 'odd', text: ringOf(9).seal('x', 'y'), shown: null })
      .execute()
    await db
      .insertInto('mixed')
      .values([
        { id: 'a', text: 'open', kind: 'open' },
        { id: 'b', text: canary(-1), kind: 'secret' },
      ])
      .execute()
  })
}

const notes = async (store: Store) => {
  const rows = await store.query<Tables>().selectFrom('note').selectAll().execute()
  return new Map(
    rows.map(row => [row.id, row.text === null ? null : store.secrets.open(note, row.id, row.text as Sealed)]),
  )
}

onBothEngines('secrets of an older version', engine => {
  test('are encrypted once, with what may be seen beside them, and are what they were', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    await filled(store)
    const odd = (
      await store.query<Tables>().selectFrom('note').select('text').where('id', '=', 'odd').executeTakeFirst()
    )?.text
    assert.deepEqual(await sealColumns(store, [shownNote, some]), [])
    const rows = await store.query<Tables>().selectFrom('note').selectAll().execute()
    for (const { text } of rows) if (text !== null) assert.match(text, /^v1\./)
    const read = await notes(store)
    for (const [index, id] of ids.entries()) assert.equal(read.get(id), canary(index))
    assert.equal(read.get('none'), null)
    assert.equal(read.get('odd'), odd)
    assert.equal(rows.find(({ id }) => id === 'id-1')?.shown, `Nid-1: ${canary(1).length} letters`)
    const mixed = await store.query<Tables>().selectFrom('mixed').selectAll().orderBy('id').execute()
    assert.deepEqual(
      mixed.map(({ text }) => text.startsWith('v1.')),
      [false, true],
    )
    // Once more changes nothing.
    await sealColumns(store, [shownNote, some])
    assert.deepEqual(await store.query<Tables>().selectFrom('note').selectAll().execute(), rows)
  })

  test('that broke off in the middle is gone on with, and nothing is encrypted twice', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    await filled(store)
    let left = 700
    const breaking: Store = {
      ...store,
      secrets: {
        ...store.secrets,
        seal: (column, row, text) => {
          if (left-- === 0) throw new Error('the power is cut')
          return store.secrets.seal(column, row, text)
        },
      },
    }
    await assert.rejects(sealColumns(breaking, [note, some]), /the power is cut/)
    assert.deepEqual(await sealColumns(store, [note, some]), [])
    const read = await notes(store)
    for (const [index, id] of ids.entries()) assert.equal(read.get(id), canary(index))
  })
})

/** Everything that lies in the folder, as bytes. */
const bytesIn = (at: string): string =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('')

const service = { name: 'notes', migrations, secrets: [note, some] }
const keysOf = (...seeds: number[]) => {
  const keys = seeds.map(seed => keyOf(Buffer.alloc(32, seed)))
  return { file: '/the/key', keys, ring: new Keyring(keys), made: false }
}

test('after the first start with a key no plain copy is left anywhere in the database files', async t => {
  const data = folder(t)
  const old = await openStore(await connect('notes', { data }), migrationsOfService({ name: 'notes', migrations }))
  await filled(old)
  await old.transaction(async () => {
    await old.query<Tables>().deleteFrom('note').where('id', '=', 'id-7').execute()
    await old.query<Tables>().updateTable('note').set({ text: 'shorter' }).where('id', '=', 'id-8').execute()
  })
  assert.match(bytesIn(data), /canary-9-/)
  await old.close()
  const { store } = await openStored(service, await connect('notes', { data }), keysOf(1))
  assert.doesNotMatch(bytesIn(data), /canary/)
  assert.equal((await notes(store)).get('id-9'), canary(9))
  await store.close()
  assert.doesNotMatch(bytesIn(data), /canary/)
})

for (const engine of ['SQLite', 'PostgreSQL']) {
  test(`another key, an earlier key beside a new one, and the right key again, on ${engine}`, async t => {
    if (engine === 'PostgreSQL' && !(await findPostgres())) return t.skip('missing postgres')
    const where = { data: folder(t), ...(engine === 'SQLite' ? {} : { url: (await withPostgres()).url }) }
    const open = async (...seeds: number[]) => {
      const opened = await openStored(service, await connect('notes', where), keysOf(...seeds))
      return { ...opened, end: () => opened.store.close() }
    }
    const first = await open(1)
    await filled(first.store)
    // Those were written behind the back of the program: as plain text they cannot be opened.
    assert.equal((await unreadableSecrets(first.store, service.secrets)).length, ids.length + 2)
    await first.store.transaction(async () => {
      await sql`delete from sealed_column`.execute(first.store.query())
    })
    await first.end()
    const again = await open(1)
    assert.equal((await notes(again.store)).get('id-3'), canary(3))
    await again.end()

    const wrong = await open(2)
    assert.equal(wrong.unreadable.length, ids.length + 2)
    const [one] = wrong.unreadable
    assert.deepEqual(
      [one?.table, one?.known_by, one?.without, one?.key_id],
      ['note', 'Nid-0', 'write it again', keyOf(Buffer.alloc(32, 1)).id],
    )
    await wrong.store.transaction(async () => {
      const text = wrong.store.secrets.seal(note, 'id-0', 'entered again')
      await wrong.store.query<Tables>().updateTable('note').set({ text }).where('id', '=', 'id-0').execute()
    })
    assert.equal((await unreadableSecrets(wrong.store, service.secrets)).length, ids.length + 1)
    await wrong.end()

    const both = await open(2, 1)
    assert.deepEqual(both.unreadable, [])
    const read = await notes(both.store)
    assert.equal(read.get('id-0'), 'entered again')
    assert.equal(read.get('id-1'), canary(1))
    await both.end()
    const after = await open(2)
    assert.deepEqual(after.unreadable, [])
    await after.end()
  })
}
