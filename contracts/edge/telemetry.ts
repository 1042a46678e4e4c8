import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable } from '../common-schemas.ts'

const label = Type.Record(Type.String(), Type.String())
const mostPoints = 20_000

/** As in PromQL; `__name__` is the metric. */
export const Matcher = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 200 }),
    is: Type.Enum(['=', '!=', '=~', '!~']),
    value: Type.String({ maxLength: 1_000 }),
  },
  { additionalProperties: false },
)

/** For services of the cluster: series of every client, with the label `client`. */
export const SelectSeries = defineOperation({
  service: 'edge',
  name: 'SelectSeries',
  method: 'POST',
  path: '/internal/edge/series',
  access: 'viewer',
  audience: 'cluster',
  reads: true,
  summary: 'Series that fit all matchers, with their values from one time to another',
  body: Type.Object(
    {
      matchers: Type.Array(Matcher, { maxItems: 50 }),
      /** Epoch milliseconds, both included. */
      from: Type.Number(),
      to: Type.Number(),
      /** Milliseconds: the average of each step, which begins at its time. */
      step: Type.Optional(Type.Integer({ minimum: 1 })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    series: Type.Array(
      Type.Object({
        labels: label,
        unit: Nullable(Type.String()),
        times: Type.Array(Type.Number()),
        /** Null: the series has ended here. */
        values: Type.Array(Nullable(Type.Number())),
      }),
    ),
  }),
})

const Text = Type.String({ minLength: 1, maxLength: 200 })
const when = Type.Union([Type.String({ maxLength: 40 }), Type.Number()], {
  description: 'ISO 8601, UTC where no zone is named, or epoch milliseconds; left out: now.',
})
/** Whether each is a value, a time and a name is judged one by one. */
const PushedSample = Type.Object(
  {
    object: Text,
    metric: Text,
    value: Type.Unknown(),
    at: Type.Optional(when),
    unit: Type.Optional(Type.String({ maxLength: 40 })),
    type: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false },
)
const columnOf = <Of extends Parameters<typeof Type.Array>[0]>(schema: Of) =>
  Type.Array(schema, { maxItems: mostPoints })
const Columns = Type.Object(
  {
    object: Type.Union([Text, columnOf(Text)]),
    metric: Type.Union([Text, columnOf(Text)]),
    value: columnOf(Type.Unknown()),
    at: Type.Optional(columnOf(when)),
    unit: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), columnOf(Type.String({ maxLength: 40 }))])),
  },
  { additionalProperties: false, description: 'Columns of one length; one text stands for every row.' },
)
export type Columns = Static<typeof Columns>
export type PushedSample = Static<typeof PushedSample>

export const PushTelemetry = defineOperation({
  service: 'edge',
  name: 'PushTelemetry',
  method: 'POST',
  path: '/api/v1/telemetry',
  access: 'responder',
  scope: ['edge', 'telemetry:write'],
  key_header: true,
  status: 202,
  body_limit: 4 * 1_048_576,
  json_limit: { values: 150_000 },
  summary: 'Values of objects; a key of a client sends those of its own, others name the client',
  query: Type.Object({ client: Type.Optional(Type.String({ maxLength: 63 })) }),
  body: Type.Union([Type.Array(PushedSample, { maxItems: mostPoints }), Columns]),
  output: Type.Object({
    accepted: Type.Integer(),
    duplicates: Type.Integer(),
    refused: Type.Array(Type.Object({ index: Type.Integer(), reason: Type.String() })),
  }),
})
