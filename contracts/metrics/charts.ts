import { type Static, Type } from 'typebox'
import { languages } from '../../kit/messages/languages.ts'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Origin, Page, PageQuery, RevisionQuery, Time } from '../common-schemas.ts'
import { SeriesPoint } from './series.ts'

/** Pictures of series: for people on pages, for programs as data. */

export const chartForms = ['line', 'area', 'column', 'histogram'] as const
export const ChartForm = Type.Enum([...chartForms])
export type ChartForm = Static<typeof ChartForm>

export const ChartName = Type.String({
  pattern: '^[a-z0-9][a-z0-9_-]{0,62}$',
  description: 'Lower-case letters, digits, dashes and underscores: its address is /charts/{name}.',
})
export const chartAggregates = ['avg', 'min', 'max', 'sum', 'count', 'last', 'p95'] as const
export const ChartAggregate = Type.Enum([...chartAggregates])
export type ChartAggregate = Static<typeof ChartAggregate>

export const Threshold = Type.Object(
  { value: Type.Number(), label: Type.Optional(Type.String({ maxLength: 60 })) },
  { additionalProperties: false },
)
export type Threshold = Static<typeof Threshold>

const Selector = Type.String({ minLength: 1, maxLength: 500, description: '`source.value`, with labels as in PromQL.' })
const Lapse = Type.Union([Type.Number({ minimum: 0 }), Type.String({ maxLength: 20 })])

export const ChartDefinition = Type.Object(
  {
    name: ChartName,
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    series: Type.Union([Selector, Type.Array(Selector, { minItems: 1, maxItems: 20 })]),
    as: Type.Optional(ChartForm),
    range: Type.Optional(Lapse),
    step: Type.Optional(Lapse),
    aggregate: Type.Optional(ChartAggregate),
    unit: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    thresholds: Type.Optional(Type.Array(Threshold, { maxItems: 10 })),
    public: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type ChartDefinition = Static<typeof ChartDefinition>

export const Chart = Type.Object({
  id: Type.String(),
  name: Type.String(),
  title: Nullable(Type.String()),
  series: Type.Array(Type.String()),
  as: ChartForm,
  range_s: Type.Number(),
  /** Null: as fine as the picture can show. */
  step_s: Nullable(Type.Number()),
  aggregate: ChartAggregate,
  unit: Nullable(Type.String()),
  thresholds: Type.Array(Threshold),
  /** Whether everybody may see it. */
  public: Type.Boolean(),
  origin: Origin,
  place: Nullable(Type.String()),
  revision: Type.Integer(),
})
export type Chart = Static<typeof Chart>

const op = { service: 'metrics' } as const
const ChartId = Type.Object({ name: Type.String({ maxLength: 100 }) })

export const ListCharts = defineOperation({
  ...op,
  name: 'ListCharts',
  method: 'GET',
  path: '/api/v1/charts',
  access: 'viewer',
  summary: 'The charts',
  query: Type.Object(PageQuery),
  output: Page(Chart),
})
export const GetChart = defineOperation({
  ...op,
  name: 'GetChart',
  method: 'GET',
  path: '/api/v1/charts/:name',
  access: 'viewer',
  summary: 'One chart',
  params: ChartId,
  output: Chart,
})
export const CreateChart = defineOperation({
  ...op,
  name: 'CreateChart',
  method: 'POST',
  path: '/api/v1/charts',
  access: 'responder',
  status: 201,
  summary: 'Add a chart',
  body: ChartDefinition,
  output: Chart,
})
export const ReplaceChart = defineOperation({
  ...op,
  name: 'ReplaceChart',
  method: 'PUT',
  path: '/api/v1/charts/:name',
  access: 'responder',
  summary: 'Replace the definition of a chart',
  params: ChartId,
  query: Type.Object(RevisionQuery),
  body: ChartDefinition,
  output: Chart,
})
export const DeleteChart = defineOperation({
  ...op,
  name: 'DeleteChart',
  method: 'DELETE',
  path: '/api/v1/charts/:name',
  access: 'responder',
  status: 204,
  summary: 'Remove a chart; its series stay',
  params: ChartId,
  output: Type.Null(),
})

export const ChartSeries = Type.Object({
  id: Type.String(),
  /** What tells it from the others of the chart. */
  label: Type.String(),
  unit: Nullable(Type.String()),
  points: Type.Array(SeriesPoint),
})
export type ChartSeries = Static<typeof ChartSeries>

/** What a chart shows at a time. */
export const ChartData = Type.Object({
  name: Type.String(),
  title: Type.String(),
  as: ChartForm,
  unit: Nullable(Type.String()),
  from: Time,
  to: Time,
  step_s: Nullable(Type.Number()),
  series: Type.Array(ChartSeries),
  /** More series fit its selectors than a picture can show. */
  left_out: Type.Integer(),
  thresholds: Type.Array(Threshold),
})
export type ChartData = Static<typeof ChartData>

const drawn = { ...op, method: 'GET', access: 'public', params: ChartId } as const
const language = { language: Type.Optional(Type.Enum([...languages])) }

/** Of a chart that is not public only whoever may read charts is told that it is there. */
export const ShowChartSvg = defineOperation({
  ...drawn,
  name: 'ShowChartSvg',
  path: '/charts/:name.svg',
  summary: 'A chart as a picture',
  query: Type.Object(language),
  content: 'image/svg+xml; charset=utf-8',
  output: Type.String(),
})
export const ShowChartCsv = defineOperation({
  ...drawn,
  name: 'ShowChartCsv',
  path: '/charts/:name.csv',
  summary: 'The points of a chart as CSV',
  content: 'text/csv; charset=utf-8',
  output: Type.String(),
})
export const ShowChartJson = defineOperation({
  ...drawn,
  name: 'ShowChartJson',
  path: '/charts/:name.json',
  summary: 'The points of a chart as JSON',
  output: ChartData,
})

/** A public chart shows something new, or is public no more (`gone`). */
export const ChartDrawn = defineEvent(
  'vigie.metrics.chart-drawn.v1',
  Type.Object({
    name: Type.String(),
    revision: Type.Integer(),
    gone: Type.Boolean(),
    drawn_at: Time,
    title: Type.String(),
    unit: Nullable(Type.String()),
    from: Time,
    to: Time,
    /** SVG without a style of its own, by language. */
    pictures: Type.Record(Type.String(), Type.String()),
    series: Type.Array(Type.Object({ label: Type.String(), unit: Nullable(Type.String()) })),
    /** The latest points, for those who read and do not look: a value for each series. */
    rows: Type.Array(Type.Object({ at: Time, values: Type.Array(Nullable(Type.Number())) })),
  }),
)
