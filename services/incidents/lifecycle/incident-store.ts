import { type Generated, sql } from 'kysely'
import type { Incident, TimelineEntry } from '../../../contracts/incidents.ts'
import type { ComponentRef, Impact, IncidentStatus } from '../../../contracts/vocabulary.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Listed } from '../cursor.ts'
import { type EntryRow, fromEntry, type IncidentRow, toEntry, toFacts, toIncident } from './incident-row.ts'
import { patternsOf } from './search.ts'

type Tables = {
  incident: IncidentRow
  incident_follower: { user_id: string; incident_id: string }
  incident_component: { incident_id: string; component_id: string; position: number; resolved_at: string | null }
  component: ComponentRef
  timeline: EntryRow & { seq: Generated<number> }
}

export type IncidentPlace = { readonly started_at: string; readonly id: string }
export type IncidentFilter = {
  readonly limit: number
  readonly after?: IncidentPlace | undefined
  readonly status?: IncidentStatus | 'open' | undefined
  readonly component_id?: string | undefined
  readonly impact?: Impact | undefined
  readonly assignee_id?: string | undefined
  readonly follower_id?: string | undefined
  /** Words that must all be found. */
  readonly q?: string | undefined
  /** Of `started_at`; `to` is not in it. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}
/** Of the timelines that one query reads. */
const mostEntries = 900
/** Of the timelines on one page. */
const mostOfPage = 5_000
type Portion = { readonly rows: IncidentRow[]; entries: number }

/** A readable name, and the rank that tells it from others of the same second. */
export type Ranked = { readonly stem: string; readonly rank: number }

export class IncidentStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** By id or by number. */
  async find(name: string): Promise<Incident | undefined> {
    const rows = await this.#incidents()
      .where(where => where.or([where('id', '=', name), where('number', '=', name)]))
      .execute()
    return (await this.#withParts(rows))[0]
  }

  async byIds(ids: readonly string[]): Promise<Incident[]> {
    if (ids.length === 0) return []
    return this.#withParts(
      await this.#incidents()
        .where('id', 'in', [...ids])
        .execute(),
    )
  }

  /** Of one component: what is open, and what was resolved since then. */
  async around(component_id: string, since: string): Promise<Incident[]> {
    const rows = await this.#incidents()
      .innerJoin('incident_component as affected', 'affected.incident_id', 'incident.id')
      .where('affected.component_id', '=', component_id)
      .where(where => where.or([where('affected.resolved_at', 'is', null), where('affected.resolved_at', '>=', since)]))
      .execute()
    return this.#withParts(rows)
  }

  /** Open ones that began after that. */
  async openSince(started_at: string): Promise<Incident[]> {
    const rows = await this.#incidents()
      .where('resolved_at', 'is', null)
      .where('started_at', '>=', started_at)
      .limit(100)
      .execute()
    return this.#withParts(rows)
  }

  async openOf(component_id: string): Promise<Incident[]> {
    const rows = await this.#incidents()
      .innerJoin('incident_component as affected', 'affected.incident_id', 'incident.id')
      .where('affected.component_id', '=', component_id)
      .where('affected.resolved_at', 'is', null)
      .execute()
    return this.#withParts(rows)
  }

  /** What people say of a component in the open incidents that they opened. */
  async impactsByHand(component_id: string): Promise<Impact[]> {
    const rows = await this.#db()
      .selectFrom('incident_component as affected')
      .innerJoin('incident', 'incident.id', 'affected.incident_id')
      .select('incident.impact')
      .where('affected.component_id', '=', component_id)
      .where('affected.resolved_at', 'is', null)
      .where('incident.origin', '=', 'api')
      .execute()
    return rows.map(row => row.impact)
  }

  async openIds(): Promise<string[]> {
    const rows = await this.#db().selectFrom('incident').select('id').where('resolved_at', 'is', null).execute()
    return rows.map(row => row.id)
  }

  /** Newest first. Where their timelines are long it ends before the limit. */
  async list({ limit, after, ...filter }: IncidentFilter): Promise<Listed<Incident>> {
    let query = this.#filtered(filter)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('started_at', 'id'), '<', tuple(after.started_at, after.id)),
      )
    }
    const ordered = query.orderBy('started_at', 'desc').orderBy('id', 'desc')
    const found = await ordered.limit(limit + 1).execute()
    const items: Incident[] = []
    let room = mostOfPage
    for (const { rows, entries } of await this.#inPortions(found.slice(0, limit))) {
      if (items.length > 0 && entries > room) break
      items.push(...(await this.#partsOf(rows)))
      room -= entries
    }
    return { items, more: found.length > items.length }
  }

  async nextRank(of: 'number' | 'file', stem: string): Promise<number> {
    const row = await this.#db()
      .selectFrom('incident')
      .select(({ fn }) => fn.max<number | null>(`${of}_rank`).as('last'))
      .where(`${of}_stem`, '=', stem)
      .executeTakeFirst()
    return (row?.last ?? 0) + 1
  }

  async insert(incident: Incident, number: Ranked, file: Ranked): Promise<void> {
    const names = {
      number_stem: number.stem,
      number_rank: number.rank,
      file_stem: file.stem,
      file_rank: file.rank,
      file_revision: 0,
    }
    await this.#db()
      .insertInto('incident')
      .values({ ...toFacts(incident), ...names })
      .execute()
    if (incident.components.length === 0) return
    const affected = incident.components.map(({ id }, position) => ({
      incident_id: incident.id,
      component_id: id,
      position,
      resolved_at: incident.resolved_at,
    }))
    await this.#db().insertInto('incident_component').values(affected).execute()
  }

  /** `resolvedBefore`: what is stored of it at present. */
  async update(incident: Incident, resolvedBefore: string | null): Promise<void> {
    const { id, resolved_at } = incident
    await this.#db().updateTable('incident').set(toFacts(incident)).where('id', '=', id).execute()
    if (resolved_at === resolvedBefore) return
    await this.#db().updateTable('incident_component').set({ resolved_at }).where('incident_id', '=', id).execute()
  }

  /** Components that joined it; those it has stay where they are. */
  async addComponents({ id, components, resolved_at }: Incident): Promise<void> {
    const rows = components.map((component, position) => ({
      ...{ incident_id: id, component_id: component.id, position, resolved_at },
    }))
    if (rows.length === 0) return
    await this.#db()
      .insertInto('incident_component')
      .values(rows)
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }

  async addToTimeline(incident_id: string, entries: readonly TimelineEntry[]): Promise<void> {
    if (entries.length === 0) return
    const rows = entries.map(entry => fromEntry(incident_id, entry))
    await this.#db().insertInto('timeline').values(rows).execute()
  }

  async replaceTimeline({ id, timeline }: Incident): Promise<void> {
    await this.#db().deleteFrom('timeline').where('incident_id', '=', id).execute()
    await this.addToTimeline(id, timeline)
  }

  #filtered({ status, component_id, impact, assignee_id, follower_id, q, from, to }: Omit<IncidentFilter, 'limit'>) {
    let query = this.#incidents()
    if (status === 'open') query = query.where('resolved_at', 'is', null)
    else if (status) query = query.where('status', '=', status)
    if (impact) query = query.where('impact', '=', impact)
    if (assignee_id) query = query.where('assignee_id', '=', assignee_id)
    if (from) query = query.where('started_at', '>=', from)
    if (to) query = query.where('started_at', '<', to)
    for (const pattern of patternsOf(q ?? '')) query = query.where(sql<boolean>`search like ${pattern} escape '\\'`)
    if (component_id) {
      query = query.where('id', 'in', of =>
        of.selectFrom('incident_component').select('incident_id').where('component_id', '=', component_id),
      )
    }
    if (follower_id) {
      query = query.where('id', 'in', of =>
        of.selectFrom('incident_follower').select('incident_id').where('user_id', '=', follower_id),
      )
    }
    return query
  }

  async #withParts(rows: readonly IncidentRow[]): Promise<Incident[]> {
    const incidents: Incident[] = []
    for (const portion of await this.#inPortions(rows)) incidents.push(...(await this.#partsOf(portion.rows)))
    return incidents
  }

  /** Together their timelines are not longer than what one query may read; of one alone it may be. */
  async #inPortions(rows: readonly IncidentRow[]): Promise<Portion[]> {
    if (rows.length === 0) return []
    const counts = await this.#db()
      .selectFrom('timeline')
      .select(({ fn }) => ['incident_id', fn.countAll<number | string>().as('entries')])
      .where(
        'incident_id',
        'in',
        rows.map(row => row.id),
      )
      .groupBy('incident_id')
      .execute()
    const entriesOf = new Map(counts.map(({ incident_id, entries }) => [incident_id, Number(entries)]))
    const portions: Portion[] = []
    for (const row of rows) {
      const entries = entriesOf.get(row.id) ?? 0
      const last = portions.at(-1)
      if (last && last.entries + entries <= mostEntries) {
        last.rows.push(row)
        last.entries += entries
      } else portions.push({ rows: [row], entries })
    }
    return portions
  }

  async #partsOf(rows: readonly IncidentRow[]): Promise<Incident[]> {
    if (rows.length === 0) return []
    const ids = rows.map(row => row.id)
    const affected = await this.#db()
      .selectFrom('incident_component as affected')
      .innerJoin('component', 'component.id', 'affected.component_id')
      .select(['affected.incident_id', 'component.id', 'component.slug', 'component.name'])
      .where('affected.incident_id', 'in', ids)
      .orderBy('affected.position')
      .execute()
    const entries = await this.#entriesOf(ids)
    const components = Map.groupBy(affected, row => row.incident_id)
    const timelines = Map.groupBy(entries, row => row.incident_id)
    return rows.map(row => {
      const refs = (components.get(row.id) ?? []).map(({ id, slug, name }) => ({ id, slug, name }))
      const timeline = (timelines.get(row.id) ?? []).map(toEntry)
      return toIncident(row, refs, timeline)
    })
  }

  /** Those of one incident may be more than one query should read. */
  async #entriesOf(ids: readonly string[]): Promise<(EntryRow & { seq: number })[]> {
    const entries: (EntryRow & { seq: number })[] = []
    for (let more = true, last = 0; more; ) {
      const found = await this.#db()
        .selectFrom('timeline')
        .selectAll()
        .where('incident_id', 'in', [...ids])
        .where('seq', '>', last)
        .orderBy('seq')
        .limit(mostEntries)
        .execute()
      entries.push(...found)
      last = found.at(-1)?.seq ?? last
      more = found.length === mostEntries
    }
    return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }

  #incidents() {
    return this.#db().selectFrom('incident').selectAll('incident')
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
