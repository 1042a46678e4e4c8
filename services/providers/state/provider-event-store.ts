import type { ProviderEvent } from '../../../contracts/providers.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'

const events = rowCodec<ProviderEvent>({
  components: 'json',
  regions: 'json',
  updates: 'json',
  stale: 'flag',
  in_scope: 'flag',
  active: 'flag',
})
type Row = RowOf<ProviderEvent> & { sort_at: string }
type Tables = { provider_event: Row }

/** The columns of the order. */
export type Position = readonly [sort_at: string, provider: string, id: string]
export type EventFilter = {
  readonly active?: boolean | undefined
  readonly provider?: string | undefined
  /** Only what comes after this one, newest first. */
  readonly after?: Position | undefined
  readonly limit: number
}
export type Listed = { readonly event: ProviderEvent; readonly key: Position }

export class ProviderEventStore extends SqlStore<Tables> {
  /** Of one provider: what goes on or is planned, and those with these ids. */
  async current(provider: string, ids: readonly string[]): Promise<Map<string, ProviderEvent>> {
    const rows = await this.db
      .selectFrom('provider_event')
      .selectAll()
      .where('provider', '=', provider)
      .where(({ or, eb }) =>
        or([
          eb('active', '=', 1),
          eb('phase', '=', 'scheduled'),
          ...(ids.length > 0 ? [eb('id', 'in', [...ids])] : []),
        ]),
      )
      .execute()
    return new Map(rows.map(row => [row.id, fromRow(row)]))
  }

  /** What goes on or is planned of one provider, newest first; of very many the newest. */
  async open(provider: string, limit = 200): Promise<ProviderEvent[]> {
    const rows = await this.db
      .selectFrom('provider_event')
      .selectAll()
      .where('provider', '=', provider)
      .where(({ or, eb }) => or([eb('active', '=', 1), eb('phase', '=', 'scheduled')]))
      .orderBy('sort_at', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(fromRow)
  }

  async put(event: ProviderEvent, first_seen_at: string): Promise<void> {
    const row = { ...events.toRow(event), sort_at: event.started_at ?? first_seen_at }
    await upsert(this.store, 'provider_event', [row], ['provider', 'id'], ['sort_at'])
  }

  async list({ active, provider, after, limit }: EventFilter): Promise<Listed[]> {
    let query = this.db
      .selectFrom('provider_event')
      .selectAll()
      .orderBy('sort_at', 'desc')
      .orderBy('provider')
      .orderBy('id')
      .limit(limit)
    if (active !== undefined) query = query.where('active', '=', Number(active))
    if (provider !== undefined) query = query.where('provider', '=', provider)
    if (after) {
      const [sort_at, ...place] = after
      query = query.where(({ or, and, eb, refTuple, tuple }) =>
        or([
          eb('sort_at', '<', sort_at),
          and([eb('sort_at', '=', sort_at), eb(refTuple('provider', 'id'), '>', tuple(...place))]),
        ]),
      )
    }
    const rows = await query.execute()
    return rows.map(row => ({ event: fromRow(row), key: [row.sort_at, row.provider, row.id] }))
  }

  /** Over, and older than this. */
  async prune(before: string): Promise<void> {
    await this.db.deleteFrom('provider_event').where('active', '=', 0).where('sort_at', '<', before).execute()
  }
}

const fromRow = ({ sort_at: _, ...row }: Row): ProviderEvent => events.fromRow(row)
