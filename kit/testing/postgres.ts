import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { type Child, freePort, letGo, removeAtExit, startChild } from './children.ts'
import { findProgram, reasonMissing } from './programs.ts'

/** An empty database of a real server. `stop` drops it; the server ends with this process. */
export type TestDatabase = { readonly url: string; readonly stop: () => Promise<void> }

type Server = { readonly url: (database: string) => string }

let server: Promise<Server> | undefined
let databases = 0

export function findPostgres(): Promise<string | null> {
  return findProgram('postgres', { packages: ['postgresql'], places: ['/usr/lib/postgresql/*/bin/postgres'] })
}

/** One server per test process, started at the first call; every call gets a database of its own. */
export async function withPostgres(): Promise<TestDatabase> {
  server ??= startServer()
  const { url } = await server
  databases += 1
  const name = `test_${databases}`
  await run(url('postgres'), `create database ${name}`)
  return { url: url(name), stop: () => run(url('postgres'), `drop database if exists ${name} with (force)`) }
}

async function startServer(): Promise<Server> {
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
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'full_page_writes=off']
  const args = [...account.before, join(bin, 'postgres'), '-D', data, '-p', String(port)]
  for (const setting of [...settings, 'synchronous_commit=off', 'max_connections=200']) args.push('-c', setting)
  const child = startChild(account.command, args)
  const url = (database: string) => `postgres://vigie@127.0.0.1:${port}/${database}`
  await untilReady(child, url('postgres'))
  letGo(child)
  return { url }
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
  const deadline = performance.now() + 60_000
  for (;;) {
    try {
      return await run(url, 'select 1')
    } catch (failure) {
      const ended = child.process.exitCode !== null
      if (ended || performance.now() > deadline) {
        throw new Error(`postgres did not start: ${String(failure)}\n${child.output()}`)
      }
      await pause(50)
    }
  }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // A connection that breaks says so to whoever waits for it; without a listener it would end the process as well.
  client.on('error', () => {})
  // Not ended when it fails: the server has closed it, and pg may then wait for ever for an end that has been.
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
