import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { restore } from '../cli/restore.ts'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { messagingMigrations } from '../messaging/tables.ts'
import { defineService, type Service } from '../service/service.ts'
import { connectSqlite } from '../store/sqlite/sqlite.ts'
import { openStore } from '../store/store.ts'
import { stagingFolder } from './restore-folder.ts'
import { writeBackup } from './write-backup.ts'

/** A backup of which every checksum is right, made by somebody who means harm: this is all that they can change. */
type Archive = {
  readonly header: { services: Record<string, unknown>; files: Record<string, unknown> } & Record<string, unknown>
  /** Of the one service: tables, rows and whatever else. */
  readonly lines: readonly unknown[]
}

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

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vigie-archive-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  writeFileSync(join(path, 'vigie.yaml'), '')
  return path
}

const restoring = (at: string, file: string, force = false) =>
  restore(
    { version: '9.9.9', services: [book], word: inEnglish },
    { config: join(at, 'vigie.yaml'), data: join(at, 'data'), host: '127.0.0.1', port: 0, services: [] },
    { file, force, print: () => {}, progress: () => {} },
  )

const sum = (text: string): string => createHash('sha256').update(text).digest('hex')

function packed({ header, lines }: Archive): Buffer {
  const head = JSON.stringify(header)
  const body = lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
  const rows = lines.filter(line => Array.isArray(line)).length
  const end = { end_of: 'book', rows, sha256: sum(body) }
  return gzipSync(
    `${head}\n${body}${JSON.stringify(end)}\n${JSON.stringify({ end: true, rows, sha256: sum(`${head}\n`) })}\n`,
  )
}

/** As the program itself writes it, taken apart. */
async function sound(t: TestContext): Promise<Archive> {
  const at = folder(t)
  const connection = connectSqlite(join(at, 'book.db'))
  const store = await openStore(connection, { ...messagingMigrations, ...migrations })
  await store.transaction(async () => {
    const page = { text: 'é', share: 0.5, picture: Buffer.from([1]) }
    await store.query<{ page: typeof page }>().insertInto('page').values([page, page]).execute()
  })
  const header = { version: '9.9.9', made_at: '2026-11-28T00:00:00.000Z', files: { 'admin-key.sha256': 'abc\n' } }
  const file = join(at, 'sound.backup')
  await writeBackup(file, { ...header, sources: [{ service: 'book', connection }], progress: () => {} })
  await store.close()
  const { gunzipSync } = await import('node:zlib')
  const [head = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
  return { header: JSON.parse(head), lines: lines.slice(0, -2).map(line => JSON.parse(line)) }
}

/** Everything below, by path, with what is in it. */
const everything = (at: string): string[] =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.includes('.backup') && !path.endsWith('.lock'))
    .map(
      path => `${path} ${existsSync(path) && path.endsWith('.db') ? sum(readFileSync(path).toString('latin1')) : ''}`,
    )
    .sort()

/** Restores into a folder with data, with --force, and finds all as it was. */
async function refused(t: TestContext, content: Buffer, what: string): Promise<void> {
  const at = folder(t)
  mkdirSync(join(at, 'data'))
  writeFileSync(join(at, 'data', 'book.db'), 'old')
  const file = join(at, 'bad.backup')
  writeFileSync(file, content)
  const before = everything(at)
  await assert.rejects(
    restoring(at, file, true),
    (thrown: { code?: string }) => /^kit\.(damaged|newer|no)-backup$/.test(thrown.code ?? ''),
    what,
  )
  assert.deepEqual(everything(at), before, what)
}

test('an archive put together by hand is restored when it is as ours', async t => {
  const archive = await sound(t)
  const at = folder(t)
  writeFileSync(join(at, 'a.backup'), packed(archive))
  assert.equal(await restoring(at, join(at, 'a.backup')), 0)
  assert.equal(readFileSync(join(at, 'data', 'admin-key.sha256'), 'utf8'), 'abc\n')
})

