import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { Store } from '../../../kit/store/store.ts'
import { upsert } from '../../../kit/store/upsert.ts'

/** What the rows of such a table have in common; the rest of each is one JSON column. */
export type JsonColumnRow = {
  readonly id: string
  readonly project: string
  readonly environment: string
  readonly key: string
  readonly state: string
  readonly next_at: string | null
}
type Stored = JsonColumnRow & { rest: string }
export type JsonColumnTable = 'change_request' | 'scheduled_change' | 'ramp'
type Tables = Record<JsonColumnTable, Stored>

export type JsonColumnFilter = {
  readonly project?: string | undefined
  readonly environment?: string | undefined
  readonly key?: string | undefined
  readonly state?: string | undefined
  /** Ids grow with time: those that are older than this one. */
  readonly after: string | undefined
  readonly limit: number
}

/** Requests, scheduled changes and ramps: found by environment, state and when they are due. */
export class JsonColumnStore<Row extends JsonColumnRow> extends SqlStore<Tables> {
  readonly #table: JsonColumnTable

  constructor(store: Store, table: JsonColumnTable) {
    super(store)
    this.#table = table
  }

  async put(row: Row): Promise<void> {
    const { id, project, environment, key, state, next_at, ...rest } = row
    const columns = { id, project, environment, key, state, next_at, rest: JSON.stringify(rest) }
    await upsert(this.store, this.#table, [columns], ['id'])
  }

  async find(id: string): Promise<Row | undefined> {
    const row = await this.db.selectFrom(this.#table).selectAll().where('id', '=', id).executeTakeFirst()
    return row && this.#parsed(row)
  }

  async inState(states: readonly string[]): Promise<Row[]> {
    const query = this.db
      .selectFrom(this.#table)
      .selectAll()
      .where('state', 'in', [...states])
    return (await query.orderBy('next_at').orderBy('id').execute()).map(row => this.#parsed(row))
  }

  async list({ limit, after, ...filter }: JsonColumnFilter): Promise<Row[]> {
    let query = this.db.selectFrom(this.#table).selectAll()
    for (const column of ['project', 'environment', 'key', 'state'] as const) {
      const wanted = filter[column]
      if (wanted !== undefined) query = query.where(column, '=', wanted)
    }
    if (after !== undefined) query = query.where('id', '<', after)
    return (await query.orderBy('id', 'desc').limit(limit).execute()).map(row => this.#parsed(row))
  }

  #parsed({ rest, ...row }: Stored): Row {
    return { ...row, ...JSON.parse(rest) }
  }
}
