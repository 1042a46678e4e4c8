import type { ProviderEvent } from '../../../contracts/providers.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

type Lists = 'components' | 'regions' | 'updates'
type Flags = 'stale' | 'in_scope' | 'active'
type Row = Omit<ProviderEvent, Lists | Flags> & Record<Lists, string> & Record<Flags, number> & { sort_at: string }
type Tables = { provider_event: Row }

export type Position = { readonly sort_at: string; readonly provider: string; readonly id: string }
export type EventFilter = {
  readonly active?: boolean | undefined
  readonly provider?: string | undefined
  /** Only what comes after this one, newest first. */
  readonly after?: Position | undefined
  readonly limit: number
}
export type Listed = { readonly event: ProviderEvent; readonly position: Position }

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
    const { provider, id, ...row } = toRow(event)
    await this.db
      .insertInto('provider_event')
      .values({ provider, id, ...row, sort_at: event.started_at ?? first_seen_at })
      .onConflict(conflict => conflict.columns(['provider', 'id']).doUpdateSet(row))
      .execute()
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
      query = query.where(({ or, and, eb }) =>
        or([
          eb('sort_at', '<', after.sort_at),
          and([eb('sort_at', '=', after.sort_at), eb('provider', '>', after.provider)]),
          and([eb('sort_at', '=', after.sort_at), eb('provider', '=', after.provider), eb('id', '>', after.id)]),
        ]),
      )
    }
    const rows = await query.execute()
    return rows.map(row => ({
      event: fromRow(row),
      position: { sort_at: row.sort_at, provider: row.provider, id: row.id },
    }))
  }

  /** Over, and older than this. */
  async prune(before: string): Promise<void> {
    await this.db.deleteFrom('provider_event').where('active', '=', 0).where('sort_at', '<', before).execute()
  }
}

function fromRow({
  components,
  regions,
  updates,
  stale,
  in_scope,
  active,
  sort_at: _sort,
  ...row
}: Row): ProviderEvent {
  return {
    ...row,
    components: JSON.parse(components),
    regions: JSON.parse(regions),
    updates: JSON.parse(updates),
    stale: stale === 1,
    in_scope: in_scope === 1,
    active: active === 1,
  }
}

function toRow({
  components,
  regions,
  updates,
  stale,
  in_scope,
  active,
  ...event
}: ProviderEvent): Omit<Row, 'sort_at'> {
  return {
    ...event,
    components: JSON.stringify(components),
    regions: JSON.stringify(regions),
    updates: JSON.stringify(updates),
    stale: Number(stale),
    in_scope: Number(in_scope),
    active: Number(active),
  }
}
