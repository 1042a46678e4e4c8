import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time, Worded } from '../common-schemas.ts'

/** What a rule found in the values of an object, and why it says so. */
export const Anomaly = Type.Object({
  id: Type.String(),
  object: Type.String(),
  client: Type.String(),
  metric: Type.String(),
  unit: Nullable(Type.String()),
  /** Null: there was none. */
  value: Nullable(Type.Number()),
  sentence: Type.String(),
  sentence_i18n: Worded,
  rule: Type.String(),
  /** When it began. */
  at: Time,
  /** Null while it lasts. */
  ended_at: Nullable(Time),
  /** The signal by which the incident of it is found. */
  signal: Type.String(),
  incident: Nullable(Type.String()),
})
export type Anomaly = Static<typeof Anomaly>

export const ListAnomalies = defineOperation({
  service: 'edge',
  name: 'ListAnomalies',
  method: 'GET',
  path: '/api/v1/anomalies',
  access: 'viewer',
  scope: 'edge',
  key_header: true,
  summary: 'What rules found in the values of objects, newest first',
  query: Type.Object({
    ...PageQuery,
    client: Type.Optional(Type.String({ maxLength: 63 })),
    object: Type.Optional(Type.String({ maxLength: 200 })),
    active: Type.Optional(Type.Boolean({ description: 'Only those that last.' })),
  }),
  output: Page(Anomaly),
})
