import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { type Child, freePort, letGo, removeAtExit, startChild } from './children.ts'
import { findProgram, reasonMissing } from './programs.ts'
import { patience } from './until.ts'

/** An empty database of a real server. `stop` drops it. */
export type TestDatabase = { readonly url: string; readonly stop: () => Promise<void> }

/** A server of its own, for tests of what happens when it stops. It ends with this process. */
export type PostgresServer = {
  readonly url: (database: string) => string
  /** One statement as its superuser, on the database `postgres` unless another is named. */
  run<Row = Record<string, unknown>>(sql: string, database?: string): Promise<Row[]>
  start(): Promise<void>
  /** `SIGINT`: in order, at once. `SIGKILL`: the processes are gone, what they had written to the system stays. */
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<void>
  /** All its processes stand still; connections stay open. */
  freeze(): void
  thaw(): void
  remove(): Promise<void>
}

type Databases = Pick<PostgresServer, 'url' | 'run'>

// biome-ignore lint/style/noProcessEnv: set by the run of the tests for its processes, so it is no configuration of the product.
const environment = process.env
const variable = 'VIGIE_TEST_POSTGRES'

let server: Promise<Databases> | undefined
let copying: Promise<string> | undefined
let databases = 0

export function findPostgres(): Promise<string | null> {
  return findProgram('postgres', { packages: ['postgresql'], places: ['/usr/lib/postgresql/*/bin/postgres'] })
}

/** A database of its own for every call, on the server of the run or else on one that this process starts at the first call. */
export async function withPostgres(): Promise<TestDatabase> {
  server ??= sharedServer() ?? startPostgres()
  const { url, run } = await server
  copying ??= howToCopy(run)
  databases += 1
  const name = `test_${process.pid}_${databases}`
  await run(`create database ${name} ${await copying}`)
  return { url: url(name), stop: async () => void (await run(`drop database if exists ${name} with (force)`)) }
}

/** To copy files takes half of the processor time that writing pages to the log does. Before PostgreSQL 15 it was the only way. */
async function howToCopy(run: Databases['run']): Promise<string> {
  const [row] = await run<{ server_version_num: string }>('show server_version_num')
  return Number(row?.server_version_num) >= 150_000 ? 'strategy file_copy' : ''
}

/** One server for all processes of a run, which takes more than a second of a processor to start. Null when there is none. */
export async function sharePostgres(): Promise<PostgresServer | null> {
  if (!(await findPostgres())) return null
  const one = await startPostgres(['autovacuum=off'])
  environment[variable] = one.url('')
  return one
}

function sharedServer(): Promise<Databases> | undefined {
  const address = environment[variable]
  return address === undefined ? undefined : Promise.resolve(databasesAt(database => `${address}${database}`))
}

const databasesAt = (url: Databases['url']): Databases => ({
  url,
  run: async <Row>(sql: string, database = 'postgres') => (await ask(url(database), sql)) as Row[],
})

// Nothing is asked of the disk: what a process has written stays when it is killed, and power does not fail here.
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'full_page_writes=off']

export async function startPostgres(more: readonly string[] = []): Promise<PostgresServer> {
  const found = await findPostgres()
  if (!found) throw new Error(reasonMissing('postgres'))
  // A link in a bin folder, or Debian's versioned place: initdb lies beside the real file.
  const bin = dirname(execFileSync('realpath', [found], { encoding: 'utf8' }).trim())
  const folder = mkdtempSync(join(tmpdir(), 'vigie-postgres-'))
  removeAtExit(folder)
  const account = accountFor(folder)
  const data = join(folder, 'data')
  execFileSync(account.command, [
    ...account.before,
    join(bin, 'initdb'),
    ...['-D', data, '-U', 'vigie', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'],
  ])
  const port = await freePort()
  const args = [...account.before, join(bin, 'postgres'), '-D', data, '-p', String(port)]
  for (const setting of [...settings, 'max_connections=200', ...more]) args.push('-c', setting)
  const url = (database: string) => `postgres://vigie@127.0.0.1:${port}/${database}`
  const one = new ServerProcess(account.command, args, url('postgres'))
  await one.start()
  return {
    ...databasesAt(url),
    start: () => one.start(),
    stop: (signal = 'SIGINT') => one.stop(signal),
    freeze: () => one.signalAll('SIGSTOP'),
    thaw: () => one.signalAll('SIGCONT'),
    remove: async () => {
      await one.stop('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

class ServerProcess {
  readonly #command: string
  readonly #args: readonly string[]
  readonly #url: string
  #child: Child | undefined

  constructor(command: string, args: readonly string[], url: string) {
    this.#command = command
    this.#args = args
    this.#url = url
  }

  /** What is left of the life before may be in the way for a moment. */
  async start(): Promise<void> {
    for (let tries = 1; ; tries++) {
      this.#child = startChild(this.#command, this.#args)
      try {
        await untilReady(this.#child, this.#url)
        letGo(this.#child)
        return
      } catch (failure) {
        if (tries === 10) throw failure
        await pause(300)
      }
    }
  }

  /** Those that serve connections notice by themselves that the first one is gone; a new one waits for their end. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.process.exitCode !== null || child.process.signalCode !== null) return
    if (signal === 'SIGKILL') this.signalAll('SIGKILL')
    await child.stop(signal)
  }

  signalAll(signal: NodeJS.Signals): void {
    const { pid } = this.#child?.process ?? {}
    if (!pid) return
    const ids = [pid, ...childrenOf(pid)]
    for (const id of ids) {
      try {
        process.kill(id, signal)
      } catch {
        // It has just ended.
      }
    }
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** The server refuses to run as root. setpriv replaces itself by the program, so signals reach the server. */
function accountFor(folder: string): { readonly command: string; readonly before: readonly string[] } {
  if (process.getuid?.() !== 0) return { command: 'env', before: [] }
  const id = (user: string, flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))
  let user = 'postgres'
  try {
    id(user, '-u')
  } catch {
    user = 'nobody'
  }
  chownSync(folder, id(user, '-u'), id(user, '-g'))
  const ids = [`--reuid=${id(user, '-u')}`, `--regid=${id(user, '-g')}`]
  return { command: 'setpriv', before: [...ids, '--clear-groups', '--pdeathsig', 'KILL'] }
}

async function untilReady(child: Child, url: string): Promise<void> {
  const isTimeLeft = patience(60_000)
  for (;;) {
    try {
      await ask(url, 'select 1')
      return
    } catch (failure) {
      const ended = child.process.exitCode !== null
      if (ended || !isTimeLeft()) {
        throw new Error(`postgres did not start: ${String(failure)}\n${child.output()}`)
      }
      await pause(50)
    }
  }
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // A connection that breaks says so to whoever waits for it; without a listener it would end the process as well.
  client.on('error', () => {})
  // Not ended when it fails: the server has closed it, and pg may then wait for ever for an end that has been.
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
