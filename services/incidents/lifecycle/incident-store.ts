import { type Generated, sql } from 'kysely'
import { validate as isUuid, v7 as uuid } from 'uuid'
import type { ComponentRef, Impact, IncidentStatus } from '../../../contracts/common-schemas.ts'
import { numberOf } from '../../../contracts/incidents/incident-number.ts'
import type { Incident, TimelineEntry } from '../../../contracts/incidents/incidents.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import { inPages } from '../../../kit/store/in-pages.ts'
import type { Store } from '../../../kit/store/store.ts'
import { refOf } from '../components/component.ts'
import { fileStem } from '../files/incident-file.ts'
import { wordedIn } from './incident.ts'
import { type EntryRow, fromEntry, type IncidentRow, patternsOf, toEntry, toFacts, toIncident } from './incident-row.ts'

type Tables = {
  incident: IncidentRow
  incident_follower: { user_id: string; incident_id: string }
  incident_component: { incident_id: string; component_id: string; position: number; resolved_at: string | null }
  component: ComponentRef
  timeline: EntryRow & { seq: Generated<number> }
}

export type IncidentFilter = {
  readonly limit: number
  /** `started_at` and `id` of the last one of the page before. */
  readonly after?: readonly [string, string] | undefined
  readonly status?: IncidentStatus | 'open' | undefined
  readonly component_id?: string | undefined
  readonly impact?: Impact | undefined
  readonly assignee_id?: string | undefined
  readonly follower_id?: string | undefined
  readonly q?: string | undefined
  /** Of `started_at`; `to` is not in it. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}
/** Of the timelines that one query reads. */
const mostEntries = 900
const mostOfPage = 5_000
type Portion = { readonly rows: IncidentRow[]; entries: number }

/** A readable name, and the rank that tells it from others of the same second. */
export type Ranked = { readonly stem: string; readonly rank: number }

export class IncidentStore {
  readonly #store: Store
  readonly #language: Language

  /** `language`: of what the program wrote, as it is answered and published. */
  constructor(store: Store, language: Language) {
    this.#store = store
    this.#language = language
  }

  worded(incident: Incident): Incident {
    return wordedIn(this.#language, incident)
  }

  async find(name: string): Promise<Incident | undefined> {
    const query = this.#incidents().where(where => where.or([where('id', '=', name), where('number', '=', name)]))
    return (await this.#withParts(await query.execute()))[0]
  }

  async byIds(ids: readonly string[]): Promise<Incident[]> {
    if (ids.length === 0) return []
    return this.#withParts(await this.#incidents().where('id', 'in', ids).execute())
  }

  /** Of one component: what is open, and what was resolved since then. */
  async around(component_id: string, since: string): Promise<Incident[]> {
    const query = this.#affecting(component_id).where(where =>
      where.or([where('affected.resolved_at', 'is', null), where('affected.resolved_at', '>=', since)]),
    )
    return this.#withParts(await query.selectAll('incident').execute())
  }

  async openOf(component_id: string): Promise<Incident[]> {
    const query = this.#affecting(component_id).where('affected.resolved_at', 'is', null)
    return this.#withParts(await query.selectAll('incident').execute())
  }

  async openSince(started_at: string): Promise<Incident[]> {
    const query = this.#incidents().where('resolved_at', 'is', null).where('started_at', '>=', started_at)
    return this.#withParts(await query.limit(100).execute())
  }

  /** What people say of a component in the open incidents that they opened. */
  async impactsByHand(component_id: string): Promise<Impact[]> {
    const query = this.#affecting(component_id).where('affected.resolved_at', 'is', null)
    const rows = await query.where('incident.origin', '=', 'api').select('incident.impact').execute()
    return rows.map(row => row.impact)
  }

  async openIds(): Promise<string[]> {
    const rows = await this.#db().selectFrom('incident').select('id').where('resolved_at', 'is', null).execute()
    return rows.map(row => row.id)
  }

  /** Newest first. Where their timelines are long it ends before the limit. */
  async list({ limit, after, ...filter }: IncidentFilter): Promise<{ items: Incident[]; more: boolean }> {
    let query = this.#filtered(filter)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('started_at', 'id'), '<', tuple(...after)))
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

  /**
   * Newest first, as many as there are. One that begins meanwhile is not among them; one that is moved to an earlier beginning
   * meanwhile (by merging) can be there twice, with one id.
   */
  all(filter: Omit<IncidentFilter, 'limit' | 'after'> = {}, limit = 50): AsyncIterable<readonly Incident[]> {
    return inPages(async (last: Incident | undefined) => {
      const after = last && ([last.started_at, last.id] as const)
      return (await this.list({ ...filter, limit, after })).items
    })
  }

  async #nextRank(of: 'number' | 'file', stem: string): Promise<number> {
    const query = this.#db().selectFrom('incident').where(`${of}_stem`, '=', stem)
    const row = await query.select(({ fn }) => fn.max<number | null>(`${of}_rank`).as('last')).executeTakeFirst()
    return (row?.last ?? 0) + 1
  }

  /** How a new incident is called. `wanted`: an id that others may know it by already; another one where that is taken. */
  async newIdentity(started_at: string, wanted?: string): Promise<Pick<Incident, 'id' | 'number'>> {
    const stem = numberOf(started_at)
    const rank = await this.#nextRank('number', stem)
    const isFree = wanted !== undefined && isUuid(wanted) && (await this.byIds([wanted])).length === 0
    return { id: isFree ? wanted : uuid(), number: rank === 1 ? stem : `${stem}-${rank}` }
  }

  /** `file_revision`: of the file that there is of it already. */
  async insert(incident: Incident, file_revision = 0): Promise<void> {
    const number_stem = numberOf(incident.started_at)
    const number_rank = Number(incident.number.slice(number_stem.length + 1) || 1)
    const file_stem = fileStem(incident)
    const file_rank = await this.#nextRank('file', file_stem)
    const names = { number_stem, number_rank, file_stem, file_rank, file_revision }
    await this.#db()
      .insertInto('incident')
      .values({ ...toFacts(incident), ...names })
      .execute()
    await this.#addComponents(incident)
  }

  /** `before`: as it is stored at present. Components that joined it are added; those it has stay where they are. */
  async update(incident: Incident, before: Incident): Promise<void> {
    const { id, resolved_at, components } = incident
    await this.#db().updateTable('incident').set(toFacts(incident)).where('id', '=', id).execute()
    if (resolved_at !== before.resolved_at) {
      await this.#db().updateTable('incident_component').set({ resolved_at }).where('incident_id', '=', id).execute()
    }
    if (components.length > before.components.length) await this.#addComponents(incident)
  }

  async #addComponents({ id: incident_id, components, resolved_at }: Incident): Promise<void> {
    if (components.length === 0) return
    const rows = components.map(({ id: component_id }, position) => ({
      incident_id,
      component_id,
      position,
      resolved_at,
    }))
    const query = this.#db().insertInto('incident_component').values(rows)
    await query.onConflict(conflict => conflict.doNothing()).execute()
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
    const ids = rows.map(row => row.id)
    const query = this.#db().selectFrom('timeline').where('incident_id', 'in', ids).groupBy('incident_id')
    const counts = await query
      .select(({ fn }) => ['incident_id', fn.countAll<number | string>().as('entries')])
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
    return rows.map(row =>
      this.worded(
        toIncident(row, (components.get(row.id) ?? []).map(refOf), (timelines.get(row.id) ?? []).map(toEntry)),
      ),
    )
  }

  /** Those of one incident may be more than one query should read. */
  async #entriesOf(ids: readonly string[]): Promise<(EntryRow & { seq: number })[]> {
    const entries: (EntryRow & { seq: number })[] = []
    for (let more = true, last = 0; more; ) {
      const found = await this.#db()
        .selectFrom('timeline')
        .selectAll()
        .where('incident_id', 'in', ids)
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

  #affecting(component_id: string) {
    return this.#db()
      .selectFrom('incident_component as affected')
      .innerJoin('incident', 'incident.id', 'affected.incident_id')
      .where('affected.component_id', '=', component_id)
  }

  #incidents() {
    return this.#db().selectFrom('incident').selectAll('incident')
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
