import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startVigie } from '../testing/process.ts'
import { runVigie } from '../testing/run-vigie.ts'
import { until } from '../testing/until.ts'
import { makeDataFolder, protectDataFolder } from './data-folder.ts'

const nobody = 65_534
const isRoot = process.getuid?.() === 0

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vigie-modes-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8)

/** Every folder and file below, with its mode; `/` ends the name of a folder. */
function modesBelow(data: string): [path: string, mode: string][] {
  const entries = readdirSync(data, { recursive: true, withFileTypes: true })
  return entries.flatMap(entry => {
    const path = join(entry.parentPath, entry.name)
    const found = lstatSync(path, { throwIfNoEntry: false })
    // A page that is just being printed gets its mode before its name.
    if (!found || found.isSymbolicLink() || entry.name.endsWith('.tmp')) return []
    const name = `${relative(data, path).split(sep).join('/')}${entry.isDirectory() ? '/' : ''}`
    return [[name, (found.mode & 0o777).toString(8)]]
  })
}

function assertClosed(data: string): void {
  assert.equal(modeOf(data), '711')
  for (const [path, mode] of modesBelow(data)) {
    const modes = path.startsWith('public/') ? ['755', '644'] : ['700', '600']
    assert.equal(mode, modes[path.endsWith('/') ? 0 : 1], path)
  }
}

/** What a user without any rights gets to see of these paths: `cat` of files, `ls` of folders. */
function seenByNobody(paths: readonly string[]): string[] {
  const script = 'for path; do if cat "$path" || ls "$path/"; then echo; echo "SEEN $path"; fi; done 2>/dev/null'
  const rights = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
  const run = spawnSync('setpriv', [...rights, 'sh', '-c', script, 'sh', ...paths], {
    encoding: 'latin1',
    maxBuffer: 2 ** 28,
  })
  assert.equal(run.error, undefined)
  return [...run.stdout.matchAll(/^SEEN (.*)$/gm)].map(match => match[1] ?? '')
}

test('another user of the machine reads nothing of a running Vigie but its public pages, whatever the umask was', async t => {
  const config = `
services: [{ name: Shop, url: "http://127.0.0.1:9/", interval: 1 }]
logging: { file: data/logs/vigie.log, incidents_dir: data/incidents }
`
  const umask = ['sh', '-c', 'umask 000; exec "$@"', 'sh']
  const vigie = await startVigie({ config, through: umask })
  t.after(() => vigie.remove())
  chmodSync(vigie.folder, 0o755)
  const data = join(vigie.folder, 'data')
  const count = (start: string) => modesBelow(data).filter(([path]) => path.startsWith(start)).length
  await until('an incident has its file', () => count('incidents/') > 1)
  await until('pages are printed', () => existsSync(join(data, 'public', 'index.html')))
  assertClosed(data)
  const all = modesBelow(data).map(([path]) => path)
  for (const name of ['identity.db', 'identity.db-wal', 'identity.db-shm', 'logs/vigie.log', 'public/index.html']) {
    assert.ok(all.includes(name), `${name} is there`)
  }
  if (isRoot) {
    const seen = seenByNobody([data, ...all.map(path => join(data, path))])
    assert.ok(seen.includes(join(data, 'public/index.html')))
    const wrong = seen.filter(path => !path.startsWith(join(data, 'public')))
    assert.deepEqual(wrong, [])
  }

  const file = join(vigie.folder, 'kept.backup')
  writeFileSync(file, 'older', { mode: 0o644 })
  assert.equal((await runVigie(vigie.folder, ['backup', file, '--force'])).code, 0)
  assert.equal(modeOf(file), '600')
})

test('what an older version left open is closed by the next start, which says so once', async t => {
  const open = (data: string) => {
    mkdirSync(join(data, 'before-restore'), { recursive: true })
    mkdirSync(join(data, 'public', 'incidents'), { recursive: true })
    mkdirSync(join(data, 'captures', 'github'), { recursive: true })
    writeFileSync(join(data, 'before-restore', 'identity.db'), 'old')
    writeFileSync(join(data, 'identity.db-journal'), '')
    writeFileSync(join(data, 'captures', 'github', 'x.json.gz'), 'old')
    writeFileSync(join(data, 'public', 'incidents', 'x.html'), 'old')
    spawnSync('chmod', ['-R', 'a+rwX', data])
  }
  const vigie = await startVigie({ fill: async at => open(join(at, 'data')), services: ['identity'] })
  t.after(() => vigie.remove())
  const data = join(vigie.folder, 'data')
  assertClosed(data)
  assert.match(vigie.output(), /open to other users; they are closed now/)
  await vigie.stop()
  await vigie.restart()
  assert.doesNotMatch(vigie.output(), /open to other users/)
})

test('links are not followed, and a folder that is made is passable down to it', t => {
  const at = folder(t)
  const outside = join(at, 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, 'file'), '')
  for (const path of [outside, join(outside, 'file')]) chmodSync(path, 0o777)
  const data = join(at, 'new', 'data')
  const umask = process.umask(0o777)
  t.after(() => process.umask(umask))
  makeDataFolder(data)
  assert.deepEqual([modeOf(join(at, 'new')), modeOf(data)], ['711', '711'])
  process.umask(umask)
  symlinkSync(outside, join(data, 'public'))
  symlinkSync(join(outside, 'file'), join(data, 'monitor.db'))
  protectDataFolder(data)
  assert.deepEqual([modeOf(outside), modeOf(join(outside, 'file'))], ['777', '777'])
})

test('a data folder that is a link is closed where it leads to, and that is no reason for a warning', t => {
  const at = folder(t)
  const data = join(at, 'data')
  mkdirSync(join(at, 'disk'), { mode: 0o755 })
  writeFileSync(join(at, 'disk', 'monitor.db'), '', { mode: 0o644 })
  symlinkSync(join(at, 'disk'), data)
  const { mended, left } = protectDataFolder(data)
  assert.deepEqual([mended, left], [2, []])
  assert.deepEqual([modeOf(join(at, 'disk')), modeOf(join(at, 'disk', 'monitor.db'))], ['711', '600'])
})

test('what belongs to somebody else is left, and told with its path', { skip: !isRoot && 'needs root' }, t => {
  const at = folder(t)
  chmodSync(at, 0o755)
  const data = join(at, 'data')
  makeDataFolder(data)
  writeFileSync(join(data, 'identity.db'), '')
  chmodSync(join(data, 'identity.db'), 0o644)
  spawnSync('chown', ['1234', join(data, 'identity.db')])
  const { left, mended } = protectDataFolder(data)
  const why = 'it belongs to another user'
  assert.deepEqual([...left], [{ path: join(data, 'identity.db'), mode: '0644', owner: 1234, why }])
  assert.equal(mended, 0)
  spawnSync('chown', ['1234', data])
  assert.deepEqual(protectDataFolder(data).left, [])
  assert.equal(statSync(join(data, 'identity.db')).mode & 0o777, 0o600)
})

test('a folder that holds other things than Vigie, the root or a home, is refused', async t => {
  const at = folder(t)
  const { code, output } = await runVigie(at, ['up', '--data', '/'])
  assert.equal(code, 1)
  assert.match(output, /--data must be a folder of its own, not \//)
})
