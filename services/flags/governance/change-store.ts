import type { Generated, Selectable } from 'kysely'
import type { FlagChange } from '../../../contracts/flags/flags.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

type Row = Omit<FlagChange, 'actor' | 'before' | 'after'> & {
  seq: Generated<number>
  actor: string
  before: string | null
  after: string | null
}
type Tables = { flag_change: Row }

export type ChangeFilter = {
  readonly project?: string | undefined
  readonly environment?: string | undefined
  readonly kind?: FlagChange['kind'] | undefined
  readonly key?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The number of a change: those that are older than it. */
  readonly after?: number | undefined
  readonly limit: number
}

/** What was changed, all of it, for good. */
export class ChangeStore extends SqlStore<Tables> {
  async add({ actor, before, after, ...change }: FlagChange): Promise<void> {
    const row = {
      ...change,
      actor: JSON.stringify(actor),
      before: before && JSON.stringify(before),
      after: after && JSON.stringify(after),
    }
    await this.db.insertInto('flag_change').values(row).execute()
  }

  async find(id: string): Promise<FlagChange | undefined> {
    const row = await this.db.selectFrom('flag_change').selectAll().where('id', '=', id).executeTakeFirst()
    return row && changeOf(row)
  }

  async list({ limit, ...filter }: ChangeFilter): Promise<{ seq: number; change: FlagChange }[]> {
    let query = this.db.selectFrom('flag_change').selectAll()
    for (const column of ['project', 'environment', 'kind', 'key'] as const) {
      const wanted = filter[column]
      if (wanted !== undefined) query = query.where(column, '=', wanted)
    }
    if (filter.from !== undefined) query = query.where('at', '>=', filter.from)
    if (filter.to !== undefined) query = query.where('at', '<=', filter.to)
    if (filter.after !== undefined) query = query.where('seq', '<', filter.after)
    const rows = await query.orderBy('seq', 'desc').limit(limit).execute()
    return rows.map(row => ({ seq: row.seq, change: changeOf(row) }))
  }
}

function changeOf({ seq: _seq, actor, before, after, ...row }: Selectable<Row>): FlagChange {
  return {
    ...row,
    actor: JSON.parse(actor),
    before: before === null ? null : JSON.parse(before),
    after: after === null ? null : JSON.parse(after),
  }
}
