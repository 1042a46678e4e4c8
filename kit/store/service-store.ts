import { jobMigrations } from '../jobs/tables.ts'
import { messagingMigrations } from '../messaging/tables.ts'
import { readCopyMigrations } from '../read-copy/copy-table.ts'
import type { Log } from '../runtime/log.ts'
import { scheduleMigrations } from '../schedule/run-store.ts'
import { type KeyFile, type KeyPlace, openKeyFile } from '../secrets/key-file.ts'
import {
  keysOfData,
  markScrubbed,
  sealColumns,
  sealedColumnMigration,
  type UnreadableSecret,
  unscrubbedTables,
} from '../secrets/seal-columns.ts'
import { type SecretColumn, secretsOf } from '../secrets/secret-column.ts'
import { messageOf } from '../service/errors.ts'
import { connect, type Where } from './connect.ts'
import type { EngineConnection } from './engine.ts'
import { type Migrations, openStore, type Store } from './store.ts'

/** What of a service concerns its data. */
export type Stored = {
  readonly name: string
  readonly migrations?: Migrations
  readonly secrets?: readonly SecretColumn[]
}

/** Its own, and those of what every service has. */
export const migrationsOfService = ({ migrations }: Stored): Migrations => ({
  ...messagingMigrations,
  ...scheduleMigrations,
  ...readCopyMigrations,
  ...jobMigrations,
  '0000-sealed-columns': sealedColumnMigration,
  ...migrations,
})

export type OpenedStore = { readonly store: Store; readonly unreadable: readonly UnreadableSecret[] }

/** The data of a service, brought up to date, with every secret under the key in use. */
export async function openStored(
  service: Stored,
  connection: EngineConnection,
  { ring, file }: KeyFile,
  log?: Log,
): Promise<OpenedStore> {
  try {
    const store = await openStore(connection, migrationsOfService(service), secretsOf(service.name, ring))
    const unreadable = await sealColumns(store, service.secrets ?? [])
    const lost = (await keysOfData(store)).filter(id => !ring.has(id))
    if (lost.length > 0)
      log?.error({ key_file: file, has: ring.current, needs: lost }, 'this is another key than that of the data')
    await scrub(store, connection, log)
    return { store, unreadable }
  } catch (thrown) {
    await connection.close().catch(() => undefined)
    throw thrown
  }
}

/** For a command beside a running program, or before the first start. */
export async function openServiceForWriting(service: Stored, where: Where & KeyPlace): Promise<Store> {
  return (await openStored(service, await connect(service.name, where), await openKeyFile(where))).store
}

/** Rows that were replaced lie in free pages until somebody rewrites the database. */
async function scrub(store: Store, connection: EngineConnection, log: Log | undefined): Promise<void> {
  const tables = await unscrubbedTables(store)
  if (tables.length === 0) return
  try {
    await connection.rewrite(tables)
    await markScrubbed(store)
    log?.info({ tables }, 'secrets of the database are encrypted')
  } catch (thrown) {
    log?.warn(
      { tables, error: messageOf(thrown) },
      'old copies of secrets are left in the database until the next start',
    )
  }
}
