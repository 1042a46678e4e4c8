import type { ComponentStatus } from '../../../contracts/vocabulary.ts'
import type { Store } from '../../../kit/store.ts'

export type KnownComponent = {
  readonly id: string
  readonly slug: string
  readonly status: ComponentStatus
  readonly archived: boolean
  readonly revision: number
}
type Tables = { known_component: Omit<KnownComponent, 'archived'> & { archived: number } }

/** How components are, as incidents has told. */
export class KnownComponentStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  /** False when a later state is known already. */
  async put({ id, archived, ...component }: KnownComponent): Promise<boolean> {
    const known = await this.#db
      .selectFrom('known_component')
      .select('revision')
      .where('id', '=', id)
      .executeTakeFirst()
    if (known && known.revision >= component.revision) return false
    const row = { ...component, archived: archived ? 1 : 0 }
    await this.#db
      .insertInto('known_component')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
    return true
  }

  async named(slugs: readonly string[]): Promise<KnownComponent[]> {
    if (slugs.length === 0) return []
    const query = this.#db.selectFrom('known_component').selectAll().where('archived', '=', 0)
    const rows = await query.where('slug', 'in', [...slugs]).execute()
    return rows.map(row => ({ ...row, archived: row.archived === 1 }))
  }
}
