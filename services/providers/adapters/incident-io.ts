import { type Static, Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { impactOf, phaseOf, readIncidentIoPage, stateOf } from './incident-io/page.ts'
import {
  type Adapter,
  component,
  type Document,
  incident,
  type ReadContext,
  type Reading,
  reading,
} from './reading/adapter.ts'
import { oneLine, plainText, timeOf } from './reading/fields.ts'
import { decode, parseJson, shape, text } from './reading/shape.ts'
import { CompatibleSummary, readSummary } from './statuspage/summary.ts'

const WidgetItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: Type.String(),
  url: text,
  last_update_at: text,
  last_update_message: text,
  current_worst_impact: text,
  started_at: text,
  starts_at: text,
  ends_at: text,
  scheduled_end_at: text,
  affected_components: Type.Optional(
    Type.Array(Type.Object({ id: Type.String(), name: Type.String(), group_name: text, current_status: text })),
  ),
})
type WidgetItem = Static<typeof WidgetItem>
/** Source: the "widget API" of incident.io's status pages; it has the maintenances, and no component that is well. */
const Widget = Type.Object({
  ongoing_incidents: Type.Array(WidgetItem),
  in_progress_maintenances: Type.Array(WidgetItem),
  scheduled_maintenances: Type.Array(WidgetItem),
})
const widgetShape = shape('a widget summary of incident.io', Widget)
const compatibleShape = shape('a summary of incident.io', CompatibleSummary)

export const incidentIo: Adapter = {
  kind: 'incident-io',
  summary: 'Status pages of incident.io',
  url: null,
  ways: page => [
    [{ url: `${page}/api/v2/summary.json` }, { url: `${page}/api/v1/summary`, optional: true }],
    [{ url: page }],
  ],
  read: (documents, context) => {
    const parts = documents.map(document => readOne(document, context))
    const components = parts.find(({ decided_by }) => decided_by === 'components')
    const widget = parts.find(({ decided_by }) => decided_by === 'incidents')
    if (!components) return widget ?? reading({ doubts: [say('provider.nothing-fetched')] })
    if (!widget) return withBanner(components)
    return { ...components, incidents: widget.incidents, maintenances: widget.maintenances, stated: widget.stated }
  },
}

function readOne(document: Document, context: ReadContext) {
  const content = decode(document)
  if (/^\s*</.test(content)) return readIncidentIoPage(content, context)
  const value = parseJson(document)
  return widgetShape.fits(value) ? readWidget(value, context) : readSummary(compatibleShape.of(value), context)
}

/** The heading of the page, which the feed leaves out. */
function withBanner(summary: Reading): Reading {
  const issues = summary.stated === 'operational' && summary.incidents.some(({ phase }) => phase !== 'resolved')
  return issues ? { ...summary, stated: 'degraded' } : summary
}

function readWidget(widget: Static<typeof Widget>, context: ReadContext) {
  const { ongoing_incidents, in_progress_maintenances, scheduled_maintenances } = widget
  return reading({
    decided_by: 'incidents',
    stated: ongoing_incidents.length > 0 ? 'degraded' : 'operational',
    incidents: ongoing_incidents.map(one => readIncident(one, context)),
    maintenances: [...in_progress_maintenances, ...scheduled_maintenances].map(one => readMaintenance(one, context)),
  })
}

function readIncident(one: WidgetItem, context: ReadContext) {
  const affected = one.affected_components ?? []
  const phase = phaseOf(one.status, context)
  const at = timeOf(one.last_update_at)
  return incident({
    id: one.id,
    title: oneLine(one.name),
    phase,
    impact: one.current_worst_impact
      ? stateOf(one.current_worst_impact, context)
      : impactOf(
          affected.flatMap(({ current_status }) => current_status ?? []),
          context,
        ),
    started_at: timeOf(one.started_at),
    updated_at: at,
    url: one.url ?? null,
    components: affected.map(({ name }) => oneLine(name)),
    updates: one.last_update_message ? [{ at, phase, text: plainText(one.last_update_message) }] : [],
    parts: affected.map(part =>
      component({
        id: part.id,
        name: oneLine(part.name),
        group: part.group_name ? oneLine(part.group_name) : null,
        state: part.current_status ? stateOf(part.current_status, context) : 'unknown',
      }),
    ),
  })
}

function readMaintenance(one: WidgetItem, context: ReadContext) {
  return {
    id: one.id,
    title: oneLine(one.name),
    phase: phaseOf(one.status, context),
    starts_at: timeOf(one.starts_at) ?? timeOf(one.started_at),
    ends_at: timeOf(one.ends_at) ?? timeOf(one.scheduled_end_at),
    url: one.url ?? null,
    components: (one.affected_components ?? []).map(({ name }) => oneLine(name)),
  }
}
