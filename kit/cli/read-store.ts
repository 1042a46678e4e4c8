import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isRestoreUnfinished } from '../backup/restore-folder.ts'
import { type KeyPlace, readKeyFile } from '../secrets/key-file.ts'
import { secretsOf } from '../secrets/secret-column.ts'
import { notFound } from '../service/errors.ts'
import { connect } from '../store/connect.ts'
import { migrationsOfService, type Stored } from '../store/service-store.ts'
import { openForReading, pendingMigrations, type Store } from '../store/store.ts'
import { olderData, restoreUnfinished } from './backup.ts'

/** The data of a service as a command sees it, beside a program that may be running on it. */
export async function readStore(
  stored: Stored,
  { data, url, key_file }: KeyPlace & { readonly url?: string | undefined },
): Promise<Store> {
  const { name: service } = stored
  if (isRestoreUnfinished(data)) throw restoreUnfinished(data)
  const file = join(data, `${service}.db`)
  if (!url && !existsSync(file)) {
    throw notFound('kit.no-data', `there is no ${file}: has Vigie run here? (--data names another folder)`)
  }
  const connection = await connect(service, { data, url })
  const pending = await pendingMigrations(connection, migrationsOfService(stored))
  if (pending.length === 0) {
    return openForReading(connection, secretsOf(service, (await readKeyFile({ data, key_file })).ring))
  }
  await connection.close()
  throw olderData(service, url ? 'the database' : data)
}
