import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Type } from 'typebox'
import { restore } from '../cli/restore.ts'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { outbox } from '../messaging/outbox.ts'
import { systemClock } from '../runtime/clock.ts'
import { defineEvent, fact } from '../service/event.ts'
import { defineService, react, type Service } from '../service/service.ts'
import { connectSqlite } from '../store/sqlite/sqlite.ts'
import type { Store } from '../store/store.ts'
import { testHost } from '../testing/host.ts'
import { stagingFolder } from './restore-folder.ts'
import { readCursors, withSnapshot } from './snapshot.ts'
import { writeBackup } from './write-backup.ts'

const Kept = defineEvent('vigie.book.kept.v1', Type.Object({ id: Type.Integer() }))
const migrations: Service['migrations'] = {
  '0001-create-page': {
    up: async (db, column) => {
      await column
        .serial(db.schema.createTable('page'), 'seq')
        .addColumn('text', 'text')
        .addColumn('share', column.number)
        .addColumn('picture', column.blob)
        .execute()
    },
  },
}
const book = defineService({ name: 'book', migrations, start: () => ({}) })

type Page = { text: string | null; share: number | null; picture: Buffer | null }
const pages: readonly Page[] = [
  { text: 'é\n"\u2028', share: 0.1, picture: Buffer.from([0, 255, 10]) },
  { text: null, share: null, picture: null },
  { text: '', share: -1e300, picture: Buffer.alloc(0) },
]
type Tables = { page: Page & { seq: number }; outbox: { seq: number } }
const all = (store: Store) => store.query<Tables>().selectFrom('page').selectAll().orderBy('seq').execute()

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vigie-backup-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  writeFileSync(join(path, 'vigie.yaml'), '')
  return path
}

/** What `vigie restore` does, without a process of its own. */
const restoring = (at: string, file: string, { services = [book], force = false } = {}) =>
  restore({ version: '9.9.9', services, word: inEnglish }, optionsOf(at), {
    file,
    force,
    print: () => {},
    progress: () => {},
  })
const optionsOf = (at: string) => ({
  ...{ config: join(at, 'vigie.yaml'), data: join(at, 'data'), host: '127.0.0.1', port: 0, services: [] },
})

async function backedUp(t: TestContext): Promise<{ at: string; file: string; bytes: Buffer }> {
  const at = folder(t)
  const host = await testHost(t, { services: [book], data: join(at, 'data') })
  const store = host.host.store('book')
  await fill(store)
  const file = join(at, 'a.backup')
  const connection = connectSqlite(join(at, 'data', 'book.db'))
  await writeBackup(file, {
    ...{ version: '9.9.9', made_at: '2026-11-28T00:00:00.000Z', files: { 'admin-key.sha256': 'abc\n' } },
    ...{ sources: [{ service: 'book', connection }], progress: () => {} },
  })
  await connection.close()
  return { at, file, bytes: readFileSync(file) }
}

async function fill(store: Store): Promise<void> {
  await store.transaction(async () => {
    await store
      .query<Tables>()
      .insertInto('page')
      .values([...pages, ...pages] as never)
      .execute()
    await store.query<Tables>().deleteFrom('page').where('seq', '>', 3).execute()
  })
}

test('what was there is there again: bytes, numbers, texts, and numbers that were given are not given twice', async t => {
  const { file } = await backedUp(t)
  const other = folder(t)
  assert.equal(await restoring(other, file), 0)
  const host = await testHost(t, { services: [book], data: join(other, 'data') })
  const store = host.host.store('book')
  assert.deepEqual(
    await all(store),
    pages.map((page, index) => ({ seq: index + 1, ...page })),
  )
  await store.transaction(async () => {
    await store
      .query<Tables>()
      .insertInto('page')
      .values(pages[0] as never)
      .execute()
  })
  assert.equal((await all(store)).at(-1)?.seq, 7)
  assert.equal(readFileSync(join(other, 'data', 'admin-key.sha256'), 'utf8'), 'abc\n')
})

