import type { Store } from '../../kit/store.ts'

/** A component as the incidents service told of it last. */
export type KnownComponent = {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly group: string | null
  readonly critical: boolean
  /** Work on it is announced. */
  readonly maintained: boolean
  readonly archived: boolean
  readonly revision: number
}

type Flags = 'critical' | 'maintained' | 'archived'
type Row = Omit<KnownComponent, Flags> & Record<Flags, number>
type Tables = { component: Row }

export class ComponentStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async all(): Promise<KnownComponent[]> {
    const rows = await this.#store.query<Tables>().selectFrom('component').selectAll().execute()
    return rows.map(row => ({
      ...row,
      critical: row.critical === 1,
      maintained: row.maintained === 1,
      archived: row.archived === 1,
    }))
  }

  async revisionOf(id: string): Promise<number | undefined> {
    const row = await this.#store
      .query<Tables>()
      .selectFrom('component')
      .select('revision')
      .where('id', '=', id)
      .executeTakeFirst()
    return row?.revision
  }

  async put({ id, ...component }: KnownComponent): Promise<void> {
    const { critical, maintained, archived, ...rest } = component
    const row = {
      ...rest,
      critical: Number(critical),
      maintained: Number(maintained),
      archived: Number(archived),
    }
    await this.#store
      .query<Tables>()
      .insertInto('component')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }
}
