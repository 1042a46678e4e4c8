import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import {
  ComponentRef,
  Nullable,
  Origin,
  Page,
  PageQuery,
  RevisionQuery,
  SignalState,
  Time,
  Worded,
} from '../common-schemas.ts'

export const Phases = Type.Object({
  dns_ms: Nullable(Type.Number()),
  connect_ms: Nullable(Type.Number()),
  tls_ms: Nullable(Type.Number()),
  first_byte_ms: Nullable(Type.Number()),
  total_ms: Nullable(Type.Number()),
})
export type Phases = Static<typeof Phases>

/** One look at a target. `reason` says in English why it is not up, `reason_i18n` in any language. */
export const Result = Type.Object({
  at: Time,
  state: SignalState,
  reason: Nullable(Type.String()),
  reason_i18n: Worded,
  http_status: Nullable(Type.Integer()),
  response_ms: Nullable(Type.Number()),
  phases: Phases,
})
export type Result = Static<typeof Result>

export const Check = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  component: ComponentRef,
  state: SignalState,
  since: Nullable(Time),
  reason: Nullable(Type.String()),
  reason_i18n: Worded,
  flapping: Type.Boolean(),
  /** Nobody looks at it for now; its state is unknown. */
  paused: Type.Boolean(),
  interval_s: Type.Number(),
  critical: Type.Boolean(),
  last_result: Nullable(Result),
  origin: Origin,
  /** `vigie.yaml:12` for a check that comes from the file. */
  place: Nullable(Type.String()),
  /** The kind's own settings; a secret is the mask `********`, what is secret in an address `***`. Both can be sent back. */
  settings: Type.Record(Type.String(), Type.Unknown()),
  /** Grows with each change of the definition. */
  revision: Type.Integer(),
})
export type Check = Static<typeof Check>

export const UptimeDay = Type.Object({
  /** Calendar day in the configured time zone, `2026-11-21`. */
  date: Type.String(),
  up_s: Type.Number(),
  degraded_s: Type.Number(),
  down_s: Type.Number(),
  maintenance_s: Type.Number(),
  unknown_s: Type.Number(),
})
export type UptimeDay = Static<typeof UptimeDay>

/** `ratio` = (up + degraded) / (up + degraded + down) in seconds; null when nothing is known. */
export const Uptime = Type.Object({ ratio: Nullable(Type.Number()), rule: Type.String(), days: Type.Array(UptimeDay) })
export type Uptime = Static<typeof Uptime>

export const RollupStep = Type.Enum(['minute', 'hour', 'day'])
export type RollupStep = Static<typeof RollupStep>

/** What the results of a minute, an hour or a day of UTC come to. */
export const Rollup = Type.Object({
  at: Time,
  count: Type.Integer(),
  up: Type.Integer(),
  degraded: Type.Integer(),
  down: Type.Integer(),
  unknown: Type.Integer(),
  min_ms: Nullable(Type.Number()),
  mean_ms: Nullable(Type.Number()),
  max_ms: Nullable(Type.Number()),
  p50_ms: Nullable(Type.Number()),
  p95_ms: Nullable(Type.Number()),
  p99_ms: Nullable(Type.Number()),
})
export type Rollup = Static<typeof Rollup>

/** Seconds, or text such as `500ms`, `20s`, `5m`. */
const Lapse = Type.Union([Type.Number({ minimum: 0 }), Type.String({ maxLength: 20 })])

export const CheckDefinition = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    kind: Type.Optional(Type.String({ maxLength: 40 })),
    group: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
    critical: Type.Optional(Type.Boolean()),
    depends_on: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 })),
    interval: Type.Optional(Lapse),
    timeout: Type.Optional(Lapse),
    failure_threshold: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    recovery_threshold: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    paused: Type.Optional(Type.Boolean()),
  },
  { description: 'The common fields and those of the kind; see GET /api/v1/check-kinds.', additionalProperties: true },
)

const CheckId = Type.Object({ id: Type.String({ description: 'Id or slug.' }) })
const Range = { from: Type.Optional(Time), to: Type.Optional(Time) }

