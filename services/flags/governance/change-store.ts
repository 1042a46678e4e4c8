import type { Generated, Selectable } from 'kysely'
import type { FlagChange } from '../../../contracts/flags/flags.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

const changes = rowCodec<Required<FlagChange>>({ actor: 'json', before: 'json', after: 'json', reason_i18n: 'message' })
type Row = RowOf<Required<FlagChange>> & { seq: Generated<number> }
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
  async add(change: FlagChange): Promise<void> {
    await this.db
      .insertInto('flag_change')
      .values(changes.toRow({ reason_i18n: null, ...change }))
      .execute()
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

const changeOf = ({ seq: _, ...row }: Selectable<Row>): FlagChange => changes.fromRow(row)
