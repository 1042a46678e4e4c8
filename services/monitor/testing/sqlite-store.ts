import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { outboxMigration } from '../../../kit/messaging/outbox.ts'
import { connectSqlite } from '../../../kit/store/sqlite.ts'
import { openStore, type Store } from '../../../kit/store.ts'
import { createChecks } from '../migrations/0001-create-checks.ts'
import { createResults } from '../migrations/0002-create-results.ts'

/** For tests in which time stands still while the database works, which only an embedded one allows. */
export async function sqliteStore(t: TestContext): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-watching-'))
  const store = await openStore(connectSqlite(join(folder, 'test.db')), {
    '0000-outbox': outboxMigration,
    '0001-create-checks': createChecks,
    '0002-create-results': createResults,
  })
  t.after(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  return store
}
