import { sql } from 'kysely'
import type { Run } from '../../../contracts/functions/runs.ts'
import { type Message, reasonFields } from '../../../contracts/messages/words.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { inputFromText, inputToText, type RunInput } from './run-input.ts'

export type StoredRun = Omit<Run, 'reason' | 'reason_i18n'> & { readonly reason: Message | null }

const rows = rowCodec<StoredRun>({ reason: 'message' })
type Tables = { run: RowOf<StoredRun> & { readonly input: string | null } }

export type WantedRuns = {
  readonly function?: string | undefined
  readonly state?: Run['state'] | undefined
  readonly correlation_id?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

type Chain = { readonly function: string; readonly correlation_id: string; readonly since: string }

type RunChange = Pick<
  StoredRun,
  'state' | 'attempt' | 'level' | 'started_at' | 'duration_ms' | 'http_status' | 'output' | 'logs' | 'reason'
>

const briefly = [
  ...(['id', 'function', 'trigger', 'state', 'attempt', 'level', 'started_at', 'duration_ms', 'http_status'] as const),
  ...(['reason', 'correlation_id', 'reference'] as const),
] as const
const shown = [...briefly, 'output', 'logs'] as const

/** Of the texts of a run, in a list; in characters. */
const shownInList = 1_000
const beginningOf = (column: 'output' | 'logs') => sql<string>`substr(${sql.ref(column)}, 1, ${shownInList})`.as(column)

const prunedAtOnce = 1_000

export class RunStore extends SqlStore<Tables> {
  /** Newest first, behind that one, with the beginning of what they answered and wrote. */
  async list({ function: name, state, correlation_id, after, limit }: WantedRuns): Promise<StoredRun[]> {
    let query = this.db
      .selectFrom('run')
      .select(briefly)
      .select([beginningOf('output'), beginningOf('logs')])
    query = query.orderBy('id', 'desc').limit(limit)
    if (name !== undefined) query = query.where('function', '=', name)
    if (state !== undefined) query = query.where('state', '=', state)
    if (correlation_id !== undefined) query = query.where('correlation_id', '=', correlation_id)
    if (after !== undefined) query = query.where('id', '<', after)
    return (await query.execute()).map(rows.fromRow)
  }

  async find(id: string): Promise<StoredRun | undefined> {
    const row = await this.db.selectFrom('run').select(shown).where('id', '=', id).executeTakeFirst()
    return row && rows.fromRow(row)
  }

  async several(ids: readonly string[]): Promise<StoredRun[]> {
    if (ids.length === 0) return []
    return (await this.db.selectFrom('run').select(shown).where('id', 'in', ids).execute()).map(rows.fromRow)
  }

  /** Null: it was too large to be kept, or its run is forgotten. */
  async inputOf(id: string): Promise<RunInput | null> {
    const row = await this.db.selectFrom('run').select('input').where('id', '=', id).executeTakeFirst()
    return row?.input ? inputFromText(row.input) : null
  }

  /** False: there is one of that id already. */
  async add(run: StoredRun, input: RunInput): Promise<boolean> {
    const row = { ...rows.toRow(run), input: inputToText(input) }
    const { numInsertedOrUpdatedRows } = await this.db
      .insertInto('run')
      .values(row)
      .onConflict(conflict => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  async change(id: string, change: Partial<RunChange>): Promise<void> {
    const { reason, ...rest } = change
    const columns = reason === undefined ? rest : { ...rest, reason: reason && JSON.stringify(reason) }
    await this.db.updateTable('run').set(columns).where('id', '=', id).execute()
  }

  /** Of one chain since that id, and no more than `most` are counted. */
  async count({ function: name, correlation_id, since }: Chain, most: number): Promise<number> {
    const query = this.db.selectFrom('run').select('id').where('correlation_id', '=', correlation_id)
    return (await query.where('id', '>=', since).where('function', '=', name).limit(most).execute()).length
  }

  /** Of the newest run that is one too many; undefined: there are not so many. */
  async idBeyond(count: number): Promise<string | undefined> {
    const query = this.db.selectFrom('run').select('id').orderBy('id', 'desc').offset(count).limit(1)
    return (await query.executeTakeFirst())?.id
  }

  /** Those that began before; answers how many, at most a thousand at a time. */
  async prune(before: string): Promise<number> {
    const old = this.db.selectFrom('run').select('id').where('id', '<', before).orderBy('id').limit(prunedAtOnce)
    const { numDeletedRows } = await this.db.deleteFrom('run').where('id', 'in', old).executeTakeFirst()
    return Number(numDeletedRows)
  }
}

export const shownRun = ({ reason, ...run }: StoredRun): Run => ({ ...run, ...reasonFields(reason) })
