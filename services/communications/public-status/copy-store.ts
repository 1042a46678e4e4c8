import type { Component, Incident } from '../../../contracts/incidents.ts'
import type { Store } from '../../../kit/store.ts'

type Tables = {
  component_copy: { id: string; revision: number; archived: number; component: string }
  incident_copy: { id: string; number: string; revision: number; resolved_at: string | null; incident: string }
}
type Changed = Component & { readonly revision: number; readonly archived: boolean }

const atOnce = 500

/** Components and incidents as they were told last. News comes late and twice: the highest revision stays. */
export class CopyStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  async keepComponent({ revision, archived, ...component }: Changed): Promise<void> {
    const row = { revision, archived: Number(archived), component: JSON.stringify(component) }
    await this.#db
      .insertInto('component_copy')
      .values({ id: component.id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row).where('component_copy.revision', '<', revision))
      .execute()
  }

  async keepIncident(incident: Incident): Promise<void> {
    const { id, number, revision, resolved_at } = incident
    const row = { number, revision, resolved_at, incident: JSON.stringify(incident) }
    await this.#db
      .insertInto('incident_copy')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row).where('incident_copy.revision', '<', revision))
      .execute()
  }

  async components(): Promise<Component[]> {
    const components: Component[] = []
    for (let more = true, last = ''; more; ) {
      const there = this.#db.selectFrom('component_copy').select(['id', 'component']).where('archived', '=', 0)
      const rows = await there.where('id', '>', last).orderBy('id').limit(atOnce).execute()
      components.push(...rows.map(row => JSON.parse(row.component) as Component))
      last = rows.at(-1)?.id ?? last
      more = rows.length === atOnce
    }
    return components
  }

  async openIncidents(): Promise<Incident[]> {
    const rows = await this.#db
      .selectFrom('incident_copy')
      .select('incident')
      .where('resolved_at', 'is', null)
      .limit(500)
      .execute()
    return rows.map(row => JSON.parse(row.incident) as Incident)
  }

  /** By id or number. */
  async incident(id: string): Promise<Incident | undefined> {
    const row = await this.#db
      .selectFrom('incident_copy')
      .select('incident')
      .where(({ or, eb }) => or([eb('id', '=', id), eb('number', '=', id)]))
      .limit(1)
      .executeTakeFirst()
    return row && (JSON.parse(row.incident) as Incident)
  }

  /** No news of a resolved incident comes that late. */
  async prune(resolvedBefore: string): Promise<void> {
    await this.#db.deleteFrom('incident_copy').where('resolved_at', '<', resolvedBefore).execute()
  }
}
