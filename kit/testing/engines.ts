import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext } from 'node:test'
import { Keyring, keyOf } from '../secrets/keyring.ts'
import { secretsOf } from '../secrets/secret-column.ts'
import { migrationsOfService } from '../store/service-store.ts'
import { connectSqlite } from '../store/sqlite/sqlite.ts'
import { Storage } from '../store/storage.ts'
import { type Migrations, openStore, type Store } from '../store/store.ts'
import { type TestHost, type TestHostOptions, testHost } from './host.ts'
import { findPostgres, type TestDatabase, withPostgres } from './postgres.ts'
import { skipWithout } from './programs.ts'

export type TestEngine = {
  readonly name: 'sqlite' | 'postgres'
  /** An empty store with the service's tables (and those of the outbox); null when the test was skipped. */
  store(t: TestContext, migrations: Migrations): Promise<Store | null>
  /** As `testHost`, on this engine; null when the test was skipped. */
  host(t: TestContext, options: TestHostOptions): Promise<TestHost | null>
}

/** The same tests on both databases: what is promised of a store is promised of both. */
export function onBothEngines(title: string, tests: (engine: TestEngine) => void): void {
  describe(`${title}, on SQLite`, () => tests(sqlite))
  describe(`${title}, on PostgreSQL`, () => tests(postgres))
}

/** Of a key that every test has. */
export const testSecrets = secretsOf('test', new Keyring([keyOf(Buffer.alloc(32, 1))]))

const sqlite: TestEngine = {
  name: 'sqlite',
  store: async (t, migrations) => {
    const folder = await mkdtemp(join(tmpdir(), 'vigie-store-'))
    const connection = connectSqlite(join(folder, 'test.db'))
    const store = await openStore(connection, migrationsOfService({ name: 'test', migrations }), testSecrets)
    t.after(async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    })
    return store
  },
  host: testHost,
}

const postgres: TestEngine = {
  name: 'postgres',
  store: async (t, migrations) => {
    const database = await databaseFor(t)
    if (!database) return null
    const folder = await mkdtemp(join(tmpdir(), 'vigie-store-'))
    const storage = await Storage.open({ data: folder, url: database.url })
    await storage.claimSoon([{ service: 'test', instances: 'one' }])
    const all = migrationsOfService({ name: 'test', migrations })
    const store = await openStore(storage.connect('test'), all, testSecrets)
    t.after(async () => {
      await store.close()
      await storage.close()
      await database.stop()
      await rm(folder, { recursive: true, force: true })
    })
    return store
  },
  host: async (t, options) => {
    if (options.store) return testHost(t, options)
    const database = await databaseFor(t)
    if (!database) return null
    const host = await testHost(t, { ...options, store: database.url })
    t.after(() => database.stop())
    return host
  },
}

async function databaseFor(t: TestContext): Promise<TestDatabase | null> {
  if (await findPostgres()) return withPostgres()
  skipWithout(t, 'postgres')
  return null
}
