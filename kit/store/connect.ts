import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { ConditionRecord } from './condition.ts'
import type { EngineConnection } from './engine.ts'
import { connectSqlite } from './sqlite.ts'

export type Where = {
  readonly data: string
  readonly url?: string | undefined
  /** Left out by commands, which end before anybody asks since when something is so. */
  readonly clock?: Pick<Clock, 'now'>
  /** Looks at the whole of a file before it is used; for what is small and can be made again. */
  readonly thorough?: boolean
}

/** The engine that the configuration names. The client of PostgreSQL is loaded only where it is used. */
export async function connect(
  service: string,
  { data, url, clock, thorough = false }: Where,
): Promise<EngineConnection> {
  const condition = new ConditionRecord(() => clock?.now() ?? 0)
  if (!url) return connectSqlite(join(data, `${service}.db`), condition, { thorough })
  const { connectPostgres } = await import('./postgres.ts')
  return connectPostgres(url, service, condition)
}