test('a damaged, shortened or foreign file is refused, whatever the damage, and nothing is left of the attempt', async t => {
  const { bytes, file } = await backedUp(t)
  const other = folder(t)
  const text = gunzipSync(bytes).toString('utf8')
  const bad = join(other, 'bad')
  const refused = async (content: Buffer | string, code: RegExp) => {
    writeFileSync(bad, content)
    await assert.rejects(restoring(other, bad), (thrown: { code?: string }) => code.test(thrown.code ?? String(thrown)))
    assert.deepEqual(readdirSync(join(other, 'data')), [])
  }
  await refused('services: []', /kit\.damaged-backup/)
  await refused(gzipSync('{"name":"x"}\n'), /kit\.no-backup/)
  await refused(gzipSync(text.replace('"format_version":1', '"format_version":2')), /kit\.newer-backup/)
  await refused(gzipSync(text.replace('0001-create-page', '0002-of-tomorrow')), /kit\.newer-backup/)
  await assert.rejects(restoring(other, file, { services: [] }), { code: 'kit.newer-backup' })
  await assert.rejects(restoring(other, join(other, 'none')), { code: 'kit.no-such-file' })
  const isSameInside = (packed: Buffer) => {
    try {
      return gunzipSync(packed).toString('utf8') === text
    } catch {
      return false
    }
  }
  const flipped = fc.record({
    at: fc.nat(),
    to: fc.integer({ min: 1, max: 255 }),
    cut: fc.boolean(),
    inside: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(flipped, async ({ at, to, cut, inside }) => {
      const source = inside ? Buffer.from(text) : Buffer.from(bytes)
      // Bytes 4 to 9 of the envelope say when and where it was packed.
      const place = inside ? at % source.length : 10 + (at % (source.length - 10))
      if (!cut) source[place] = (source[place] ?? 0) ^ to
      const content = cut ? source.subarray(0, place) : source
      // Bits that only fill up the last byte of what was packed say nothing.
      if (!inside && isSameInside(content)) return
      await refused(inside ? gzipSync(content) : content, /kit\.(damaged|no|newer)-backup/)
    }),
    { numRuns: 60 },
  )
})

test('nothing is restored over data or beside a running Vigie; forced, what was there is put aside', async t => {
  const { at, file } = await backedUp(t)
  await assert.rejects(restoring(at, file, { force: true }), { code: 'kit.data-in-use' })
  const other = folder(t)
  mkdirSync(join(other, 'data', 'public'), { recursive: true })
  writeFileSync(join(other, 'data', 'old.db'), 'old')
  await assert.rejects(restoring(other, file), { code: 'kit.data-exists' })
  assert.deepEqual(readdirSync(join(other, 'data')).sort(), ['old.db', 'public'])
  await restoring(other, file, { force: true })
  assert.deepEqual(readdirSync(join(other, 'data')).sort(), ['admin-key.sha256', 'before-restore', 'book.db'])
  assert.deepEqual(readdirSync(join(other, 'data', 'before-restore')).sort(), ['old.db', 'public'])
})

test('a restore that ended right after its decisive moment is finished by the next start', async t => {
  const { file } = await backedUp(t)
  const other = folder(t)
  await restoring(other, file)
  // As it was then: everything still staged, the old data in its place, the mark written.
  const data = join(other, 'data')
  const staged = stagingFolder(data)
  const restored = readFileSync(join(data, 'book.db'))
  mkdirSync(staged)
  writeFileSync(join(staged, 'book.db'), restored)
  writeFileSync(join(data, 'book.db'), 'old')
  writeFileSync(join(staged, 'whole'), JSON.stringify({ staged: ['book.db'], old: ['book.db'] }))
  const host = await testHost(t, { services: [book], data })
  assert.equal((await all(host.host.store('book'))).length, 3)
  assert.equal(readFileSync(join(data, 'before-restore', 'book.db'), 'utf8'), 'old')
})

test('an event that is heard while the backup is made is heard again after a restore, not lost', async t => {
  const heard: number[] = []
  const speaker = defineService({ name: 'speaker', start: () => ({}) })
  const listener = defineService({
    name: 'listener',
    start: () => ({ reacts: [react(Kept, async ({ data }) => void heard.push(data.id))] }),
  })
  const { host, data, until } = await testHost(t, { services: [speaker, listener], bus: 'kind' })
  const store = host.store('speaker')
  const say = (id: number) =>
    store.transaction(() => outbox('speaker', store, systemClock())(fact(Kept, String(id), { id })))
  await say(1)
  const connection = connectSqlite(join(data, 'speaker.db'))
  t.after(() => connection.close())
  const position = async () => (await readCursors(connection)).get('relay_cursor')
  await until('the first is heard', async () => heard.length === 1 && (await position())?.[0]?.[1] === 1)
  const cursors = await readCursors(connection)
  await say(2)
  await until('the second is heard', async () => heard.length === 2 && (await position())?.[0]?.[1] === 2)
  await withSnapshot(connection, cursors, async snapshot => {
    const read = async (table: string) => {
      const rows: unknown[] = []
      for await (const page of snapshot.read(table)) rows.push(...page)
      return rows
    }
    assert.deepEqual(await read('relay_cursor'), [['listener', 1]])
    assert.equal((await read('outbox')).length, 2)
  })
})
