import type { Component } from '../../../contracts/incidents/incidents.ts'
import type { Store } from '../../../kit/store/store.ts'

/** A component with what only this service needs to know of it. */
export type StoredComponent = Component & {
  readonly url: string | null
  /** A person made it, so it stays when its checks go. */
  readonly by_hand: boolean
  readonly watched: number
  readonly archived: boolean
  readonly revision: number
}

/** The check that stands for a component; its highest revision counts. */
export type Watch = {
  readonly check_id: string
  readonly component_id: string | null
  readonly revision: number
  readonly archived: boolean
}

export function publicComponent({ url: _, by_hand: __, watched: ___, archived: ____, ...rest }: StoredComponent) {
  const { revision: _____, ...component } = rest
  return component satisfies Component
}

type Row = Omit<StoredComponent, 'critical' | 'depends_on' | 'by_hand' | 'archived'> & {
  critical: number
  depends_on: string
  by_hand: number
  archived: number
}
type Tables = { component: Row; watch: Omit<Watch, 'archived'> & { archived: number } }

export class ComponentStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async bySlug(slug: string): Promise<StoredComponent | undefined> {
    const row = await this.#components().where('slug', '=', slug).executeTakeFirst()
    return row && fromRow(row)
  }

  async named(names: readonly string[]): Promise<StoredComponent[]> {
    if (names.length === 0) return []
    const query = this.#components().where(where => where.or([where('id', 'in', names), where('slug', 'in', names)]))
    return (await query.execute()).map(fromRow)
  }

  /** Some of those that there are, to guess which one was meant. */
  async someSlugs(): Promise<string[]> {
    const query = this.#db().selectFrom('component').select('slug').where('archived', '=', 0)
    return (await query.orderBy('position').orderBy('slug').limit(1_000).execute()).map(row => row.slug)
  }

  /** `after`: position and slug of the last one of the page before. */
  async list(limit: number, after?: readonly [number, string]): Promise<StoredComponent[]> {
    let query = this.#components().where('archived', '=', 0)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('position', 'slug'), '>', tuple(...after)))
    }
    return (await query.orderBy('position').orderBy('slug').limit(limit).execute()).map(fromRow)
  }

  statuses(): Promise<Pick<Component, 'slug' | 'status'>[]> {
    const query = this.#db().selectFrom('component').select(['slug', 'status']).where('archived', '=', 0)
    return query.orderBy('slug').execute()
  }

  async nextPosition(): Promise<number> {
    const query = this.#db().selectFrom('component')
    const row = await query.select(({ fn }) => fn.max<number | null>('position').as('last')).executeTakeFirst()
    return (row?.last ?? -1) + 1
  }

  async insert(component: StoredComponent): Promise<void> {
    await this.#db().insertInto('component').values(toRow(component)).execute()
  }

  async update(component: StoredComponent): Promise<void> {
    await this.#db().updateTable('component').set(toRow(component)).where('id', '=', component.id).execute()
  }

  async watch(check_id: string): Promise<Watch | undefined> {
    const row = await this.#db().selectFrom('watch').selectAll().where('check_id', '=', check_id).executeTakeFirst()
    return row && { ...row, archived: row.archived === 1 }
  }

  async putWatch({ check_id, ...watch }: Watch): Promise<void> {
    const row = { ...watch, archived: Number(watch.archived) }
    await this.#db()
      .insertInto('watch')
      .values({ check_id, ...row })
      .onConflict(conflict => conflict.column('check_id').doUpdateSet(row))
      .execute()
  }

  async watchesOf(component_id: string): Promise<string[]> {
    const query = this.#db().selectFrom('watch').select('check_id').where('component_id', '=', component_id)
    return (await query.where('archived', '=', 0).execute()).map(row => row.check_id)
  }

  #components() {
    return this.#db().selectFrom('component').selectAll()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

function fromRow({ critical, depends_on, by_hand, archived, ...row }: Row): StoredComponent {
  return {
    ...row,
    critical: critical === 1,
    depends_on: JSON.parse(depends_on),
    by_hand: by_hand === 1,
    archived: archived === 1,
  }
}

function toRow({ critical, depends_on, by_hand, archived, ...component }: StoredComponent): Row {
  return {
    ...component,
    critical: Number(critical),
    depends_on: JSON.stringify(depends_on),
    by_hand: Number(by_hand),
    archived: Number(archived),
  }
}
