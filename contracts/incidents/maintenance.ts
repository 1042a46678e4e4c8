import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { ComponentRef, Nullable, Page, PageQuery, RevisionQuery, Time } from '../common-schemas.ts'

export const MaintenanceStatus = Type.Enum(['scheduled', 'in_progress', 'completed', 'cancelled'])
export type MaintenanceStatus = Static<typeof MaintenanceStatus>

/** Planned work. While one of its windows runs its components are under maintenance, and no signal opens an incident. */
export const Maintenance = Type.Object({
  id: Type.String(),
  title: Type.String(),
  message: Nullable(Type.String()),
  status: MaintenanceStatus,
  components: Type.Array(ComponentRef),
  /** Of the window that runs, else of the next one, else of the last one. */
  starts_at: Time,
  ends_at: Time,
  /** RFC 5545, `FREQ=WEEKLY;BYDAY=SU`; null: once. */
  recurrence: Nullable(Type.String()),
  /** Repeated windows keep their wall-clock times in it. */
  time_zone: Type.String(),
  created_at: Time,
  created_by: Nullable(Type.String()),
  revision: Type.Integer(),
})
export type Maintenance = Static<typeof Maintenance>

/** Each of the windows of a maintenance is said once: planned, begun, ended. Later copies have the higher revision. */
export const MaintenanceScheduled = defineEvent('vigie.incidents.maintenance-scheduled.v1', Maintenance, {
  grows: true,
})
export const MaintenanceStarted = defineEvent('vigie.incidents.maintenance-started.v1', Maintenance, { grows: true })
export const MaintenanceEnded = defineEvent('vigie.incidents.maintenance-ended.v1', Maintenance, { grows: true })
/** Described or timed otherwise, or cancelled before it began. */
export const MaintenanceChanged = defineEvent('vigie.incidents.maintenance-changed.v1', Maintenance, { grows: true })

const op = { service: 'incidents' } as const
const Id = Type.Object({ id: Type.String() })
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

const MaintenanceBody = Type.Object(
  {
    title: text(300),
    message: Type.Optional(Nullable(text(10_000))),
    components: Type.Optional(Type.Array(text(200), { maxItems: 100 })),
    starts_at: Time,
    ends_at: Time,
    recurrence: Type.Optional(
      Nullable(
        Type.String({
          maxLength: 300,
          description: 'RFC 5545, daily to yearly: FREQ=MONTHLY;BYDAY=1SU. The first window must be one of them.',
        }),
      ),
    ),
    time_zone: Type.Optional(
      Type.String({ maxLength: 100, description: 'IANA name; else that of the configuration.' }),
    ),
  },
  { additionalProperties: false },
)

export const ListMaintenances = defineOperation({
  ...op,
  name: 'ListMaintenances',
  method: 'GET',
  path: '/api/v1/maintenances',
  access: 'viewer',
  summary: 'Planned work, the latest start first',
  query: Type.Object({
    ...PageQuery,
    status: Type.Optional(MaintenanceStatus),
    component: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  output: Page(Maintenance),
})
/** One time that the work takes place, or took place. */
export const MaintenanceWindow = Type.Object({ maintenance: Type.String(), starts_at: Time, ends_at: Time })
export type MaintenanceWindow = Static<typeof MaintenanceWindow>
export const ListMaintenanceWindows = defineOperation({
  ...op,
  name: 'ListMaintenanceWindows',
  method: 'GET',
  path: '/api/v1/maintenances/windows',
  access: 'viewer',
  summary: 'Every window of planned work between two moments, those that come again one by one; at most 500',
  query: Type.Object({ from: Time, to: Time }),
  output: Page(MaintenanceWindow),
})
export const GetMaintenance = defineOperation({
  ...op,
  name: 'GetMaintenance',
  method: 'GET',
  path: '/api/v1/maintenances/:id',
  access: 'viewer',
  summary: 'One maintenance',
  params: Id,
  output: Maintenance,
})
export const CreateMaintenance = defineOperation({
  ...op,
  name: 'CreateMaintenance',
  method: 'POST',
  path: '/api/v1/maintenances',
  access: 'responder',
  status: 201,
  summary: 'Schedule maintenance, once or recurring',
  body: MaintenanceBody,
  output: Maintenance,
})
export const UpdateMaintenance = defineOperation({
  ...op,
  name: 'UpdateMaintenance',
  method: 'PUT',
  path: '/api/v1/maintenances/:id',
  access: 'responder',
  summary: 'Plan it otherwise; of a window that runs only the texts and the end can change',
  params: Id,
  query: Type.Object(RevisionQuery),
  body: MaintenanceBody,
  output: Maintenance,
})
export const CancelMaintenance = defineOperation({
  ...op,
  name: 'CancelMaintenance',
  method: 'DELETE',
  path: '/api/v1/maintenances/:id',
  access: 'responder',
  status: 204,
  summary: 'Call it off; a window that runs ends now',
  params: Id,
  output: Type.Null(),
})
