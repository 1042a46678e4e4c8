import type { ProviderState } from '../../../contracts/providers.ts'
import { slugOf } from '../../../contracts/slug.ts'
import type { Store } from '../../../kit/store/store.ts'

const componentPrefix = 'component:'
const providerPrefix = 'provider:'
export const componentKey = (slug: string): string => `${componentPrefix}${slug}`
export const providerKey = (id: string): string => `${providerPrefix}${id}`

/** `Database` → `component:database`; `provider:cloudflare` stays. */
export const dependencyKey = (name: string): string =>
  name.startsWith(providerPrefix) ? name : componentKey(slugOf(name))

/** The slugs of components and the ids of providers among these keys. */
export function byKind(keys: readonly string[]): { slugs: string[]; providers: string[] } {
  const named = (prefix: string) => keys.filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length))
  return { slugs: named(componentPrefix), providers: named(providerPrefix) }
}

/** A change of a feature flag, as far as it may have to do with an incident. */
export type RecentFlagChange = {
  readonly id: string
  readonly at: string
  /** `checkout` in the default project in production, else `shop/staging/checkout`. */
  readonly name: string
  readonly by: string
  readonly component: string | null
  /** Share of the evaluations that may get something else. */
  readonly exposure: number | null
}

export type ProviderCopy = {
  readonly id: string
  readonly name: string
  readonly state: ProviderState
  readonly since: string | null
  readonly archived: boolean
  readonly revision: number
}

type Tables = {
  dependency: { component_id: string; on: string }
  provider: Omit<ProviderCopy, 'archived'> & { archived: number }
  flag_change: RecentFlagChange
}

/** What may be behind an incident: what its components depend on, and which flags were changed of late. */
export class CauseStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async putDependencies(component_id: string, depends_on: readonly string[]): Promise<void> {
    await this.#db().deleteFrom('dependency').where('component_id', '=', component_id).execute()
    const rows = [...new Set(depends_on.map(dependencyKey))].map(on => ({ component_id, on }))
    if (rows.length > 0) await this.#db().insertInto('dependency').values(rows).execute()
  }

  /** The keys of what these components depend on: `component:<slug>`, `provider:<id>`. */
  async dependenciesOf(component_ids: readonly string[]): Promise<string[]> {
    if (component_ids.length === 0) return []
    const query = this.#db().selectFrom('dependency').select('on').distinct()
    return (await query.where('component_id', 'in', component_ids).execute()).map(row => row.on)
  }

  /** The ids of the components that depend on any of these. */
  async dependentsOf(keys: readonly string[]): Promise<string[]> {
    if (keys.length === 0) return []
    const query = this.#db().selectFrom('dependency').select('component_id').distinct()
    return (await query.where('on', 'in', keys).execute()).map(row => row.component_id)
  }

  async providers(ids: readonly string[]): Promise<ProviderCopy[]> {
    if (ids.length === 0) return []
    const rows = await this.#db().selectFrom('provider').selectAll().where('id', 'in', ids).execute()
    return rows.map(row => ({ ...row, archived: row.archived === 1 }))
  }

  async putProvider({ id, archived, ...facts }: ProviderCopy): Promise<void> {
    const row = { ...facts, archived: Number(archived) }
    await this.#db()
      .insertInto('provider')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  async addFlagChange(change: RecentFlagChange): Promise<void> {
    const query = this.#db().insertInto('flag_change').values(change)
    await query.onConflict(conflict => conflict.column('id').doNothing()).execute()
  }

  flagChangesBetween(from: string, to: string): Promise<RecentFlagChange[]> {
    const query = this.#db().selectFrom('flag_change').selectAll().where('at', '>=', from).where('at', '<=', to)
    return query.orderBy('at', 'desc').limit(200).execute()
  }

  async forgetFlagChangesBefore(at: string): Promise<void> {
    await this.#db().deleteFrom('flag_change').where('at', '<', at).execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
