import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { PointProblem } from './sources.ts'

/** Numbers that programs send by themselves. */

export const mostPushedBytes = 8_388_608
export const mostPushed = 100_000

/** Accepted, duplicates and refused together are what was sent. */
export const Pushed = Type.Object({
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  refused: Type.Integer(),
  /** By reason, with the place of the first. */
  problems: Type.Array(PointProblem),
})
export type Pushed = Static<typeof Pushed>

const op = {
  service: 'metrics',
  method: 'POST',
  access: 'admin',
  scope: 'telemetry:write',
  bytes: true,
  body_limit: mostPushedBytes,
  body: Type.Unknown(),
} as const

export const PushPoints = defineOperation({
  ...op,
  name: 'PushPoints',
  path: '/api/v1/sources/:id/push',
  status: 202,
  summary:
    'Send points of a source of kind push: `[{name, value, at?, labels?, unit?}]`, or columns `{at: […], values: {name: […]}, labels?, unit?}`',
  params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
  output: Pushed,
})

const line = {
  ...op,
  // curl says that it sends a form; some clients say nothing at all.
  media: ['text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded', ''],
  encodings: ['gzip', 'x-gzip'],
  status: 204,
  output: Type.Unknown(),
} as const
const Word = Type.Optional(Type.String({ maxLength: 200 }))

/** Query parameters as InfluxDB has them; the name of the database or bucket becomes the label `source`. */
export const WriteInflux1 = defineOperation({
  ...line,
  name: 'WriteInflux1',
  path: '/influx/write',
  summary: 'Points in the line protocol, as InfluxDB 1 takes them',
  query: Type.Object({
    db: Word,
    rp: Word,
    precision: Type.Optional(Type.Enum(['ns', 'n', 'us', 'u', 'µ', 'ms', 's', 'm', 'h'])),
    consistency: Word,
  }),
})
export const WriteInflux2 = defineOperation({
  ...line,
  name: 'WriteInflux2',
  path: '/influx/api/v2/write',
  summary: 'Points in the line protocol, as InfluxDB 2 takes them',
  query: Type.Object({
    bucket: Word,
    org: Word,
    orgID: Word,
    precision: Type.Optional(Type.Enum(['ns', 'us', 'ms', 's'])),
  }),
})
