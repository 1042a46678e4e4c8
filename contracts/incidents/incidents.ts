import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import {
  ComponentRef,
  ComponentStatus,
  Evidence,
  Impact,
  IncidentStatus,
  Nullable,
  Origin,
  Page,
  PageQuery,
  Time,
  Worded,
} from '../common-schemas.ts'

export const Component = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  group: Nullable(Type.String()),
  critical: Type.Boolean(),
  status: ComponentStatus,
  since: Time,
  origin: Origin,
  depends_on: Type.Array(Type.String()),
  position: Type.Integer(),
  place: Nullable(Type.String()),
  /** Trouble that others say and nobody confirmed: shown, opens nothing. */
  suspected: Nullable(Type.String()),
})
export type Component = Static<typeof Component>

export const TimelineEntry = Type.Object({
  at: Time,
  /** `opened detected acknowledged status note reopened resolved assigned flapping …` */
  kind: Type.String(),
  status: Nullable(IncidentStatus),
  public: Type.Boolean(),
  message: Type.String(),
  message_i18n: Worded,
  by: Nullable(Type.String()),
  /** The user, when `by` is one. */
  by_id: Type.Optional(Type.String()),
  /** Which components this is about, when it says so. */
  components: Type.Optional(Type.Array(ComponentRef)),
})
export type TimelineEntry = Static<typeof TimelineEntry>

export const IncidentRole = Type.Enum(['commander', 'communications'])
export type IncidentRole = Static<typeof IncidentRole>

export const Incident = Type.Object({
  id: Type.String(),
  /** `INC-20241106-153045`, accepted wherever the id is. */
  number: Type.String(),
  title: Type.String(),
  title_i18n: Worded,
  status: IncidentStatus,
  impact: Impact,
  component: Nullable(ComponentRef),
  components: Type.Array(ComponentRef),
  origin: Origin,
  started_at: Time,
  detected_at: Time,
  acknowledged_at: Nullable(Time),
  resolved_at: Nullable(Time),
  duration_s: Nullable(Type.Number()),
  assignee: Nullable(Type.String()),
  timeline: Type.Array(TimelineEntry),
  evidence: Nullable(Evidence),
  suspected_causes: Type.Array(
    Type.Object({
      kind: Type.String(),
      name: Type.String(),
      since: Nullable(Time),
      message: Type.String(),
      message_i18n: Worded,
    }),
  ),
  /** The address, error and HTTP code of the first failure, when a check opened it. */
  url: Nullable(Type.String()),
  error: Nullable(Type.String()),
  error_i18n: Worded,
  http_code: Nullable(Type.Integer()),
  response_ms: Nullable(Type.Number()),
  group: Nullable(Type.String()),
  critical: Type.Boolean(),
  /** How often it was reopened, and how often it changed: later copies have the higher revision. */
  reopened: Type.Integer(),
  revision: Type.Integer(),
  assignee_id: Type.Optional(Nullable(Type.String())),
  roles: Type.Optional(Type.Array(Type.Object({ role: IncidentRole, user_id: Type.String(), name: Type.String() }))),
  /** When people were promised to hear more. */
  next_update_at: Type.Optional(Nullable(Time)),
  /** Numbers of incidents that have to do with it, and of the one that it became part of. */
  links: Type.Optional(Type.Array(Type.String())),
  merged_into: Type.Optional(Nullable(Type.String())),
})
export type Incident = Static<typeof Incident>

export const ComponentChanged = defineEvent(
  'vigie.incidents.component-changed.v1',
  Type.Intersect([Component, Type.Object({ revision: Type.Integer(), archived: Type.Boolean() })]),
  { grows: true },
)
export const IncidentOpened = defineEvent('vigie.incidents.incident-opened.v1', Incident, { grows: true })
export const IncidentUpdated = defineEvent('vigie.incidents.incident-updated.v1', Incident, { grows: true })
export const IncidentResolved = defineEvent('vigie.incidents.incident-resolved.v1', Incident, { grows: true })

const Id = Type.Object({ id: Type.String({ description: 'Id or number.' }) })
const ComponentId = Type.Object({ id: Type.String({ description: 'Id or slug.' }) })
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const op = { service: 'incidents' } as const
const update = {
  components: Type.Optional(
    Type.Array(text(200), { maxItems: 100, description: 'Affected; new ones join the incident.' }),
  ),
  next_update_at: Type.Optional(Nullable(Time)),
}

