import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time } from '../common-schemas.ts'
import { Labels } from './sources.ts'

export const SeriesInfo = Type.Object({
  /** `tawarano.temp`, with labels `tawarano.temp{city="Liège"}`: as charts, rules and addresses name it. */
  id: Type.String(),
  /** As PromQL names it. */
  metric: Type.String(),
  labels: Labels,
  source: Nullable(Type.String()),
  unit: Nullable(Type.String()),
  last_at: Nullable(Time),
  last_value: Nullable(Type.Number()),
})
export type SeriesInfo = Static<typeof SeriesInfo>

/** Milliseconds since 1970; null: the series ended there. */
export const SeriesPoint = Type.Tuple([Type.Number(), Nullable(Type.Number())])

const op = { service: 'metrics', scope: 'telemetry:read' } as const
/** As ISO 8601, or in seconds or milliseconds since 1970. */
const Moment = Type.String({ maxLength: 40 })

export const ListSeries = defineOperation({
  ...op,
  name: 'ListSeries',
  method: 'GET',
  path: '/api/v1/series',
  access: 'viewer',
  summary: 'The series that there are, by name',
  query: Type.Object({ ...PageQuery, source: Type.Optional(Type.String({ maxLength: 100 })) }),
  output: Page(SeriesInfo),
})
export const ReadSeries = defineOperation({
  ...op,
  name: 'ReadSeries',
  method: 'GET',
  path: '/api/v1/series/:id',
  access: 'viewer',
  summary: 'The points of one series; of a long time as averages of equal steps',
  params: Type.Object({
    id: Type.String({ maxLength: 2_000, description: '`source.value` or `source.value{label="…"}`' }),
  }),
  query: Type.Object({
    from: Type.Optional(Moment),
    to: Type.Optional(Moment),
    step: Type.Optional(Type.String({ maxLength: 20, description: '`5m`, or seconds.' })),
    aggregate: Type.Optional(Type.Enum(['avg', 'min', 'max', 'sum', 'count', 'last', 'p95'])),
  }),
  output: Type.Object({ series: SeriesInfo, step_s: Nullable(Type.Number()), points: Type.Array(SeriesPoint) }),
})
