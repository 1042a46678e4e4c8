// Runs before every npm script, on whatever Node the machine has (18 or newer), so it is plain JavaScript
// with no dependency: it brings node_modules up to date with the lockfile, builds the console and packs the program when
// that is asked for (`prepare.js console program`), and does nothing when all is as it should be.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fingerprint } from './fingerprint.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const lockfile = readFileSync(join(root, 'package-lock.json'))
const wanted = createHash('sha256').update(lockfile).update(process.platform).update(process.arch).digest('hex')
const stamp = join(root, 'node_modules', '.vigie-installed')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stderr.write('Installing the locked dependencies (first run, or the lockfile changed)…\n')
  // Every native part ships prebuilt: no install script is needed, and none is run.
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    process.stderr.write('npm ci failed; see the messages above. Is the npm registry reachable?\n')
    process.exit(npm.status ?? 1)
  }
  writeFileSync(stamp, wanted)
}

if (process.argv.includes('console')) buildConsole()
if (process.argv.includes('program')) packProgram()

function buildConsole() {
  const sources = createHash('sha256').update(lockfile)
  for (const file of ['web', 'contracts', 'kit/messages', 'docs/guide', 'docs/reference'].flatMap(filesBelow)) {
    sources.update(file).update(readFileSync(join(root, file)))
  }
  const current = sources.digest('hex')
  const built = join(root, 'web', 'dist', '.vigie-built')
  if (existsSync(built) && readFileSync(built, 'utf8') === current) return
  process.stderr.write('Building the console (first run, or its sources changed)…\n')
  const status = runPinned('web/build/build.ts')
  if (status !== 0) {
    process.stderr.write('The console cannot be built; see the messages above.\n')
    process.exit(status)
  }
  writeFileSync(built, current)
}

/** Saves memory and time and nothing else: where it fails, the sources run. */
function packProgram() {
  const packed = join(root, 'dist', '.packed')
  if (existsSync(packed) && readFileSync(packed, 'utf8') === fingerprint(root)) return
  if (runPinned('bin/pack.js') !== 0) process.stderr.write('The program is not packed; it runs from its sources.\n')
}

/** Builds need the pinned Node, not the one that runs this. */
function runPinned(script) {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  const run = spawnSync(existsSync(node) ? node : process.execPath, [join(root, script)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  return run.status ?? 1
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(entry => !entry.name.startsWith('dist') && !entry.name.includes('.test.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
}