export const ListComponents = defineOperation({
  ...op,
  name: 'ListComponents',
  method: 'GET',
  path: '/api/v1/components',
  access: 'viewer',
  summary: 'The components and their status',
  query: Type.Object(PageQuery),
  output: Page(Type.Intersect([Component, Type.Object({ revision: Type.Integer() })])),
})
export const GetComponent = defineOperation({
  ...op,
  name: 'GetComponent',
  method: 'GET',
  path: '/api/v1/components/:id',
  access: 'viewer',
  summary: 'One component',
  params: ComponentId,
  output: Component,
})
const ComponentBody = Type.Object(
  {
    name: text(200),
    group: Type.Optional(Nullable(text(200))),
    critical: Type.Optional(Type.Boolean()),
    depends_on: Type.Optional(Type.Array(text(200), { maxItems: 100 })),
  },
  { additionalProperties: false },
)
export const CreateComponent = defineOperation({
  ...op,
  name: 'CreateComponent',
  method: 'POST',
  path: '/api/v1/components',
  access: 'admin',
  status: 201,
  summary: 'Promise one more thing to people',
  body: ComponentBody,
  output: Component,
})
export const UpdateComponent = defineOperation({
  ...op,
  name: 'UpdateComponent',
  method: 'PUT',
  path: '/api/v1/components/:id',
  access: 'admin',
  summary: 'Change a component',
  params: ComponentId,
  body: ComponentBody,
  output: Component,
})
export const DeleteComponent = defineOperation({
  ...op,
  name: 'DeleteComponent',
  method: 'DELETE',
  path: '/api/v1/components/:id',
  access: 'admin',
  status: 204,
  summary: 'Archive a component; its history stays',
  params: ComponentId,
  output: Type.Null(),
})
export const ListIncidents = defineOperation({
  ...op,
  name: 'ListIncidents',
  method: 'GET',
  path: '/api/v1/incidents',
  access: 'viewer',
  summary: 'Incidents, newest first',
  query: Type.Object({
    ...PageQuery,
    status: Type.Optional(Type.Enum(['open', 'resolved', 'investigating', 'identified', 'monitoring', 'mitigated'])),
    component: Type.Optional(Type.String()),
    impact: Type.Optional(Impact),
    assignee: Type.Optional(Type.String({ maxLength: 100, description: 'Id of a user.' })),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Words of title, number or component.' })),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  output: Page(Incident),
})
export const CreateIncident = defineOperation({
  ...op,
  name: 'CreateIncident',
  method: 'POST',
  path: '/api/v1/incidents',
  access: 'responder',
  status: 201,
  summary: 'Open an incident by hand',
  body: Type.Object(
    {
      title: text(300),
      impact: Impact,
      components: Type.Optional(Type.Array(text(200), { maxItems: 100 })),
      message: Type.Optional(text(10_000)),
    },
    { additionalProperties: false },
  ),
  output: Incident,
})
export const GetIncident = defineOperation({
  ...op,
  name: 'GetIncident',
  method: 'GET',
  path: '/api/v1/incidents/:id',
  access: 'viewer',
  summary: 'One incident with its timeline and evidence',
  params: Id,
  output: Incident,
})
export const AcknowledgeIncident = defineOperation({
  ...op,
  name: 'AcknowledgeIncident',
  method: 'POST',
  path: '/api/v1/incidents/:id/acknowledge',
  access: 'responder',
  summary: 'Somebody looks after it',
  params: Id,
  output: Incident,
})
export const SetIncidentStatus = defineOperation({
  ...op,
  name: 'SetIncidentStatus',
  method: 'POST',
  path: '/api/v1/incidents/:id/status',
  access: 'responder',
  summary: 'Move an incident along, or resolve it',
  params: Id,
  body: Type.Object(
    {
      status: Type.Enum(['investigating', 'identified', 'monitoring', 'resolved', 'open', 'mitigated']),
      message: Type.Optional(text(10_000)),
      ...update,
    },
    { additionalProperties: false },
  ),
  output: Incident,
})
export const AddTimelineEntry = defineOperation({
  ...op,
  name: 'AddTimelineEntry',
  method: 'POST',
  path: '/api/v1/incidents/:id/timeline',
  access: 'responder',
  status: 201,
  summary: 'Add to the timeline, for the team or for everybody',
  params: Id,
  body: Type.Object(
    {
      kind: Type.Optional(
        Type.String({
          pattern: '^[a-z][a-z_-]{0,39}$',
          description: '`note` when left out; `update` is public unless said otherwise; any word of your own.',
        }),
      ),
      message: text(10_000),
      public: Type.Optional(Type.Boolean()),
      ...update,
    },
    { additionalProperties: false },
  ),
  output: Incident,
})
