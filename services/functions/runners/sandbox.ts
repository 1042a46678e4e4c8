import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/**
 * How far a function is kept from everything else. `container`: bubblewrap, it sees its own folder, the system's programs and
 * no network. `process`: a process that ends with its limits; Node's permissions keep it from files, and nothing from the network.
 */
export type Level = 'container' | 'process'

export type Confined = {
  /** Absolute: its private copy, which it may write unless `readonly`. */
  readonly folder: string
  readonly readonly: boolean
  /** Absolute: a file for each of its secrets. */
  readonly secrets: string
  readonly network: boolean
  /** The runner and what runs it. */
  readonly command: readonly string[]
  /** Folders beside the system's that the command is read from. */
  readonly reads: readonly string[]
  readonly max_heap_mb: number
  readonly language: 'node' | 'python'
}

export type Launch = { readonly command: string; readonly args: readonly string[] }

/** Where a function finds its secrets, and itself, inside of a container. */
const inside = { secrets: '/var/openfaas/secrets', home: '/home/app' }
const nobody = 65_534

/** The strongest that this machine lets us have: tried, since many containers have the program and refuse what it does. */
export async function levelHere(): Promise<Level> {
  const args = ['--unshare-all', '--die-with-parent', '--uid', String(nobody), '--ro-bind', '/', '/', 'true']
  try {
    await execute('bwrap', args, { timeout: 5_000 })
    return 'container'
  } catch {
    return 'process'
  }
}

/** Among the folders of a PATH. */
export const programFinder =
  (path: string) =>
  (program: string): string | undefined =>
    path
      .split(delimiter)
      .map(folder => join(folder, program))
      .find(file => existsSync(file))

export function launchOf(level: Level, confined: Confined): Launch {
  const limits = ['--core=0', '--nofile=512', `--fsize=${2 ** 31}`]
  const limited = existsSync('/usr/bin/prlimit') ? ['/usr/bin/prlimit', ...limits, '--'] : []
  const [command = '', ...args] = [
    ...limited,
    ...(level === 'container' ? ['bwrap', ...container(confined)] : []),
    ...interpreted(level, confined),
  ]
  return { command, args }
}

/** The program with the switches that hold it in. */
function interpreted(
  level: Level,
  { command, language, folder, reads, readonly, max_heap_mb }: Confined,
): readonly string[] {
  const [program = '', ...args] = command
  if (language === 'python') return [program, '-B', ...args]
  const heap = `--max-old-space-size=${max_heap_mb}`
  if (level === 'container') return [program, heap, ...args]
  const read = [folder, ...reads].map(path => `--allow-fs-read=${path}`)
  const write = readonly ? [] : [`--allow-fs-write=${folder}`]
  return [program, heap, '--permission', ...read, ...write, ...args]
}

/** https://github.com/containers/bubblewrap */
function container({ folder, readonly, secrets, network, reads }: Confined): string[] {
  const system = [
    '/usr',
    '/bin',
    '/sbin',
    '/lib',
    '/lib32',
    '/lib64',
    '/etc/ssl',
    '/etc/alternatives',
    '/etc/ld.so.cache',
  ]
  const names = network ? ['/etc/resolv.conf', '/etc/hosts', '/etc/nsswitch.conf'] : []
  const seen = [...system, ...names, ...reads]
  return [
    ...[
      '--unshare-all',
      ...(network ? ['--share-net'] : []),
      '--die-with-parent',
      '--new-session',
      '--cap-drop',
      'ALL',
    ],
    ...['--uid', String(nobody), '--gid', String(nobody)],
    ...['--proc', '/proc', '--dev', '/dev', '--size', String(64 * 2 ** 20), '--tmpfs', '/tmp', '--tmpfs', inside.home],
    // Behind the empty folders: what is read may lie below one of them.
    ...seen.flatMap(path => ['--ro-bind-try', path, path]),
    ...[readonly ? '--ro-bind' : '--bind', folder, folder, '--ro-bind', secrets, inside.secrets],
    ...['--setenv', 'HOME', inside.home, '--chdir', folder, '--'],
  ]
}

/** What an interpreter is read from, where that is not below /usr. */
export function readFoldersOf(program: string): string[] {
  const real = realpathSync(program)
  return real.startsWith('/usr/') ? [] : [join(dirname(real), '..')]
}
