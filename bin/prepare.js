// Runs before every npm script, on whatever Node the machine has (18 or newer), so it is plain JavaScript
// with no dependency: it brings node_modules up to date with the lockfile and does nothing when it already is.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
