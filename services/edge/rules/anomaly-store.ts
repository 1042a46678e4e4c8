import type { Anomaly } from '../../../contracts/edge/anomalies.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { type StoredAnomaly, shown } from './anomaly.ts'

const rows = rowCodec<StoredAnomaly>({ sentence: 'message' })
type Tables = { anomaly: RowOf<StoredAnomaly> }

export type Wanted = {
  readonly client?: string | undefined
  readonly object?: string | undefined
  readonly active?: boolean | undefined
  readonly after?: string | undefined
  readonly limit: number
}

const mostOfObject = 100

export class AnomalyStore extends SqlStore<Tables> {
  /** Newest first, behind that one. */
  async list({ client, object, active, after, limit }: Wanted): Promise<StoredAnomaly[]> {
    let query = this.db.selectFrom('anomaly').selectAll().orderBy('id', 'desc').limit(limit)
    if (client !== undefined) query = query.where('client', '=', client)
    if (object !== undefined) query = query.where('object', '=', object)
    if (active) query = query.where('ended_at', 'is', null)
    if (after !== undefined) query = query.where('id', '<', after)
    return (await query.execute()).map(rows.fromRow)
  }

  /** Those that last, and those that began since. */
  async recentOf(client: string, object: string, since: string): Promise<Anomaly[]> {
    const all = await this.list({ client, object, limit: mostOfObject })
    return all.filter(({ at, ended_at }) => ended_at === null || at >= since).map(shown)
  }

  async put(anomaly: StoredAnomaly): Promise<void> {
    await upsert(this.store, 'anomaly', [rows.toRow(anomaly)], ['id'])
  }

  async prune(before: string): Promise<void> {
    await this.db.deleteFrom('anomaly').where('at', '<', before).where('ended_at', 'is not', null).execute()
  }
}
