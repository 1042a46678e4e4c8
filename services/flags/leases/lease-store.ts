import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { EnvironmentRef } from '../definitions/flag.ts'
import { runningStates, type StoredLease } from './lease.ts'

type Row = Pick<
  StoredLease,
  'id' | 'project' | 'environment' | 'key' | 'rule_id' | 'incident_id' | 'incident_number' | 'state' | 'taken_at'
> & { rest: string }
type Tables = { lease: Row }

export type LeaseFilter = {
  readonly project?: string | undefined
  readonly environment?: string | undefined
  readonly incident?: string | undefined
  readonly running?: boolean | undefined
  /** Ids grow with time: those that are older than this one. */
  readonly after: string | undefined
  readonly limit: number
}

export class LeaseStore extends SqlStore<Tables> {
  async put(lease: StoredLease): Promise<void> {
    const { id, project, environment, key, rule_id, incident_id, incident_number, state, taken_at, ...rest } = lease
    const row = { id, project, environment, key, rule_id, incident_id, incident_number, state, taken_at }
    await upsert(this.store, 'lease', [{ ...row, rest: JSON.stringify(rest) }], ['id'])
  }

  async find(id: string): Promise<StoredLease | undefined> {
    const row = await this.db.selectFrom('lease').selectAll().where('id', '=', id).executeTakeFirst()
    return row && leaseOf(row)
  }

  async running(): Promise<StoredLease[]> {
    const query = this.db
      .selectFrom('lease')
      .selectAll()
      .where('state', 'in', [...runningStates])
    return (await query.orderBy('taken_at').execute()).map(leaseOf)
  }

  async counts(): Promise<ReadonlyMap<StoredLease['state'], number>> {
    const rows = await this.db
      .selectFrom('lease')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .groupBy('state')
      .execute()
    return new Map(rows.map(({ state, count }) => [state, Number(count)]))
  }

  async runningAt({ project, environment }: EnvironmentRef): Promise<StoredLease[]> {
    return (await this.running()).filter(lease => lease.project === project && lease.environment === environment)
  }

  /** Taken since then, or still for one of these incidents. */
  async recent(since: string, incident_ids: readonly string[]): Promise<StoredLease[]> {
    const rows = await this.db
      .selectFrom('lease')
      .selectAll()
      .where(where =>
        where.or([
          where('taken_at', '>=', since),
          ...(incident_ids.length > 0 ? [where('incident_id', 'in', [...incident_ids])] : []),
        ]),
      )
      .execute()
    return rows.map(leaseOf)
  }

  async list({ limit, after, incident, running, project, environment }: LeaseFilter): Promise<StoredLease[]> {
    let query = this.db.selectFrom('lease').selectAll()
    if (project !== undefined) query = query.where('project', '=', project)
    if (environment !== undefined) query = query.where('environment', '=', environment)
    if (running) query = query.where('state', 'in', [...runningStates])
    if (incident !== undefined) {
      query = query.where(where =>
        where.or([where('incident_id', '=', incident), where('incident_number', '=', incident)]),
      )
    }
    if (after !== undefined) query = query.where('id', '<', after)
    return (await query.orderBy('id', 'desc').limit(limit).execute()).map(leaseOf)
  }
}

const leaseOf = ({ rest, ...row }: Row): StoredLease => ({ ...row, ...JSON.parse(rest) })
