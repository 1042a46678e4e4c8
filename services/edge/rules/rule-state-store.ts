import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { StoredAnomaly } from './anomaly.ts'

/** How far one rule is with one metric of one object. */
export type RuleState = {
  readonly signal: string
  readonly client: string
  readonly object: string
  readonly metric: string
  readonly rule: string
  readonly unit: string | null
  readonly detector: object
  /** The one that lasts. */
  readonly anomaly: StoredAnomaly | null
  readonly sequence: number
  readonly last_at: number
}

const rows = rowCodec<RuleState>({ detector: 'json', anomaly: 'json' })
type Tables = { rule_state: RowOf<RuleState> }

const mostRows = 500

export class RuleStateStore extends SqlStore<Tables> {
  /** By signal, behind that one. */
  async behind(after: string | undefined): Promise<RuleState[]> {
    let query = this.db.selectFrom('rule_state').selectAll()
    if (after !== undefined) query = query.where('signal', '>', after)
    return (await query.orderBy('signal').limit(mostRows).execute()).map(rows.fromRow)
  }

  async put(states: readonly RuleState[]): Promise<void> {
    await upsert(this.store, 'rule_state', states.map(rows.toRow), ['signal'])
  }

  async delete(signal: string): Promise<void> {
    await this.db.deleteFrom('rule_state').where('signal', '=', signal).execute()
  }
}
