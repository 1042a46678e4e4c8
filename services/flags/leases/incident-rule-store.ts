import type { IncidentRule } from '../../../contracts/flags/flag-leases.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'

type Row = Pick<IncidentRule, 'id' | 'project' | 'environment' | 'key' | 'created_by' | 'created_at'> & {
  settings: string
}
type Tables = { incident_rule: Row }

const atOnce = 500

export type RuleFilter = {
  readonly project?: string | undefined
  readonly environment?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

export class IncidentRuleStore extends SqlStore<Tables> {
  async all(): Promise<IncidentRule[]> {
    const rules: IncidentRule[] = []
    for (let more = true; more; ) {
      const found = await this.list({ after: rules.at(-1)?.id, limit: atOnce })
      rules.push(...found)
      more = found.length === atOnce
    }
    return rules
  }

  /** By id; of a project, an environment, or all. */
  async list({ project, environment, after, limit }: RuleFilter): Promise<IncidentRule[]> {
    let query = this.db.selectFrom('incident_rule').selectAll()
    if (project !== undefined) query = query.where('project', '=', project)
    if (environment !== undefined) query = query.where('environment', '=', environment)
    if (after !== undefined) query = query.where('id', '>', after)
    return (await query.orderBy('id').limit(limit).execute()).map(ruleOf)
  }

  async find(id: string): Promise<IncidentRule | undefined> {
    const row = await this.db.selectFrom('incident_rule').selectAll().where('id', '=', id).executeTakeFirst()
    return row && ruleOf(row)
  }

  async put(rule: IncidentRule): Promise<void> {
    const { id, project, environment, key, created_by, created_at, ...settings } = rule
    const row = { id, project, environment, key, created_by, created_at, settings: JSON.stringify(settings) }
    await upsert(this.store, 'incident_rule', [row], ['id'])
  }

  async delete(id: string): Promise<void> {
    await this.db.deleteFrom('incident_rule').where('id', '=', id).execute()
  }
}

/** Those of before rules had revisions have the first one. */
const ruleOf = ({ settings, ...row }: Row): IncidentRule => ({ ...row, revision: 1, ...JSON.parse(settings) })
