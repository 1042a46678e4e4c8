import { appendFileSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { type CommitMoment, isReached, variables } from './commit-moment.ts'

// Loaded before the program by `--import`: the program itself knows nothing of it. It writes down each commit of each
// service, and when the one comes for which somebody waits, it kills the process it is in.

// biome-ignore lint/style/noProcessEnv: this is no part of the program, and has no configuration.
const { [variables.counts]: counts = '', [variables.wanted]: wanted = '' } = process.env
const { pid } = process
const commit = /^\s*commit\s*;?\s*$/i
const done = new Map<string, number>()

function dieAt(service: string, when: CommitMoment['when']): void {
  if (!isReached(readFileSync(wanted, 'utf8'), { pid, service, count: done.get(service) ?? 0, when })) return
  process.kill(pid, 'SIGKILL')
  // It may take a moment to arrive, and nothing more must be done until then.
  for (;;);
}

function begins(service: string): void {
  done.set(service, (done.get(service) ?? 0) + 1)
  dieAt(service, 'before')
}

function ends(service: string): void {
  appendFileSync(counts, `${pid} ${service}\n`)
  dieAt(service, 'after')
}

watchSqlite()
watchPostgres()

function watchSqlite(): void {
  const { prototype } = Database
  prototype.prepare = new Proxy(prototype.prepare, {
    apply: (prepare, self: Database.Database, args: [string]) => {
      const statement = Reflect.apply(prepare, self, args)
      if (!commit.test(args[0])) return statement
      const service = basename(self.name, '.db')
      statement.run = new Proxy(statement.run, {
        apply: (run, itself, parameters) => {
          begins(service)
          const result = Reflect.apply(run, itself, parameters)
          ends(service)
          return result
        },
      })
      return statement
    },
  })
}

/** Each transaction that writes begins with the lock of its service. */
function watchPostgres(): void {
  const { prototype } = pg.Connection
  const { query } = prototype
  const services = new WeakMap<pg.Connection, string>()
  prototype.query = function watched(this: pg.Connection, text: string) {
    const begun = /^begin.*hashtext\('vigie\.([\w-]+)'\)/.exec(text)?.[1]
    if (begun) services.set(this, begun)
    const service = services.get(this)
    if (service && commit.test(text)) {
      begins(service)
      // Before anybody else hears of the answer.
      this.prependOnceListener('commandComplete', () => ends(service))
    }
    query.call(this, text)
  }
}
