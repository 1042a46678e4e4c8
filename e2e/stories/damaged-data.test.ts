import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import Database from 'better-sqlite3'
import { startChild } from '../../kit/testing/children.ts'
import { inherited, startVigie } from '../../kit/testing/process.ts'
import { runVigie } from '../../kit/testing/run-vigie.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'

const garbage = Buffer.alloc(8_192, 'not a database at all ')
const up = ['up', '--data', 'data', '--port', '0']

/** Data of a program that has run, in a folder of its own for each damage. */
async function dataOf(t: TestContext): Promise<(damage: (data: string) => void) => string> {
  const vigie = await startVigie()
  t.after(() => vigie.remove())
  await vigie.stop()
  return damage => {
    const folder = mkdtempSync(join(tmpdir(), 'vigie-damaged-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    cpSync(join(vigie.folder, 'data'), join(folder, 'data'), { recursive: true })
    damage(join(folder, 'data'))
    return folder
  }
}

test('a start on damaged data ends at once, with the file, in plain words', async t => {
  const withDamage = await dataOf(t)
  for (const [file, damage] of [
    ['monitor.db', (data: string) => writeFileSync(join(data, 'monitor.db'), garbage)],
    ['incidents.db-wal', (data: string) => writeFileSync(join(data, 'incidents.db-wal'), garbage)],
  ] as const) {
    const folder = withDamage(damage)
    const { code, output } = await runVigie(folder, up)
    assert.equal(code, 1, output)
    assert.ok(output.includes(`${file} is damaged: put back a backup (vigie restore)`), output)
    assert.doesNotMatch(output, /^\s+at |Error:/m, output)
  }
})

test('a folder, a pipe or the data of another version where a database should be ends the start with its name', async t => {
  const withDamage = await dataOf(t)
  const replaced = (name: string, make: (path: string) => void) => (data: string) => {
    rmSync(join(data, name), { force: true })
    make(join(data, name))
  }
  const another = (data: string) => {
    const database = new Database(join(data, 'monitor.db'))
    database.exec(`insert into kysely_migration select '9999-of-tomorrow', timestamp from kysely_migration limit 1`)
    database.close()
  }
  for (const [damage, words] of [
    [replaced('monitor.db', mkdirSync), /monitor\.db is no file: move it away/],
    [replaced('flags.db', path => execFileSync('mkfifo', [path])), /flags\.db is no file: move it away/],
    [replaced('reports.db-wal', mkdirSync), /reports\.db-wal is no file: move it away/],
    [replaced('folder.lock', mkdirSync), /folder\.lock is no file: move it away/],
    [another, /monitor\.db holds the data of a newer Vigie, or of something else \("9999-of-tomorrow"/],
  ] as const) {
    const { code, output } = await runVigie(withDamage(damage), up)
    assert.equal(code, 1, output)
    assert.match(output, words)
    assert.doesNotMatch(output, /^\s+at |Error:|EISDIR|corrupted/m, output)
  }
})

test('copies of what others have are set aside and made again', async t => {
  const target = await startTarget()
  const config = `services: [{ name: API, url: "${target.url}/", interval: 1 }]\nmonitoring: { failure_threshold: 1 }\n`
  const vigie = await startVigie({ config })
  t.after(async () => {
    await vigie.remove()
    await target.stop()
  })
  await target.behave({ status: 503 })
  const shown = async () => (await fetch(`${vigie.url}/`)).text()
  await until('the outage on the page', async () => /API is down/.test(await shown()))
  await vigie.stop()
  writeFileSync(join(vigie.folder, 'data', 'access.db'), garbage)
  rmSync(join(vigie.folder, 'data', 'pages.db'))
  mkdirSync(join(vigie.folder, 'data', 'pages.db'))
  rmSync(join(vigie.folder, 'data', 'public'), { recursive: true })
  await vigie.restart()
  assert.match(vigie.output(), /"file":"pages\.db".*a damaged copy was set aside/)
  await until('the outage on the page again', async () => /API is down/.test(await shown()))
  await vigie.get('/api/v1/users')
  assert.ok(readdirSync(join(vigie.folder, 'data')).some(name => name.startsWith('pages.db.damaged-')))
})

test('data that belongs to somebody else is said to, with the user and the path', async t => {
  if (process.getuid?.() !== 0) return t.skip('only root can give files away')
  const withDamage = await dataOf(t)
  const nobody = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }))
  const own = (path: string) => execFileSync('chown', ['-R', `${nobody}`, path])
  for (const [path, damage] of [
    ['data', () => undefined],
    [
      'data/monitor.db',
      (data: string) => {
        own(data)
        execFileSync('chown', ['0', join(data, 'monitor.db')])
        chmodSync(join(data, 'monitor.db'), 0o600)
      },
    ],
  ] as const) {
    const folder = withDamage(damage)
    chmodSync(folder, 0o755)
    const program = join(import.meta.dirname, '..', '..', 'bin', 'vigie.js')
    const before = [`--reuid=${nobody}`, '--clear-groups', process.execPath, program]
    const child = startChild('setpriv', [...before, ...up], { cwd: folder, env: inherited() })
    await new Promise(resolve => child.process.once('close', resolve))
    assert.equal(child.process.exitCode, 1, child.output())
    assert.match(child.output(), new RegExp(`user ${nobody}, as whom this runs, may not write \\S*${path}`))
    assert.doesNotMatch(child.output(), /^\s+at /m)
  }
})
