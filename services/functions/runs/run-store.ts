import type { Run } from '../../../contracts/functions/functions.ts'
import { type Message, reasonFields } from '../../../contracts/messages/words.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

export type StoredRun = Omit<Run, 'reason' | 'reason_i18n'> & { readonly reason: Message | null }

const rows = rowCodec<StoredRun>({ reason: 'message' })
type Tables = { run: RowOf<StoredRun> }

export type WantedRuns = {
  readonly function?: string | undefined
  readonly state?: Run['state'] | undefined
  readonly correlation_id?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

const prunedAtOnce = 1_000

export class RunStore extends SqlStore<Tables> {
  /** Newest first, behind that one. */
  async list({ function: name, state, correlation_id, after, limit }: WantedRuns): Promise<StoredRun[]> {
    let query = this.db.selectFrom('run').selectAll().orderBy('id', 'desc').limit(limit)
    if (name !== undefined) query = query.where('function', '=', name)
    if (state !== undefined) query = query.where('state', '=', state)
    if (correlation_id !== undefined) query = query.where('correlation_id', '=', correlation_id)
    if (after !== undefined) query = query.where('id', '<', after)
    return (await query.execute()).map(rows.fromRow)
  }

  async find(id: string): Promise<StoredRun | undefined> {
    const row = await this.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()
    return row && rows.fromRow(row)
  }

  async add(run: StoredRun): Promise<void> {
    await this.db.insertInto('run').values(rows.toRow(run)).execute()
  }

  /** Those that began before; answers how many, at most a thousand at a time. */
  async prune(before: string): Promise<number> {
    const old = this.db.selectFrom('run').select('id').where('id', '<', before).orderBy('id').limit(prunedAtOnce)
    const { numDeletedRows } = await this.db.deleteFrom('run').where('id', 'in', old).executeTakeFirst()
    return Number(numDeletedRows)
  }
}

export const shownRun = ({ reason, ...run }: StoredRun): Run => ({ ...run, ...reasonFields(reason) })
