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
  /** By name. */
  readonly secrets: Readonly<Record<string, string>>
  readonly network: boolean
  /** The runner and what runs it. */
  readonly command: readonly string[]
  /** Folders beside the system's that the command is read from. */
  readonly reads: readonly string[]
  /** Folders beside its own that it may write. */
  readonly writes: readonly string[]
  readonly max_heap_mb: number
  readonly language: 'node' | 'python'
}

export type Launch = {
  readonly command: string
  readonly args: readonly string[]
  /** What it reads from descriptor 4 and those behind it: secrets lie on no disk. */
  readonly inputs: readonly string[]
}

/** Where a function finds its secrets, and itself, inside of a container. */
const inside = { secrets: '/var/openfaas/secrets', home: '/home/app' }
const nobody = 65_534
/** 0, 1 and 2 are the usual ones, 3 is the channel of calls. */
const firstInput = 4
/** Where young objects live: what is larger grows to it and keeps it. */
const nurseryMb = 8

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
  const { secrets } = confined
  const names = Object.keys(secrets)
  const whole = names.length === 0 ? [] : [JSON.stringify(secrets)]
  return { command, args, inputs: level === 'container' ? Object.values(secrets) : whole }
}

/** The program with the switches that hold it in. */
function interpreted(
  level: Level,
  { command, language, folder, reads, writes, readonly, secrets, max_heap_mb }: Confined,
): readonly string[] {
  const [program = '', ...rest] = command
  // In a container they are files; where there is none, what runs the handler says that they are.
  const isTold = level === 'process' && Object.keys(secrets).length > 0
  const args = isTold ? [...rest, String(firstInput)] : rest
  if (language === 'python') return [program, '-B', ...args]
  const heap = [`--max-old-space-size=${max_heap_mb}`, `--max-semi-space-size=${nurseryMb}`]
  if (level === 'container') return [program, ...heap, ...args]
  const read = [folder, ...reads, ...writes].map(path => `--allow-fs-read=${path}`)
  const write = [...(readonly ? [] : [folder]), ...writes].map(path => `--allow-fs-write=${path}`)
  return [program, ...heap, '--permission', ...read, ...write, ...args]
}

/** https://github.com/containers/bubblewrap */
function container({ folder, readonly, secrets, network, reads, writes }: Confined): string[] {
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
    ...[readonly ? '--ro-bind' : '--bind', folder, folder, '--dir', inside.secrets],
    ...writes.flatMap(path => ['--bind', path, path]),
    ...Object.keys(secrets).flatMap((name, index) => secretFile(name, firstInput + index)),
    ...['--setenv', 'HOME', inside.home, '--chdir', folder, '--'],
  ]
}

/** In memory only, and for nobody else to read. */
const secretFile = (name: string, descriptor: number): string[] => [
  ...['--perms', '0400', '--ro-bind-data', String(descriptor), join(inside.secrets, name)],
]

/** What an interpreter is read from, where that is not below /usr. */
export function readFoldersOf(program: string): string[] {
  const real = realpathSync(program)
  return real.startsWith('/usr/') ? [] : [join(dirname(real), '..')]
}
