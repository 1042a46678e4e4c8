import { type TSchema, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Impact, IncidentStatus, Nullable, Time } from '../common-schemas.ts'

// The names and shapes of Atlassian Statuspage, https://support.atlassian.com/statuspage/docs/what-are-the-different-apis-under-statuspage/,
// as its public status API answers them: programs that read such pages read ours without a change.

const StatuspageStatus = Type.Enum([
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
])
const Flag = Type.Boolean()

const StatuspagePage = Type.Object({
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  time_zone: Type.String(),
  updated_at: Time,
})

const StatuspageComponent = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: StatuspageStatus,
  created_at: Time,
  updated_at: Time,
  position: Type.Integer(),
  description: Nullable(Type.String()),
  showcase: Flag,
  start_date: Nullable(Type.String()),
  group_id: Nullable(Type.String()),
  page_id: Type.String(),
  /** A row of its own for each group, whose status is that of its worst member. */
  group: Flag,
  only_show_if_degraded: Flag,
  /** Of a group: the ids of its members. */
  components: Type.Optional(Type.Array(Type.String())),
})

const StatuspageUpdate = Type.Object({
  id: Type.String(),
  status: IncidentStatus,
  body: Type.String(),
  incident_id: Type.String(),
  created_at: Time,
  updated_at: Time,
  display_at: Time,
  affected_components: Nullable(Type.Array(Type.Unknown())),
  deliver_notifications: Flag,
  custom_tweet: Nullable(Type.String()),
  tweet_id: Nullable(Type.String()),
})

const StatuspageIncident = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: IncidentStatus,
  created_at: Time,
  updated_at: Time,
  monitoring_at: Nullable(Time),
  resolved_at: Nullable(Time),
  impact: Impact,
  shortlink: Type.String(),
  started_at: Time,
  page_id: Type.String(),
  incident_updates: Type.Array(StatuspageUpdate),
  components: Type.Array(StatuspageComponent),
})

const MaintenanceStatus = Type.Enum(['scheduled', 'in_progress', 'verifying', 'completed'])
const StatuspageMaintenance = Type.Object({
  ...StatuspageIncident.properties,
  status: MaintenanceStatus,
  impact: Type.Literal('maintenance'),
  incident_updates: Type.Array(Type.Object({ ...StatuspageUpdate.properties, status: MaintenanceStatus })),
  scheduled_for: Time,
  scheduled_until: Time,
})

const page = { page: StatuspagePage }
const status = {
  status: Type.Object({
    indicator: Type.Enum(['none', 'minor', 'major', 'critical', 'maintenance']),
    description: Type.String(),
  }),
}
const components = { components: Type.Array(StatuspageComponent) }
const incidents = { incidents: Type.Array(StatuspageIncident) }
const maintenances = { scheduled_maintenances: Type.Array(StatuspageMaintenance) }

const answer = <Output extends TSchema>(name: string, file: string, summary: string, output: Output) =>
  defineOperation({
    name,
    service: 'pages',
    method: 'GET',
    path: `/api/v2/${file}`,
    access: 'public',
    summary: `${summary}, as Atlassian Statuspage says it`,
    output,
  })

export const GetStatuspageSummary = answer(
  'GetStatuspageSummary',
  'summary.json',
  'The state, the components, the open incidents and the planned work',
  Type.Object({ ...page, ...components, ...incidents, ...maintenances, ...status }),
)
export const GetStatuspageStatus = answer(
  'GetStatuspageStatus',
  'status.json',
  'The state of everything',
  Type.Object({ ...page, ...status }),
)
export const GetStatuspageComponents = answer(
  'GetStatuspageComponents',
  'components.json',
  'The components and their groups',
  Type.Object({ ...page, ...components }),
)
export const GetStatuspageIncidents = answer(
  'GetStatuspageIncidents',
  'incidents.json',
  'The latest incidents',
  Type.Object({ ...page, ...incidents }),
)
export const GetStatuspageUnresolved = answer(
  'GetStatuspageUnresolved',
  'incidents/unresolved.json',
  'The open incidents',
  Type.Object({ ...page, ...incidents }),
)
export const GetStatuspageMaintenances = answer(
  'GetStatuspageMaintenances',
  'scheduled-maintenances.json',
  'Planned work, over or not',
  Type.Object({ ...page, ...maintenances }),
)
export const GetStatuspageUpcoming = answer(
  'GetStatuspageUpcoming',
  'scheduled-maintenances/upcoming.json',
  'Work that is planned',
  Type.Object({ ...page, ...maintenances }),
)
export const GetStatuspageActive = answer(
  'GetStatuspageActive',
  'scheduled-maintenances/active.json',
  'Work that goes on',
  Type.Object({ ...page, ...maintenances }),
)
