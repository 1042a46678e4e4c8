import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

export type Wanted = {
  /** Debian packages that bring the program. */
  readonly packages: readonly string[]
  /** Where it lives when it is not on PATH; glob patterns of absolute paths, the last match (newest version) wins. */
  readonly places?: readonly string[]
}

const execute = promisify(execFile)
// The tests look for tools where the person who runs them would, so this is not configuration of the product.
// biome-ignore lint/style/noProcessEnv: PATH and CI are facts about the machine the tests run on.
const environment = process.env
const searches = new Map<string, Promise<string | null>>()

/** Path of a program of the system. Installed first where that is possible: root on Debian; null where it is not. */
export function findProgram(name: string, wanted: Wanted): Promise<string | null> {
  const known = searches.get(name)
  if (known) return known
  const search = lookOrInstall(name, wanted)
  searches.set(name, search)
  return search
}

/** Skips the test and says why. In CI a missing program would hide the test for ever, so there it fails. */
export function skipWithout(t: Pick<TestContext, 'skip'>, name: string): void {
  if (environment.CI === 'true') throw new Error(reasonMissing(name))
  t.skip(reasonMissing(name))
}

export const reasonMissing = (name: string): string =>
  `missing ${name}: not on this machine, and only root on Debian can have it installed by the tests`

async function lookOrInstall(name: string, wanted: Wanted): Promise<string | null> {
  const found = look(name, wanted)
  if (found || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found
  await withLock(join(tmpdir(), 'vigie-apt-get.lock'), async () => {
    if (look(name, wanted)) return
    process.stderr.write(`installing ${wanted.packages.join(' ')} for the tests…\n`)
    await withoutStartingServices(() => install(wanted.packages))
  })
  return look(name, wanted)
}

function look(name: string, wanted: Wanted): string | null {
  const onPath = (environment.PATH ?? '').split(delimiter).map(folder => join(folder, name))
  const known = (wanted.places ?? []).flatMap(place => globSync(place).sort().reverse())
  return [...onPath, ...known].find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function install(packages: readonly string[]): Promise<void> {
  const lists = existsSync('/var/lib/apt/lists') ? readdirSync('/var/lib/apt/lists') : []
  const fresh = lists.some(list => list.includes('_Packages'))
  if (!fresh) await apt(['update'])
  if (await apt(['install', '-y', '--no-install-recommends', ...packages])) return
  // A run that was killed in the middle of an installation left it half done.
  await execute('dpkg', ['--configure', '-a']).catch(() => undefined)
  if (await apt(['install', '-y', '--no-install-recommends', ...packages])) return
  // Lists that are there may be old and name versions that the archive no longer has.
  if (fresh && (await apt(['update']))) await apt(['install', '-y', '--no-install-recommends', ...packages])
}

async function apt(order: readonly string[]): Promise<boolean> {
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=30']
  try {
    await execute('apt-get', [...options, ...order], {
      env: { ...environment, DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 64 << 20,
    })
    return true
  } catch (failure) {
    process.stderr.write(`apt-get ${order.join(' ')} failed: ${String(failure)}\n`)
    return false
  }
}

/** Debian starts a service when its package is installed, unless this script refuses. */
export async function withoutStartingServices(
  run: () => Promise<void>,
  policy = '/usr/sbin/policy-rc.d',
): Promise<void> {
  const kept = `${policy}.before-vigie-tests`
  if (existsSync(policy)) await rename(policy, kept)
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await run()
  } finally {
    rmSync(policy, { force: true })
    if (existsSync(kept)) await rename(kept, policy)
  }
}

/** Test files run in processes of their own: a lock file holds the pid of the one at work, a dead owner counts as gone. */
export async function withLock<T>(path: string, run: () => Promise<T>): Promise<T> {
  while (!takeLock(path)) await pause(100)
  try {
    return await run()
  } finally {
    rmSync(path, { force: true })
  }
}

function takeLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isAlive(ownerOf(path))) rmSync(path, { force: true })
    return false
  }
}

function ownerOf(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return Number.NaN
  }
}

/** An owner that cannot be read yet is between creating and writing its lock file. */
function isAlive(pid: number): boolean {
  if (!(pid > 0)) return true
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
