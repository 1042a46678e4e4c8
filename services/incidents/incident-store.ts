import type { Generated } from 'kysely'
import type { Incident, TimelineEntry } from '../../contracts/incidents.ts'
import type { ComponentRef, Impact, IncidentStatus } from '../../contracts/vocabulary.ts'
import type { Store } from '../../kit/store.ts'
import { secondsBetween } from './incident.ts'

type Facts = Omit<Incident, 'component' | 'components' | 'timeline' | 'evidence' | 'suspected_causes' | 'critical'> & {
  evidence: string | null
  suspected_causes: string
  critical: number
  acknowledged_after_s: number | null
}
type Row = Facts & {
  number_stem: string
  number_rank: number
  file_stem: string
  file_rank: number
  file_revision: number
}
type Tables = {
  incident: Row
  incident_component: { incident_id: string; component_id: string; position: number; resolved_at: string | null }
  component: ComponentRef
  timeline: Omit<TimelineEntry, 'public'> & { seq: Generated<number>; incident_id: string; public: number }
}

export type IncidentPlace = { readonly started_at: string; readonly id: string }
export type IncidentFilter = {
  readonly limit: number
  readonly after?: IncidentPlace | undefined
  readonly status?: IncidentStatus | 'open' | undefined
  readonly component_id?: string | undefined
  /** Of `started_at`; `to` is not in it. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}
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

  /** Newest first. */
  async list({ limit, after, status, component_id, from, to }: IncidentFilter): Promise<Incident[]> {
    let query = this.#incidents()
    if (status === 'open') query = query.where('resolved_at', 'is', null)
    else if (status) query = query.where('status', '=', status)
    if (from) query = query.where('started_at', '>=', from)
    if (to) query = query.where('started_at', '<', to)
    if (component_id) {
      query = query.where('id', 'in', of =>
        of.selectFrom('incident_component').select('incident_id').where('component_id', '=', component_id),
      )
    }
    if (after) {
      query = query.where(where =>
        where.or([
          where('started_at', '<', after.started_at),
          where.and([where('started_at', '=', after.started_at), where('id', '<', after.id)]),
        ]),
      )
    }
    return this.#withParts(await query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute())
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
      .values({ ...toRow(incident), ...names })
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
    await this.#db().updateTable('incident').set(toRow(incident)).where('id', '=', id).execute()
    if (resolved_at === resolvedBefore) return
    await this.#db().updateTable('incident_component').set({ resolved_at }).where('incident_id', '=', id).execute()
  }

  async addToTimeline(incident_id: string, entries: readonly TimelineEntry[]): Promise<void> {
    if (entries.length === 0) return
    const rows = entries.map(entry => ({ ...entry, incident_id, public: Number(entry.public) }))
    await this.#db().insertInto('timeline').values(rows).execute()
  }

  async replaceTimeline({ id, timeline }: Incident): Promise<void> {
    await this.#db().deleteFrom('timeline').where('incident_id', '=', id).execute()
    await this.addToTimeline(id, timeline)
  }

  async #withParts(rows: readonly Row[]): Promise<Incident[]> {
    if (rows.length === 0) return []
    const ids = rows.map(row => row.id)
    const affected = await this.#db()
      .selectFrom('incident_component as affected')
      .innerJoin('component', 'component.id', 'affected.component_id')
      .select(['affected.incident_id', 'component.id', 'component.slug', 'component.name'])
      .where('affected.incident_id', 'in', ids)
      .orderBy('affected.position')
      .execute()
    const entries = await this.#db()
      .selectFrom('timeline')
      .select(['incident_id', 'at', 'kind', 'status', 'public', 'message', 'by'])
      .where('incident_id', 'in', ids)
      .orderBy('at')
      .orderBy('seq')
      .execute()
    const components = Map.groupBy(affected, row => row.incident_id)
    const timelines = Map.groupBy(entries, row => row.incident_id)
    return rows.map(row => {
      const refs = (components.get(row.id) ?? []).map(({ id, slug, name }) => ({ id, slug, name }))
      const timeline = (timelines.get(row.id) ?? []).map(toEntry)
      return fromRow(row, refs, timeline)
    })
  }

  #incidents() {
    return this.#db().selectFrom('incident').selectAll('incident')
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

function toEntry({ at, kind, status, message, by, ...row }: Omit<Tables['timeline'], 'seq'>): TimelineEntry {
  return { at, kind, status, public: row.public === 1, message, by }
}

/** In the order in which people read it: this is what files and answers look like. */
function fromRow(row: Row, components: ComponentRef[], timeline: TimelineEntry[]): Incident {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    status: row.status,
    impact: row.impact,
    component: components[0] ?? null,
    components,
    origin: row.origin,
    started_at: row.started_at,
    detected_at: row.detected_at,
    acknowledged_at: row.acknowledged_at,
    resolved_at: row.resolved_at,
    duration_s: row.duration_s,
    assignee: row.assignee,
    url: row.url,
    error: row.error,
    http_code: row.http_code,
    response_ms: row.response_ms,
    group: row.group,
    critical: row.critical === 1,
    reopened: row.reopened,
    revision: row.revision,
    timeline,
    suspected_causes: JSON.parse(row.suspected_causes),
    evidence: row.evidence === null ? null : JSON.parse(row.evidence),
  }
}

function toRow({ component: _, components: __, timeline: ___, ...incident }: Incident): Facts {
  const { acknowledged_at, detected_at } = incident
  return {
    ...incident,
    evidence: incident.evidence && JSON.stringify(incident.evidence),
    suspected_causes: JSON.stringify(incident.suspected_causes),
    critical: Number(incident.critical),
    acknowledged_after_s: acknowledged_at === null ? null : secondsBetween(detected_at, acknowledged_at),
  }
}
