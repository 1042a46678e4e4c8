import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isRestoreUnfinished } from '../backup/restore-folder.ts'
import { conflict, notFound } from '../errors.ts'
import { outboxMigration } from '../messaging/outbox.ts'
import { connect } from '../store/connect.ts'
import { type Migrations, openForReading, pendingMigrations, type Store } from '../store.ts'
import { restoreUnfinished } from './backup.ts'

/** The data of a service as a command sees it, beside a program that may be running on it. */
export async function readStore(
  { name: service, migrations }: { readonly name: string; readonly migrations?: Migrations },
  { data, url }: { data: string; url?: string | undefined },
): Promise<Store> {
  if (isRestoreUnfinished(data)) throw restoreUnfinished(data)
  const file = join(data, `${service}.db`)
  if (!url && !existsSync(file)) {
    throw notFound('kit.no-data', `there is no ${file}: has Vigie run here? (--data names another folder)`)
  }
  const connection = await connect(service, { data, url })
  const pending = await pendingMigrations(connection, { '0000-outbox': outboxMigration, ...migrations })
  if (pending.length === 0) return openForReading(connection)
  await connection.close()
  throw conflict(
    'kit.older-data',
    `the data of ${service} in ${url ? 'the database' : data} is of an older version: start Vigie on it once`,
  )
}
