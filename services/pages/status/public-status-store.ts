import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { UptimeBars } from '../charts/uptime-bars.ts'
import { type KnownComponent, newerOf, type PublicIncident } from './public-status.ts'

const components = rowCodec<KnownComponent>({ component: 'json', archived: 'flag' })

type Tables = {
  public_component: Omit<RowOf<KnownComponent>, 'component'> & { id: string; data: string }
  public_incident: {
    id: string
    number: string
    revision: number
    started_at: string
    resolved_at: string | null
    data: string
  }
  uptime_picture: { component: string; data: string }
}

/** What was read of others, kept over a restart. The copy that pages are written from is in memory. */
export class PublicStatusStore extends SqlStore<Tables> {
  /** Inside a transaction. Answers what is known of it now. */
  async saveComponent(told: KnownComponent): Promise<KnownComponent> {
    const { id } = told.component
    const before = await this.db.selectFrom('public_component').selectAll().where('id', '=', id).executeTakeFirst()
    const known = before ? newerOf(knownOf(before), told) : told
    const { component, ...row } = components.toRow(known)
    await upsert(this.store, 'public_component', [{ id, ...row, data: component }], ['id'])
    return known
  }

  async saveIncident(incident: PublicIncident): Promise<void> {
    const { id, number, revision, started_at, resolved_at } = incident
    const row = { number, revision, started_at, resolved_at, data: JSON.stringify(incident) }
    await this.db
      .insertInto('public_incident')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row).where('public_incident.revision', '<', revision))
      .execute()
  }

  async saveUptimeBars(uptimeBars: ReadonlyMap<string, UptimeBars>): Promise<void> {
    const rows = [...uptimeBars].map(([component, bars]) => ({ component, data: JSON.stringify(bars) }))
    await this.store.relaxed(() => upsert(this.store, 'uptime_picture', rows, ['component']))
  }

  /** Archived ones too: an old event must not bring them back. */
  async components(): Promise<readonly KnownComponent[]> {
    const rows = await this.db.selectFrom('public_component').selectAll().execute()
    return rows.map(knownOf)
  }

  /** The open ones, and those resolved since. */
  async incidents(since: string): Promise<readonly PublicIncident[]> {
    const rows = await this.db
      .selectFrom('public_incident')
      .select('data')
      .where(where => where.or([where('resolved_at', 'is', null), where('resolved_at', '>=', since)]))
      .execute()
    return incidentsOf(rows)
  }

  /** The newest, whatever became of them. */
  async latest(limit: number): Promise<readonly PublicIncident[]> {
    const rows = await this.db
      .selectFrom('public_incident')
      .select('data')
      .orderBy('started_at', 'desc')
      .limit(limit)
      .execute()
    return incidentsOf(rows)
  }

  /** Those that began from one instant until before another: how many, and the newest of them. */
  async incidentsBetween(from: string, to: string, limit: number) {
    const within = this.db.selectFrom('public_incident').where('started_at', '>=', from).where('started_at', '<', to)
    const rows = await within.select('data').orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
    if (rows.length < limit) return { total: rows.length, incidents: incidentsOf(rows) }
    const { total } = await within.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
    return { total: Number(total), incidents: incidentsOf(rows) }
  }

  /** When the first incident began. */
  async firstStart(): Promise<string | null> {
    const row = await this.db
      .selectFrom('public_incident')
      .select(({ fn }) => fn.min('started_at').as('first'))
      .executeTakeFirst()
    return row?.first ?? null
  }

  async incident(idOrNumber: string): Promise<PublicIncident | undefined> {
    const row = await this.db
      .selectFrom('public_incident')
      .select('data')
      .where(where => where.or([where('id', '=', idOrNumber), where('number', '=', idOrNumber)]))
      .limit(1)
      .executeTakeFirst()
    return row && (JSON.parse(row.data) as PublicIncident)
  }

  async pictures(): Promise<ReadonlyMap<string, UptimeBars>> {
    const rows = await this.db.selectFrom('uptime_picture').selectAll().execute()
    return new Map(rows.map(row => [row.component, JSON.parse(row.data) as UptimeBars]))
  }
}

const incidentsOf = (rows: readonly { readonly data: string }[]): readonly PublicIncident[] =>
  rows.map(row => JSON.parse(row.data) as PublicIncident)

const knownOf = ({ id: _, data, ...row }: Tables['public_component']): KnownComponent =>
  components.fromRow({ ...row, component: data })
