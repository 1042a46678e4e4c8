import { type Static, Type } from 'typebox'
import { component, incident, type ReadContext, reading } from '../reading/adapter.ts'
import { oneLine, phases, plainText, states, timeOf } from '../reading/fields.ts'
import { text } from '../reading/shape.ts'

// Source: the public API pages of Atlassian Statuspage (api/v2), which incident.io answers too, with less in it.

const Named = Type.Object({ name: Type.String() })
const StatusUpdate = Type.Object({ status: Type.String(), body: text, display_at: text, created_at: text })

const StatuspageIncident = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: Type.String(),
  impact: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  started_at: text,
  created_at: text,
  updated_at: text,
  resolved_at: text,
  shortlink: text,
  scheduled_for: text,
  scheduled_until: text,
  components: Type.Optional(Type.Array(Named)),
  incident_updates: Type.Optional(Type.Array(StatusUpdate)),
})
const StatuspageComponent = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: Type.String(),
  group: Type.Optional(Type.Boolean()),
  group_id: text,
})
const page = Type.Object({ id: Type.String(), name: Type.String(), updated_at: text })
const status = Type.Object({ indicator: Type.String() })

export const Summary = Type.Object({
  page,
  status,
  components: Type.Array(Type.Intersect([StatuspageComponent, Type.Object({ group: Type.Boolean() })])),
  incidents: Type.Array(StatuspageIncident),
  scheduled_maintenances: Type.Array(StatuspageIncident),
})

/** Of incident.io: known by its page id, which is a ULID. Empty lists are left out, groups are not told. */
export const CompatibleSummary = Type.Object({
  page: Type.Intersect([page, Type.Object({ id: Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{26}$' }) })]),
  status,
  components: Type.Array(StatuspageComponent),
  incidents: Type.Optional(Type.Array(StatuspageIncident)),
  scheduled_maintenances: Type.Optional(Type.Array(StatuspageIncident)),
})

/** `status.json` and `components.json`: one half of the summary, and nothing else that could have been lost from it. */
export const StatusAlone = Type.Object({ page, status }, { additionalProperties: false })
export const ComponentsAlone = Type.Object(
  { page, components: Type.Array(StatuspageComponent) },
  { additionalProperties: false },
)

/** `incidents.json`: what was, without a word about what is. */
export const History = Type.Object({
  page,
  incidents: Type.Array(StatuspageIncident),
  components: Type.Optional(Type.Undefined()),
  status: Type.Optional(Type.Undefined()),
})

const stateOf = states({
  operational: 'operational',
  degraded_performance: 'degraded',
  partial_outage: 'partial_outage',
  major_outage: 'major_outage',
  full_outage: 'major_outage',
  under_maintenance: 'maintenance',
})
export const indicatorState = states({
  none: 'operational',
  minor: 'degraded',
  major: 'partial_outage',
  critical: 'major_outage',
  maintenance: 'maintenance',
})
const phaseOf = phases({
  investigating: 'investigating',
  identified: 'identified',
  monitoring: 'monitoring',
  resolved: 'resolved',
  postmortem: 'postmortem',
  scheduled: 'scheduled',
  in_progress: 'in_progress',
  verifying: 'verifying',
  completed: 'completed',
})

type Readable = Pick<Static<typeof CompatibleSummary>, 'page' | 'incidents' | 'scheduled_maintenances'> & {
  readonly status?: Static<typeof status>
  readonly components?: Static<typeof StatuspageComponent>[]
}

export function readSummary({ components = [], ...summary }: Readable, context: ReadContext) {
  const groups = new Map(components.filter(({ group }) => group).map(({ id, name }) => [id, oneLine(name)]))
  return reading({
    source_updated_at: timeOf(summary.page.updated_at),
    stated: summary.status ? indicatorState(summary.status.indicator, context) : null,
    components: components
      .filter(({ group }) => !group)
      .map(one =>
        component({
          id: one.id,
          name: oneLine(one.name),
          group: groups.get(one.group_id ?? '') ?? null,
          state: stateOf(one.status, context),
        }),
      ),
    incidents: (summary.incidents ?? []).map(one => readIncident(one, context)),
    maintenances: (summary.scheduled_maintenances ?? []).map(one => readMaintenance(one, context)),
  })
}

export function readHistory(history: Static<typeof History>, context: ReadContext) {
  return reading({
    source_updated_at: timeOf(history.page.updated_at),
    incidents: history.incidents.map(one => readIncident(one, context)),
  })
}

function readIncident(one: Static<typeof StatuspageIncident>, context: ReadContext) {
  return incident({
    id: one.id,
    title: oneLine(one.name),
    phase: phaseOf(one.status, context),
    // An incident that does not say how bad it is.
    impact: one.impact ? indicatorState(one.impact, context) : 'degraded',
    started_at: timeOf(one.started_at) ?? timeOf(one.created_at),
    updated_at: timeOf(one.updated_at),
    resolved_at: timeOf(one.resolved_at),
    url: one.shortlink ?? null,
    components: (one.components ?? []).map(({ name }) => oneLine(name)),
    updates: (one.incident_updates ?? []).map(update => ({
      at: timeOf(update.display_at) ?? timeOf(update.created_at),
      phase: phaseOf(update.status, context),
      text: plainText(update.body),
    })),
  })
}

function readMaintenance(one: Static<typeof StatuspageIncident>, context: ReadContext) {
  return {
    id: one.id,
    title: oneLine(one.name),
    phase: phaseOf(one.status, context),
    starts_at: timeOf(one.scheduled_for),
    ends_at: timeOf(one.scheduled_until),
    url: one.shortlink ?? null,
    components: (one.components ?? []).map(({ name }) => oneLine(name)),
  }
}
