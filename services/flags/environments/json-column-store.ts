import type { Store } from '../../../kit/store/store.ts'

/** What the things of such a table have in common; the rest of each is one JSON column. */
export type Kept = {
  readonly id: string
  readonly project: string
  readonly environment: string
  readonly key: string
  readonly state: string
  readonly next_at: string | null
}
type Row = Kept & { rest: string }
export type RestTable = 'change_request' | 'scheduled_change' | 'ramp'
type Tables = Record<RestTable, Row>

export type KeptFilter = {
  readonly project?: string | undefined
  readonly environment?: string | undefined
  readonly key?: string | undefined
  readonly state?: string | undefined
  /** Older than this one. */
  readonly before?: string | undefined
  readonly limit: number
}

/** Requests, scheduled changes and ramps: found by place, state and when they are due. */
export class RestStore<Thing extends Kept> {
  readonly #store: Store
  readonly #table: RestTable

  constructor(store: Store, table: RestTable) {
    this.#store = store
    this.#table = table
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  async put(thing: Thing): Promise<void> {
    const { id, project, environment, key, state, next_at, ...rest } = thing
    const row = { project, environment, key, state, next_at, rest: JSON.stringify(rest) }
    await this.#db
      .insertInto(this.#table)
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  async find(id: string): Promise<Thing | undefined> {
    const row = await this.#db.selectFrom(this.#table).selectAll().where('id', '=', id).executeTakeFirst()
    return row && this.#thingOf(row)
  }

  async inState(states: readonly string[]): Promise<Thing[]> {
    const query = this.#db
      .selectFrom(this.#table)
      .selectAll()
      .where('state', 'in', [...states])
    return (await query.orderBy('next_at').orderBy('id').execute()).map(row => this.#thingOf(row))
  }

  /** Newest first. */
  async list({ limit, before, ...filter }: KeptFilter): Promise<Thing[]> {
    let query = this.#db.selectFrom(this.#table).selectAll()
    for (const column of ['project', 'environment', 'key', 'state'] as const) {
      const wanted = filter[column]
      if (wanted !== undefined) query = query.where(column, '=', wanted)
    }
    if (before !== undefined) query = query.where('id', '<', before)
    return (await query.orderBy('id', 'desc').limit(limit).execute()).map(row => this.#thingOf(row))
  }

  #thingOf({ rest, ...row }: Row): Thing {
    return { ...row, ...JSON.parse(rest) }
  }
}

type Asked = { readonly limit?: number | undefined; readonly cursor?: string | undefined }

/** One page of what such a store lists; ids grow with time. */
export async function pageOf<Thing extends Kept>(
  store: RestStore<Thing>,
  { limit = 50, cursor, ...filter }: Asked & Omit<KeptFilter, 'limit' | 'before'>,
): Promise<{ things: Thing[]; next_cursor: string | null }> {
  const found = await store.list({ ...filter, before: cursor, limit: limit + 1 })
  const things = found.slice(0, limit)
  return { things, next_cursor: found.length > limit ? (things.at(-1)?.id ?? null) : null }
}
