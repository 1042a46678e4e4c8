import { type Static, Type } from 'typebox'
import {
  type Adapter,
  healthy,
  incident,
  maintenance,
  type ReadContext,
  reading,
  unreadable,
} from './reading/adapter.ts'
import { latestOf, oneLine, phases, plainText, states, timeOf, vocabulary } from './reading/fields.ts'
import { parseJson, shape, text } from './reading/shape.ts'

const SlackIncident = Type.Object({
  id: Type.Union([Type.Integer(), Type.String()]),
  title: Type.String(),
  type: Type.String(),
  status: Type.String(),
  url: text,
  date_created: text,
  date_updated: text,
  services: Type.Array(Type.String()),
  notes: Type.Optional(Type.Array(Type.Object({ date_created: text, body: text }))),
})
type SlackIncident = Static<typeof SlackIncident>
/** Source: https://docs.slack.dev/reference/slack-status-api */
const currentShape = shape(
  'the current status of Slack',
  Type.Object({
    status: Type.String(),
    active_incidents: Type.Optional(Type.Array(SlackIncident)),
    date_updated: text,
  }),
)
const historyShape = shape('the history of Slack', Type.Array(SlackIncident, { minItems: 1 }))

const impactOf = states({
  incident: 'degraded',
  outage: 'major_outage',
  notice: 'operational',
  maintenance: 'maintenance',
})
const phaseOf = phases({
  active: 'investigating',
  resolved: 'resolved',
  scheduled: 'scheduled',
  completed: 'completed',
  cancelled: 'completed',
})
const wordOf = vocabulary<'ok' | 'active' | 'unknown'>({ ok: 'ok', active: 'active' }, 'unknown')

const services = [
  ...['Login/SSO', 'Connectivity', 'Messaging', 'Connections', 'Huddles', 'Calls', 'Files', 'Notifications', 'Search'],
  ...['Apps/Integrations/APIs', 'Workspace/Org Administration', 'Workflows', 'Canvases', 'Lists'],
]

export const slack: Adapter = {
  kind: 'slack',
  summary: 'Slack',
  url: 'https://slack-status.com/api/v2.0.0/current',
  read: ([document], context) => {
    const content = parseJson(document)
    const components = services.map(name => healthy(name))
    if (Array.isArray(content)) {
      return reading({ decided_by: 'incidents', components, ...sorted(historyShape.of(content), context) })
    }
    const { status, active_incidents: active, date_updated } = currentShape.of(content)
    // Half the world's health checks answer that they are "ok".
    if (!active && timeOf(date_updated) === null) throw unreadable('provider.neither')
    const active_incidents = active ?? []
    const word = wordOf(status, context)
    // "Active" says that there is something; what it is, the incidents tell.
    const vague = word === 'active' && active_incidents.length === 0
    return reading({
      decided_by: 'incidents',
      source_updated_at: timeOf(date_updated),
      stated: vague ? 'degraded' : word === 'unknown' ? 'unknown' : 'operational',
      components,
      ...sorted(active_incidents, context),
    })
  },
}

function sorted(all: readonly SlackIncident[], context: ReadContext) {
  const planned = (one: SlackIncident) => one.type === 'maintenance'
  return {
    incidents: all.filter(one => !planned(one)).map(one => readIncident(one, context)),
    maintenances: all.filter(planned).map(one => readMaintenance(one, context)),
  }
}

function readIncident(one: SlackIncident, context: ReadContext) {
  const notes = one.notes ?? []
  const phase = phaseOf(one.status, context)
  const updated_at = latestOf(timeOf(one.date_updated), ...notes.map(note => timeOf(note.date_created)))
  return incident({
    id: String(one.id),
    title: oneLine(one.title),
    phase,
    impact: impactOf(one.type, context),
    started_at: timeOf(one.date_created),
    updated_at,
    resolved_at: phase === 'resolved' ? updated_at : null,
    url: one.url ?? null,
    components: one.services.map(oneLine),
    updates: notes.map(note => ({ at: timeOf(note.date_created), phase, text: plainText(note.body) })),
  })
}

function readMaintenance(one: SlackIncident, context: ReadContext) {
  return maintenance({
    id: String(one.id),
    title: oneLine(one.title),
    phase: one.status === 'active' ? 'in_progress' : phaseOf(one.status, context),
    starts_at: timeOf(one.date_created),
    url: one.url ?? null,
    components: one.services.map(oneLine),
  })
}
