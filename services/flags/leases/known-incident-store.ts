import type { Store } from '../../../kit/store.ts'
import type { KnownIncident } from './lease.ts'

type Row = Omit<KnownIncident, 'components'> & { components: string }
type Tables = { known_incident: Row }

/** What incidents have told. */
export class KnownIncidentStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  async put({ id, components, ...incident }: KnownIncident): Promise<void> {
    const row = { ...incident, components: JSON.stringify(components) }
    await this.#db
      .insertInto('known_incident')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  /** By id or number. */
  async find(id: string): Promise<KnownIncident | undefined> {
    const row = await this.#db
      .selectFrom('known_incident')
      .selectAll()
      .where(where => where.or([where('id', '=', id), where('number', '=', id)]))
      .limit(1)
      .executeTakeFirst()
    return row && incidentOf(row)
  }

  async open(): Promise<KnownIncident[]> {
    const rows = await this.#db.selectFrom('known_incident').selectAll().where('resolved_at', 'is', null).execute()
    return rows.map(incidentOf)
  }

  async forgetResolvedBefore(at: string): Promise<void> {
    await this.#db.deleteFrom('known_incident').where('resolved_at', '<', at).execute()
  }
}

const incidentOf = ({ components, ...row }: Row): KnownIncident => ({ ...row, components: JSON.parse(components) })
