import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time } from '../common-schemas.ts'
import { Anomaly } from './anomalies.ts'

const number = Nullable(Type.Number())

/** Of what was measured within the window; null where that is nothing. */
export const MetricStatistics = Type.Object({
  unit: Nullable(Type.String()),
  average: number,
  max: number,
  min: number,
  p95: number,
  last: number,
  last_at: Nullable(Time),
  count: Type.Integer(),
  /** When another unit was used before it: nothing of that is in these values. */
  unit_since: Nullable(Time),
})
export type MetricStatistics = Static<typeof MetricStatistics>

const Summary = Type.Object({ average: number, max: number, min: number })
const ByMetric = Type.Record(Type.String(), MetricStatistics)

export const ObjectStatistics = Type.Object({
  object_id: Type.String(),
  type: Nullable(Type.String()),
  client_id: Type.String(),
  window_s: Type.Number(),
  /** Of the object's own metric: the temperature of a temperature sensor. */
  statistics: Summary,
  metrics: ByMetric,
  anomalies: Type.Array(Anomaly),
})
export type ObjectStatistics = Static<typeof ObjectStatistics>

const PerUnit = Type.Object({
  unit: Nullable(Type.String()),
  average: number,
  max: number,
  min: number,
  p95: number,
  count: Type.Integer(),
})
export const ClientStatistics = Type.Object({
  client_id: Type.String(),
  objects: Type.Integer(),
  window_s: Type.Number(),
  /** By metric, in the unit that most values have; those in other units are apart. */
  statistics: Type.Record(
    Type.String(),
    Type.Intersect([PerUnit, Type.Object({ other_units: Type.Optional(Type.Array(PerUnit)) })]),
  ),
})
export type ClientStatistics = Static<typeof ClientStatistics>

export const Device = Type.Object({
  id: Type.String(),
  client: Type.String(),
  type: Nullable(Type.String()),
  source: Type.String(),
  first_seen_at: Time,
  last_seen_at: Time,
  metrics: Type.Array(
    Type.Object({
      metric: Type.String(),
      unit: Nullable(Type.String()),
      last: number,
      last_at: Nullable(Time),
    }),
  ),
})
export type Device = Static<typeof Device>

/**
 * Asked with a key of a client in `x-api-key`; without one the answer is a protocol's own: 401 `{"error":"Unauthorized"}`. What
 * the query says is looked at only behind the key, so that nobody learns anything by it.
 */
const op = { service: 'edge', method: 'GET', access: 'public' } as const
const text = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())]))

export const GetProcessedData = defineOperation({
  ...op,
  name: 'GetProcessedData',
  path: '/processed_data',
  summary: 'Statistics of one object of the client whose key is in x-api-key',
  query: Type.Object({ object_id: text }, { additionalProperties: true }),
  output: ObjectStatistics,
})
export const GetClientStatistics = defineOperation({
  ...op,
  name: 'GetClientStatistics',
  path: '/client_statistics',
  summary: 'Statistics of all objects of the client whose key is in x-api-key, whatever client_id says',
  query: Type.Object({ client_id: text }, { additionalProperties: true }),
  output: ClientStatistics,
})

const ofClient = Type.Optional(
  Type.String({ maxLength: 63, description: 'Of this client; a key of a client sees its own objects alone.' }),
)
const asked = { service: 'edge', method: 'GET', access: 'viewer', scope: 'edge', key_header: true } as const

export const ListDevices = defineOperation({
  ...asked,
  name: 'ListDevices',
  path: '/api/v1/devices',
  summary: 'The objects that are measured, by client and id',
  query: Type.Object({ ...PageQuery, client: ofClient }),
  output: Page(Device),
})
export const GetDevice = defineOperation({
  ...asked,
  name: 'GetDevice',
  path: '/api/v1/devices/:id',
  summary: 'One object with its statistics',
  params: Type.Object({ id: Type.String({ maxLength: 200 }) }),
  query: Type.Object({ client: ofClient }),
  output: Type.Intersect([Device, Type.Object({ window_s: Type.Number(), statistics: ByMetric })]),
})