export const ListChecks = defineOperation({
  name: 'ListChecks',
  service: 'monitor',
  method: 'GET',
  path: '/api/v1/checks',
  access: 'viewer',
  summary: 'All checks with their present state',
  query: Type.Object({ ...PageQuery, state: Type.Optional(SignalState), component: Type.Optional(Type.String()) }),
  output: Page(Check),
})
export const CreateCheck = defineOperation({
  name: 'CreateCheck',
  service: 'monitor',
  method: 'POST',
  path: '/api/v1/checks',
  access: 'admin',
  status: 201,
  summary: 'Watch something more',
  body: CheckDefinition,
  output: Check,
})
export const GetCheck = defineOperation({
  name: 'GetCheck',
  service: 'monitor',
  method: 'GET',
  path: '/api/v1/checks/:id',
  access: 'viewer',
  summary: 'One check',
  params: CheckId,
  output: Check,
})
export const UpdateCheck = defineOperation({
  name: 'UpdateCheck',
  service: 'monitor',
  method: 'PUT',
  path: '/api/v1/checks/:id',
  access: 'admin',
  summary:
    'Replace the definition of a check; a secret that is left out or comes as its mask stays, null removes it, another address asks for it again',
  params: CheckId,
  query: Type.Object(RevisionQuery),
  body: CheckDefinition,
  output: Check,
})
export const DeleteCheck = defineOperation({
  name: 'DeleteCheck',
  service: 'monitor',
  method: 'DELETE',
  path: '/api/v1/checks/:id',
  access: 'admin',
  status: 204,
  summary: 'Stop watching; the history is archived',
  params: CheckId,
  output: Type.Null(),
})
export const RunCheck = defineOperation({
  name: 'RunCheck',
  service: 'monitor',
  method: 'POST',
  path: '/api/v1/checks/:id/run',
  access: 'responder',
  summary: 'Run a check now and answer with its result',
  params: CheckId,
  output: Result,
})
export const ListResults = defineOperation({
  name: 'ListResults',
  service: 'monitor',
  method: 'GET',
  path: '/api/v1/checks/:id/results',
  access: 'viewer',
  summary: 'Results of a check, newest first',
  params: CheckId,
  query: Type.Object({ ...Range, ...PageQuery }),
  output: Page(Result),
})
export const ListRollups = defineOperation({
  name: 'ListRollups',
  service: 'monitor',
  method: 'GET',
  path: '/api/v1/checks/:id/rollups',
  access: 'viewer',
  summary: 'Counts and response times of a check per minute, hour or day, newest first',
  params: CheckId,
  query: Type.Object({ ...Range, ...PageQuery, step: Type.Optional(Type.Enum(['minute', 'hour', 'day'])) }),
  output: Page(Rollup),
})
export const GetUptime = defineOperation({
  name: 'GetUptime',
  service: 'monitor',
  method: 'GET',
  path: '/api/v1/checks/:id/uptime',
  access: 'viewer',
  summary: 'Time-weighted uptime by day',
  params: CheckId,
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 90 })) }),
  output: Uptime,
})
/** Many components at once, for the public page. `component` is the slug. */
export const ListUptime = defineOperation({
  name: 'ListUptime',
  service: 'monitor',
  method: 'GET',
  path: '/api/v1/uptime',
  access: 'viewer',
  summary: 'Time-weighted uptime by day of every component',
  query: Type.Object({
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 90 })),
    components: Type.Optional(
      Type.String({ maxLength: 8_000, description: 'Only of these: slugs with commas between. Left out: of all.' }),
    ),
  }),
  output: Type.Object({ items: Type.Array(Type.Object({ component: Type.String(), uptime: Uptime })) }),
})
export const ListCheckKinds = defineOperation({
  name: 'ListCheckKinds',
  service: 'monitor',
  method: 'GET',
  path: '/api/v1/check-kinds',
  access: 'viewer',
  summary: 'The kinds of check and the JSON Schema of their settings',
  output: Type.Object({
    items: Type.Array(Type.Object({ kind: Type.String(), summary: Type.String(), schema: Type.Unknown() })),
  }),
})
const Beat = Type.Object({ token: Type.String({ maxLength: 200 }) })
const BeatAnswer = Type.Object({ ok: Type.Boolean(), state: SignalState })
const beat = (name: string, method: 'GET' | 'POST', fail: boolean) =>
  defineOperation({
    name,
    service: 'monitor',
    method,
    path: `/api/v1/heartbeats/:token${fail ? '/fail' : ''}`,
    access: 'public',
    summary: fail ? 'The job says that it failed' : 'The job says that it ran',
    params: Beat,
    output: BeatAnswer,
  })
export const heartbeats = {
  get: beat('GetHeartbeat', 'GET', false),
  post: beat('PostHeartbeat', 'POST', false),
  getFail: beat('GetHeartbeatFail', 'GET', true),
  postFail: beat('PostHeartbeatFail', 'POST', true),
}

/** What a component needs to know of the check that stands for it. */
export const WatchedComponent = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  group: Nullable(Type.String()),
  critical: Type.Boolean(),
  depends_on: Type.Array(Type.String()),
  origin: Origin,
  place: Nullable(Type.String()),
  /** Order in the file, so that the page keeps it. */
  position: Type.Integer(),
  /** `url` of an incident file: the address that is checked. */
  url: Nullable(Type.String()),
})
export type WatchedComponent = Static<typeof WatchedComponent>

export const CheckDefined = defineEvent(
  'vigie.monitor.check-defined.v1',
  Type.Object({
    check: Type.Object({ id: Type.String(), name: Type.String(), kind: Type.String() }),
    component: WatchedComponent,
    revision: Type.Integer(),
  }),
  { grows: true },
)
export const CheckArchived = defineEvent(
  'vigie.monitor.check-archived.v1',
  Type.Object({
    check: Type.Object({ id: Type.String(), name: Type.String() }),
    component: Type.String(),
    revision: Type.Integer(),
  }),
)
