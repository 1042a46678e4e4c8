import { SqlStore } from '../store/sql-store.ts'
import { upsert } from '../store/upsert.ts'

export type ExportState = {
  readonly target: string
  readonly offered: number
  readonly sent: number
  /** What a target says that it had already; not every one says so. */
  readonly duplicates: number
  readonly refused: number
  readonly lost: number
  readonly backlog_bytes: number
  readonly lost_from: number | null
  readonly lost_to: number | null
  readonly failing_since: number | null
  readonly reason: string | null
}

const fresh = (target: string): ExportState => ({
  target,
  offered: 0,
  sent: 0,
  duplicates: 0,
  refused: 0,
  lost: 0,
  backlog_bytes: 0,
  lost_from: null,
  lost_to: null,
  failing_since: null,
  reason: null,
})

export const waitingOf = ({ offered, sent, duplicates, refused, lost }: ExportState): number =>
  offered - sent - duplicates - refused - lost

/** Counted in the commit in which a batch is added or done with, so that the sum is right whatever happens. */
export class ExportStateStore extends SqlStore<{ export_state: ExportState }> {
  async get(target: string): Promise<ExportState> {
    const query = this.db.selectFrom('export_state').selectAll().where('target', '=', target)
    return (await query.executeTakeFirst()) ?? fresh(target)
  }

  /** In a transaction. */
  async change(target: string, change: (state: ExportState) => Partial<ExportState>): Promise<ExportState> {
    const before = await this.get(target)
    const after = { ...before, ...change(before) }
    await upsert(this.store, 'export_state', [after], ['target'])
    return after
  }
}
