import type { Role, UserState } from '../../contracts/access.ts'
import type { Store } from '../../kit/store.ts'

export type KnownPerson = {
  readonly id: string
  readonly name: string
  readonly state: UserState
  /** Everywhere. null: not told since roles are kept. */
  readonly role: Role | null
  readonly revision: number
}
type Tables = { known_person: KnownPerson }

/** Users by name, as identity has told. */
export class KnownPersonStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  /** False when a later state is known already. */
  async put({ id, ...row }: KnownPerson): Promise<boolean> {
    const known = await this.#db.selectFrom('known_person').select('revision').where('id', '=', id).executeTakeFirst()
    if (known && known.revision >= row.revision) return false
    await this.#db
      .insertInto('known_person')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
    return true
  }

  find(id: string): Promise<KnownPerson | undefined> {
    return this.#db.selectFrom('known_person').selectAll().where('id', '=', id).executeTakeFirst()
  }

  async revisions(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db.selectFrom('known_person').select(['id', 'revision']).execute()
    return new Map(rows.map(({ id, revision }) => [id, revision]))
  }

  /** Who can be given a role. */
  active(limit: number): Promise<Pick<KnownPerson, 'id' | 'name'>[]> {
    const there = this.#db.selectFrom('known_person').select(['id', 'name']).where('state', 'in', ['active', 'invited'])
    return there.orderBy('name').orderBy('id').limit(limit).execute()
  }

  async named(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map()
    const query = this.#db.selectFrom('known_person').select(['id', 'name'])
    const rows = await query.where('id', 'in', [...ids]).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }
}
