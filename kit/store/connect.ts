import { join } from 'node:path'
import type { EngineConnection } from './engine.ts'
import { connectSqlite } from './sqlite.ts'

export type Where = { readonly data: string; readonly url?: string | undefined }

/** The engine that the configuration names. The client of PostgreSQL is loaded only where it is used. */
export async function connect(service: string, { data, url }: Where): Promise<EngineConnection> {
  if (!url) return connectSqlite(join(data, `${service}.db`))
  const { connectPostgres } = await import('./postgres.ts')
  return connectPostgres(url, service)
}
