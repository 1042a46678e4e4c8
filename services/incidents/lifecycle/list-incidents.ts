import { type Static, Type } from 'typebox'
import type { ExportIncidents, ListMyIncidents } from '../../../contracts/incident-work.ts'
import type { Incident, ListComponents, ListIncidents } from '../../../contracts/incidents.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { streamReply } from '../../../kit/http/stream-reply.ts'
import { forbidden, notFound } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Reply } from '../../../kit/service/service.ts'
import { findComponent } from '../components/change-component.ts'
import { shown } from '../components/component-store.ts'
import { type Page, pageOf, readCursor, shownPage } from '../cursor.ts'
import { periodOf } from '../statistics/statistics.ts'
import type { Work } from '../work.ts'
import { everyIncident } from './all-incidents.ts'
import { incidentsAsCsv, incidentsAsJson } from './export-incidents.ts'
import { statusNamed } from './incident.ts'

const pageLength = 50
const IncidentPlace = Type.Object({ started_at: Type.String(), id: Type.String() })
type IncidentPlace = Static<typeof IncidentPlace>
const ComponentPlace = Type.Object({ position: Type.Integer(), slug: Type.String() })

export async function listIncidents(work: Work, query: Input<typeof ListIncidents>['query']): Promise<Page<Incident>> {
  const { status, component } = query
  const found = await work.incidents.list({
    limit: query.limit ?? pageLength,
    after: readCursor(query.cursor, IncidentPlace),
    status: status === 'open' || status === undefined ? status : statusNamed(status),
    component_id: component === undefined ? undefined : (await findComponent(work, component)).id,
    impact: query.impact,
    assignee_id: query.assignee,
    q: query.q,
    ...periodOf(query),
  })
  return shownPage(found, placeOf)
}

export async function listFollowed(
  work: Work,
  follower_id: string,
  { limit = pageLength, cursor }: Input<typeof ListMyIncidents>['query'],
): Promise<Page<Incident>> {
  const after = readCursor(cursor, IncidentPlace)
  return shownPage(await work.incidents.list({ limit, after, follower_id }), placeOf)
}

const placeOf = ({ started_at, id }: Incident): IncidentPlace => ({ started_at, id })

export async function listFollowedBy(
  work: Work,
  user_id: string,
  query: Input<typeof ListMyIncidents>['query'],
  caller: Caller,
): Promise<Page<Incident>> {
  if (user_id !== caller.id && caller.role !== 'admin') {
    throw forbidden('incidents.own-list-only', 'only an administrator may see what others follow')
  }
  // Somebody who has joined just now may ask before anybody has told who they are.
  if (user_id !== caller.id && !(await work.people.find(user_id))) {
    throw notFound('incidents.no-such-user', `there is no user "${user_id}"; GET /api/v1/users lists them`)
  }
  return listFollowed(work, user_id, query)
}

/** A file; newest first, as many as there are. */
export async function exportIncidents(work: Work, query: Input<typeof ExportIncidents>['query']): Promise<Reply> {
  const { format = 'json', component, impact } = query
  const component_id = component === undefined ? undefined : (await findComponent(work, component)).id
  const pages = everyIncident(work.incidents, { component_id, impact, ...periodOf(query) })
  const csv = format === 'csv'
  return streamReply(csv ? incidentsAsCsv(pages) : incidentsAsJson(pages), {
    'content-type': csv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="incidents.${format}"`,
  })
}

export async function listComponents(
  work: Work,
  { limit = pageLength, cursor }: Input<typeof ListComponents>['query'],
): Promise<Output<typeof ListComponents>> {
  const found = await work.components.list(limit + 1, readCursor(cursor, ComponentPlace))
  const { items, next_cursor } = pageOf(found, limit, ({ position, slug }) => ({ position, slug }))
  return { items: items.map(item => ({ ...shown(item), revision: item.revision })), next_cursor }
}
