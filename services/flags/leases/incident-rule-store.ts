import type { IncidentRule } from '../../../contracts/flag-leases.ts'
import type { Store } from '../../../kit/store.ts'

type Row = Pick<IncidentRule, 'id' | 'project' | 'environment' | 'key' | 'created_by' | 'created_at'> & {
  settings: string
}
type Tables = { incident_rule: Row }

export class IncidentRuleStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  async all(): Promise<IncidentRule[]> {
    return (await this.#db.selectFrom('incident_rule').selectAll().orderBy('id').execute()).map(ruleOf)
  }

  async find(id: string): Promise<IncidentRule | undefined> {
    const row = await this.#db.selectFrom('incident_rule').selectAll().where('id', '=', id).executeTakeFirst()
    return row && ruleOf(row)
  }

  async put(rule: IncidentRule): Promise<void> {
    const { id, project, environment, key, created_by, created_at, ...settings } = rule
    const row = { project, environment, key, created_by, created_at, settings: JSON.stringify(settings) }
    await this.#db
      .insertInto('incident_rule')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('incident_rule').where('id', '=', id).execute()
  }
}

/** Those of before rules had revisions have the first one. */
const ruleOf = ({ settings, ...row }: Row): IncidentRule => ({ ...row, revision: 1, ...JSON.parse(settings) })
