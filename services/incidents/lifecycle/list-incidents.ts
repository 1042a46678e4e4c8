import type {
  ExportIncidents,
  ListMyIncidents,
  ListUserIncidents,
} from '../../../contracts/incidents/incident-collaboration.ts'
import type { Incident, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { forbidden, notFound } from '../../../contracts/refusals.ts'
import { cursorOf, type Page } from '../../../kit/cursor/cursor.ts'
import { streamReply } from '../../../kit/http/stream-reply.ts'
import type { Reply, Request } from '../../../kit/service/service.ts'
import { findComponent } from '../components/change-component.ts'
import type { ComponentStore } from '../components/component-store.ts'
import type { PersonStore } from '../people/person-store.ts'
import { periodOf } from '../statistics/statistics.ts'
import { incidentsAsCsv, incidentsAsJson } from './export-incidents.ts'
import { statusNamed } from './incident.ts'
import type { IncidentFilter, IncidentStore } from './incident-store.ts'

type Stores = { readonly incidents: IncidentStore; readonly components: ComponentStore; readonly people: PersonStore }
type Paged = Pick<Request<typeof ListMyIncidents>, 'query'>

export async function listIncidents(
  { incidents, components }: Pick<Stores, 'incidents' | 'components'>,
  { query }: Request<typeof ListIncidents>,
): Promise<Page<Incident>> {
  const { status, component } = query
  return pageOf(incidents, query, {
    status: status === 'open' || status === undefined ? status : statusNamed(status),
    component_id: component === undefined ? undefined : (await findComponent(components, component)).id,
    impact: query.impact,
    assignee_id: query.assignee,
    q: query.q,
    ...periodOf(query),
  })
}

export function listFollowed(
  { incidents }: Pick<Stores, 'incidents'>,
  { query, caller }: Request<typeof ListMyIncidents>,
) {
  return pageOf(incidents, query, { follower_id: caller.id })
}

export async function listFollowedBy(
  { incidents, people }: Pick<Stores, 'incidents' | 'people'>,
  { params, query, caller }: Request<typeof ListUserIncidents>,
): Promise<Page<Incident>> {
  const mine = params.id === caller.id
  if (!mine && caller.role !== 'admin') {
    throw forbidden('incidents.own-list-only')
  }
  // Somebody who has joined just now may ask before the event that says who they are has come.
  if (!mine && !(await people.find(params.id))) {
    throw notFound('incidents.no-such-user', { id: params.id })
  }
  return pageOf(incidents, query, { follower_id: params.id })
}

const cursors = cursorOf('incidents.incidents', ['text', 'text'])

async function pageOf(
  incidents: IncidentStore,
  { limit = 50, cursor }: Paged['query'],
  filter: Omit<IncidentFilter, 'limit' | 'after'>,
): Promise<Page<Incident>> {
  const { items, more } = await incidents.list({ ...filter, limit, after: cursors.read(cursor) })
  const last = items.at(-1)
  return { items, next_cursor: last && more ? cursors.write([last.started_at, last.id]) : null }
}

/** A file; newest first, as many as there are. */
export async function exportIncidents(
  { incidents, components }: Pick<Stores, 'incidents' | 'components'>,
  { query }: Request<typeof ExportIncidents>,
): Promise<Reply> {
  const { format = 'json', component, impact } = query
  const component_id = component === undefined ? undefined : (await findComponent(components, component)).id
  const pages = incidents.all({ component_id, impact, ...periodOf(query) })
  const csv = format === 'csv'
  return streamReply(csv ? incidentsAsCsv(pages) : incidentsAsJson(pages), {
    'content-type': csv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="incidents.${format}"`,
  })
}
