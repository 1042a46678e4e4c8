import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Storage } from '../store/storage.ts'
import { type Migrations, openStore, type Store } from '../store/store.ts'
import { type PostgresProxy, startPostgresProxy } from './faults/postgres-proxy.ts'
import { findPostgres, type PostgresServer, startPostgres } from './postgres.ts'
import { skipWithout } from './programs.ts'

export type ThingTables = { thing: { id: number } }

const migrations: Migrations = {
  '0001-create-thing': {
    up: async db => {
      await db.schema
        .createTable('thing')
        .addColumn('id', 'integer', column => column.primaryKey())
        .execute()
    },
  },
}

export type StoreBehindProxy = {
  readonly store: Store
  readonly storage: Storage
  readonly proxy: PostgresProxy
  readonly server: PostgresServer
  /** Of its own, behind the back of the proxy. */
  readonly database: string
  /** Why its data is not its own any more, each time that it was told. */
  readonly lost: readonly string[]
  add(id: number, committed?: () => void): Promise<void>
  /** What the server has, asked without the proxy. */
  ids(): Promise<number[]>
}

let shared: Promise<PostgresServer> | undefined
let databases = 0

/** `plain` is an account without special rights, for which every limit holds. */
async function startShared(): Promise<PostgresServer> {
  const server = await startPostgres()
  await server.run('create role plain login')
  return server
}

/** A store of one table behind a proxy, in a database of its own; null when the test was skipped. */
export async function storeBehindProxy(
  t: TestContext,
  user: 'vigie' | 'plain' = 'vigie',
): Promise<StoreBehindProxy | null> {
  if (!(await findPostgres())) {
    skipWithout(t, 'postgres')
    return null
  }
  shared ??= startShared()
  const server = await shared
  databases += 1
  const database = `behind_${databases}`
  await server.run(`create database ${database} owner ${user}`)
  const proxy = await startPostgresProxy(server.url(database).replace('vigie@', `${user}@`))
  const data = mkdtempSync(join(tmpdir(), 'vigie-proxy-'))
  const lost: string[] = []
  const storage = await Storage.open({ data, url: proxy.url, lost: reason => lost.push(reason) })
  await storage.claimSoon([{ service: 'test', instances: 'one' }])
  const store = await openStore(storage.connect('test'), migrations)
  t.after(async () => {
    storage.stopping()
    await store.close()
    await storage.close()
    await proxy.stop()
    rmSync(data, { recursive: true, force: true })
  })
  return {
    ...{ store, storage, proxy, server, database, lost },
    add: (id, committed = () => undefined) =>
      store.transaction(async () => {
        store.afterCommit(committed)
        await store.query<ThingTables>().insertInto('thing').values({ id }).execute()
      }),
    ids: async () => {
      const rows = await server.run<ThingTables['thing']>('select id from test.thing order by id', database)
      return rows.map(({ id }) => id)
    },
  }
}