test('a name of a file that is none of ours is refused, whatever it looks like', async t => {
  const archive = await sound(t)
  const names = [
    ...['../../X', '..', '.', '', '/tmp/vigie-x', 'a/b', '..\\..\\X', 'C:\\X', 'admin-key.sha256/../X', 'book.db'],
    ...['admin-key.sha256\0', './admin-key.sha256', 'ADMIN-KEY.SHA256', '__proto__', 'constructor', 'x'.repeat(70_000)],
    ...['restore', 'whole', 'before-restore', 'public/index.html', 'installation.key', 'book.lock', 'vigie.yaml'],
  ]
  for (const name of names) {
    const files = JSON.parse(`{${JSON.stringify(name)}: "text"}`)
    await refused(t, packed({ ...archive, header: { ...archive.header, files } }), name)
  }
  for (const files of ['text', ['text'], { 'admin-key.sha256': 5 }, { 'admin-key.sha256': 'x'.repeat(20_000) }, null]) {
    const header = { ...archive.header, files: files as Record<string, unknown> }
    await refused(t, packed({ ...archive, header }), JSON.stringify(files))
  }
})

test('tables and columns are those that our migrations make, each once, with values of their types', async t => {
  const { header, lines } = await sound(t)
  const isPage = (line: unknown) => (line as { table?: string }).table === 'page'
  const at = lines.findIndex(isPage)
  const page = lines[at] as Record<string, unknown>
  const instead = (changes: Record<string, unknown>) =>
    lines.map(line => (line === page ? { ...page, ...changes } : line))
  const columns = page.columns as string[]
  const row = (...cells: unknown[]) => lines.toSpliced(at + 1, 1, cells)
  const cases: [string, readonly unknown[]][] = [
    ['an unknown table', instead({ table: 'page2' })],
    ['a table of the database itself', instead({ table: 'sqlite_master' })],
    ['the table of migrations', instead({ table: 'kysely_migration' })],
    ['a table with SQL in its name', instead({ table: 'page" (seq) values (1); drop table "outbox' })],
    ['a name of an object', instead({ table: '__proto__' })],
    ['an unknown column', instead({ columns: columns.with(1, 'texts') })],
    ['a column twice', instead({ columns: columns.with(1, columns[0] ?? '') })],
    ['no columns', instead({ columns: [] })],
    ['a column with SQL in its name', instead({ columns: columns.with(1, 'text") values (1) --') })],
    ['a service of no header', instead({ service: 'identity' })],
    ['a service that every object has', instead({ service: 'constructor' })],
    ['a number that cannot be', instead({ last: -1 })],
    ['a number too large', instead({ last: 1e300 })],
    ['a number for a table without', lines.map(line => (isTable(line, 'handled_event') ? { ...line, last: 3 } : line))],
    ['a table twice', [...lines, page]],
    ['a table missing', lines.filter(line => line !== page && !Array.isArray(line))],
    ['no table at all', []],
    ['a row before any table', [[1], ...lines]],
    ['a row too short', row(9)],
    ['a text for a number', row('9', 'text', 1, null)],
    ['a number for a text', row(9, 1, 1, null)],
    ['a text for bytes', row(9, 'text', 1, 'bytes')],
    ['a value that is none', row(9, { a: 1 }, 1, null)],
    ['the same key twice', row(2, 'text', 1, null)],
    ['a line that is no object', [...lines, '5']],
    ['a line that is no JSON', [...lines, '{']],
    ['a list too deep', [...lines, `${'['.repeat(100_000)}${']'.repeat(100_000)}`]],
    ['an end in between', [{ end: true, rows: 0, sha256: sum('') }, ...lines]],
  ]
  for (const [what, changed] of cases) await refused(t, packed({ header, lines: changed }), what)
})

const isTable = (line: unknown, table: string): line is Record<string, unknown> =>
  (line as { table?: string }).table === table

test('services and migrations that this program does not know are refused, also those that every object has', async t => {
  const archive = await sound(t)
  const book = archive.header.services.book as { migrations: string[] }
  const services: [string, unknown][] = [
    ['toString', { toString: book }],
    ['two', { book, identity: book }],
    ['__proto__', JSON.parse('{"__proto__": {"migrations": []}}')],
    ['../book', { '../book': book }],
    ['a migration of tomorrow', { book: { migrations: [...book.migrations, '0002'] } }],
    ['a migration that every object has', { book: { migrations: [...book.migrations, 'constructor'] } }],
    ['a list', [book]],
    ['nothing', {}],
  ]
  for (const [what, value] of services) {
    const header = { ...archive.header, services: value as Record<string, unknown> }
    await refused(t, packed({ ...archive, header }), what)
  }
})

