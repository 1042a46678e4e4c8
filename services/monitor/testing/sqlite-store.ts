import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { migrationsOfService } from '../../../kit/store/service-store.ts'
import { connectSqlite } from '../../../kit/store/sqlite/sqlite.ts'
import { openStore, type Store } from '../../../kit/store/store.ts'
import { testSecrets } from '../../../kit/testing/engines.ts'
import { createChecks } from '../migrations/0001-create-checks.ts'
import { createResults } from '../migrations/0002-create-results.ts'

/** For tests in which time stands still while the database works, which only an embedded one allows. */
export async function sqliteStore(t: TestContext): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-watching-'))
  const migrations = { '0001-create-checks': createChecks, '0002-create-results': createResults }
  const connection = connectSqlite(join(folder, 'test.db'))
  const store = await openStore(connection, migrationsOfService({ name: 'test', migrations }), testSecrets)
  t.after(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  return store
}
