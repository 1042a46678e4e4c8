import type { Store } from '../../kit/store.ts'

/** What a check or a component says of the providers that its component stands on. */
export type Dependency = {
  /** `check:<id>` or `component:<id>`. */
  readonly source: string
  /** Slug. */
  readonly component: string
  readonly providers: readonly string[]
  readonly revision: number
}

type Row = Omit<Dependency, 'providers'> & { providers: string }
type Tables = { dependency: Row }

export class DependencyStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async find(source: string): Promise<Dependency | undefined> {
    const row = await this.#db().selectFrom('dependency').selectAll().where('source', '=', source).executeTakeFirst()
    return row && fromRow(row)
  }

  async put({ source, providers, ...more }: Dependency): Promise<void> {
    const row = { ...more, providers: JSON.stringify(providers) }
    await this.#db()
      .insertInto('dependency')
      .values({ source, ...row })
      .onConflict(conflict => conflict.column('source').doUpdateSet(row))
      .execute()
  }

  /** The slugs of the components that stand on the provider. */
  async dependents(provider: string): Promise<string[]> {
    const rows = await this.#db().selectFrom('dependency').selectAll().where('providers', '!=', '[]').execute()
    const dependents = rows.map(fromRow).filter(({ providers }) => providers.includes(provider))
    return [...new Set(dependents.map(({ component }) => component))].sort()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

const fromRow = (row: Row): Dependency => ({ ...row, providers: JSON.parse(row.providers) })
