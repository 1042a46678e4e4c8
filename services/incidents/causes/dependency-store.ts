import type { ProviderState } from '../../../contracts/providers.ts'
import type { Store } from '../../../kit/store/store.ts'
import { dependencyOn } from './cause.ts'

/** The read copy of a provider. */
export type KnownProvider = {
  readonly id: string
  readonly name: string
  readonly state: ProviderState
  readonly since: string | null
  readonly archived: boolean
  readonly revision: number
}

type Tables = {
  dependency: { component_id: string; on: string }
  provider: Omit<KnownProvider, 'archived'> & { archived: number }
}

export class DependencyStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async put(component_id: string, depends_on: readonly string[]): Promise<void> {
    await this.#db().deleteFrom('dependency').where('component_id', '=', component_id).execute()
    const rows = [...new Set(depends_on.map(dependencyOn))].map(on => ({ component_id, on }))
    if (rows.length > 0) await this.#db().insertInto('dependency').values(rows).execute()
  }

  /** What these components stand on: `component:<slug>`, `provider:<id>`. */
  async below(component_ids: readonly string[]): Promise<string[]> {
    if (component_ids.length === 0) return []
    const rows = await this.#db()
      .selectFrom('dependency')
      .select('on')
      .distinct()
      .where('component_id', 'in', [...component_ids])
      .execute()
    return rows.map(row => row.on)
  }

  /** The ids of the components that stand on any of these. */
  async above(grounds: readonly string[]): Promise<string[]> {
    if (grounds.length === 0) return []
    const rows = await this.#db()
      .selectFrom('dependency')
      .select('component_id')
      .distinct()
      .where('on', 'in', [...grounds])
      .execute()
    return rows.map(row => row.component_id)
  }

  async provider(id: string): Promise<KnownProvider | undefined> {
    return (await this.providers([id]))[0]
  }

  async providers(ids: readonly string[]): Promise<KnownProvider[]> {
    if (ids.length === 0) return []
    const rows = await this.#db()
      .selectFrom('provider')
      .selectAll()
      .where('id', 'in', [...ids])
      .execute()
    return rows.map(row => ({ ...row, archived: row.archived === 1 }))
  }

  async putProvider({ id, archived, ...facts }: KnownProvider): Promise<void> {
    const row = { ...facts, archived: Number(archived) }
    await this.#db()
      .insertInto('provider')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
