import { Type } from 'typebox'
import type { Component, Incident, ListComponents, ListIncidents } from '../../contracts/incidents.ts'
import type { Input } from '../../kit/operation.ts'
import { findComponent } from './change-component.ts'
import type { StoredComponent } from './component-store.ts'
import { type Page, pageOf, readCursor } from './cursor.ts'
import { statusNamed } from './incident.ts'
import { periodOf } from './statistics.ts'
import type { Work } from './work.ts'

const pageLength = 50
const IncidentPlace = Type.Object({ started_at: Type.String(), id: Type.String() })
const ComponentPlace = Type.Object({ position: Type.Integer(), slug: Type.String() })

export async function listIncidents(work: Work, query: Input<typeof ListIncidents>['query']): Promise<Page<Incident>> {
  const limit = query.limit ?? pageLength
  const { status, component } = query
  const items = await work.incidents.list({
    limit: limit + 1,
    after: readCursor(query.cursor, IncidentPlace),
    status: status === 'open' || status === undefined ? status : statusNamed(status),
    component_id: component === undefined ? undefined : (await findComponent(work, component)).id,
    ...periodOf(query),
  })
  return pageOf(items, limit, ({ started_at, id }) => ({ started_at, id }))
}

export async function listComponents(
  work: Work,
  { limit = pageLength, cursor }: Input<typeof ListComponents>['query'],
): Promise<Page<Component>> {
  const found = await work.components.list(limit + 1, readCursor(cursor, ComponentPlace))
  const { items, next_cursor } = pageOf(found, limit, ({ position, slug }) => ({ position, slug }))
  return { items: items.map(shown), next_cursor }
}

/** What others see of a component. */
export function shown({
  url: _,
  by_hand: __,
  watched: ___,
  archived: ____,
  revision: _____,
  ...component
}: StoredComponent): Component {
  return component
}