test('whatever names somebody thinks of, nothing is written but what is ours', async t => {
  const archive = await sound(t)
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('..', '../x', '/etc/x', 'a\\b', 'page', 'outbox', '__proto__', 'book', 'x\0'),
  )
  const ours = (name: string) => ['admin-key.sha256', 'page', 'book'].includes(name)
  const name = text.filter(one => !ours(one))
  const place = fc.constantFrom('files', 'services', 'table', 'columns', 'service', 'migrations')
  await fc.assert(
    fc.asyncProperty(name, place, async (given, where) => {
      const header = structuredClone(archive.header)
      const lines = structuredClone(archive.lines) as Record<string, unknown>[]
      const page = lines.find(line => line.table === 'page')
      if (!page) throw new Error('there is a page')
      if (where === 'files') header.files = JSON.parse(`{${JSON.stringify(given)}: "text"}`)
      if (where === 'services') header.services = JSON.parse(`{${JSON.stringify(given)}: {"migrations": []}}`)
      if (where === 'migrations') header.services = { book: { migrations: [given] } }
      if (where === 'table' || where === 'service') page[where] = given
      if (where === 'columns') page.columns = (page.columns as string[]).with(2, given)
      await refused(t, packed({ header, lines }), `${where} ${JSON.stringify(given)}`)
    }),
    { numRuns: 100 },
  )
})

test('a file that would unpack to gigabytes, or to one endless line, is refused before it fills anything', async t => {
  const { header, lines } = await sound(t)
  const row = JSON.stringify([null, 'x'.repeat(8_000_000), null, null])
  await refused(
    t,
    packed({ header, lines: [...lines, ...Array.from({ length: 12 }, () => row)] }),
    'rows that unpack far',
  )
  await refused(t, packed({ header, lines: [...lines, `[${' '.repeat(40_000_000)}]`] }), 'one line')
  await refused(t, gzipSync(Buffer.alloc(200_000_000, 32)), 'no line at all')
})

test('what lies where the restore works is put aside or taken away, and links are never followed', async t => {
  const archive = await sound(t)
  const at = folder(t)
  const outside = join(at, 'outside')
  const data = join(at, 'data')
  mkdirSync(outside)
  mkdirSync(data)
  const precious = ['whole', 'book.db', 'index.html', 'key']
  for (const name of precious) writeFileSync(join(outside, name), JSON.stringify({ staged: ['key'], old: ['book.db'] }))
  symlinkSync(outside, stagingFolder(data))
  symlinkSync(outside, join(data, 'before-restore'))
  symlinkSync(outside, join(data, 'public'))
  symlinkSync(join(outside, 'book.db'), join(data, 'book.db'))
  symlinkSync(join(outside, 'key'), join(data, 'admin-key.sha256'))
  const before = everything(outside)
  const file = join(at, 'a.backup')
  writeFileSync(file, packed(archive))
  assert.equal(await restoring(at, file, true), 0)
  assert.deepEqual(everything(outside), before)
  assert.deepEqual(readdirSync(data).sort(), ['admin-key.sha256', 'before-restore', 'book.db'])
  assert.deepEqual(readdirSync(join(data, 'before-restore')).sort(), ['admin-key.sha256', 'book.db', 'public'])
})

test('a mark of a finished restore that names places elsewhere is not obeyed', async t => {
  const archive = await sound(t)
  for (const names of [['../../x'], ['/x'], ['..'], ['a\\b'], ['x\0'], [''], 'x']) {
    const at = folder(t)
    const data = join(at, 'data')
    mkdirSync(stagingFolder(data), { recursive: true })
    writeFileSync(join(at, 'x'), 'precious')
    writeFileSync(join(stagingFolder(data), 'whole'), JSON.stringify({ staged: [], old: names }))
    writeFileSync(join(at, 'a.backup'), packed(archive))
    await assert.rejects(restoring(at, join(at, 'a.backup')))
    assert.equal(readFileSync(join(at, 'x'), 'utf8'), 'precious')
  }
})

test('a folder, a device and an empty file are no backups', async t => {
  const at = folder(t)
  await assert.rejects(restoring(at, at), { code: 'kit.no-such-file' })
  await assert.rejects(restoring(at, '/dev/zero'), { code: 'kit.no-such-file' })
  const empty = join(at, 'empty')
  writeFileSync(empty, 'x')
  truncateSync(empty)
  await assert.rejects(restoring(at, empty), { code: 'kit.damaged-backup' })
})
