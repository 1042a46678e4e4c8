import type pg from 'pg'
import { conflict, type Refusal } from '../../service/errors.ts'
import { createOwnerTable, ownerTable } from '../ownership.ts'

/** `many`: several processes may run it on one database; then only who wants it alone is refused. */
export type Claim = { readonly service: string; readonly instances: 'one' | 'many' }

/** First of the two numbers of our locks; the second is made from the service's name. */
const family = 8_614_213

/** Two programs that start at once on an empty database make the same things. */
export async function makeOwnerTable(client: pg.Client): Promise<void> {
  await client.query(`begin; select pg_advisory_xact_lock(${family}, 0); ${createOwnerTable}; commit`)
}

/** For as long as the connection lives. Answers whether it has it. */
export async function takeLock(client: pg.Client, { service, instances }: Claim): Promise<boolean> {
  const take = instances === 'one' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared'
  const { rows } = await client.query<{ taken: boolean }>(`select ${take}(${family}, hashtext($1)) as taken`, [service])
  return rows[0]?.taken ?? false
}

const holders = `select pid from pg_locks where locktype = 'advisory' and granted and classid = ${family}
  and objid = (hashtext($1)::bigint & 4294967295)::oid and objsubid = 2
  and database = (select oid from pg_database where datname = current_database())`

/** Sessions that this process had before and that the server has not missed yet still hold its locks. */
export async function endSessions(client: pg.Client, service: string, mine: readonly number[]): Promise<void> {
  await client.query(`select pg_terminate_backend(pid) from (${holders}) as holder where pid = any($2)`, [
    service,
    mine,
  ])
}

/** The program before this version took no locks, but its sessions have its name. */
export async function olderProgram(client: pg.Client, service: string): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database() and application_name = $1 limit 1',
    [`vigie ${service}`],
  )
  return rows[0]?.pid ?? null
}

/** Says who has it. */
export async function inUse(client: pg.Client, service: string): Promise<Refusal> {
  const { rows } = await client.query<{ holder: string; since: Date }>(
    `select holder, since from ${ownerTable} where service = $1 order by seen desc limit 1`,
    [service],
  )
  const [row] = rows
  if (!row) return conflict('kit.data-in-use', `another process is taking ${service} in this database; try again`)
  const { pid, host } = JSON.parse(row.holder) as { pid: number; host: string }
  return conflict(
    'kit.data-in-use',
    `${service} in this database is in use by process ${pid} on ${host} since ${row.since.toISOString()}; stop it first`,
  )
}

export const olderInUse = (service: string) =>
  conflict('kit.data-in-use', `${service} in this database is in use by an older Vigie; stop it first`)
