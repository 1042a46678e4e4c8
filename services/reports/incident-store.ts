import type { Store } from '../../kit/store.ts'

/** A public incident, as far as reports must know of it. Times are ISO 8601 UTC. */
export type KnownIncident = {
  readonly id: string
  readonly components: readonly string[]
  readonly started_at: string
  readonly detected_at: string
  readonly resolved_at: string | null
  /** Reports opened it. */
  readonly ours: boolean
  readonly revision: number
}

type Row = Omit<KnownIncident, 'components' | 'ours'> & { components: string; ours: number }
type Tables = { known_incident: Row }

export class IncidentStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async all(): Promise<KnownIncident[]> {
    const rows = await this.#db().selectFrom('known_incident').selectAll().execute()
    return rows.map(row => ({ ...row, components: JSON.parse(row.components), ours: row.ours === 1 }))
  }

  async revisionOf(id: string): Promise<number | undefined> {
    const row = await this.#db().selectFrom('known_incident').select('revision').where('id', '=', id).executeTakeFirst()
    return row?.revision
  }

  async put({ id, ...incident }: KnownIncident): Promise<void> {
    const row = { ...incident, components: JSON.stringify(incident.components), ours: Number(incident.ours) }
    await this.#db()
      .insertInto('known_incident')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  async forgetResolvedBefore(at: string): Promise<void> {
    await this.#db().deleteFrom('known_incident').where('resolved_at', '<', at).execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
