import { Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'

// Prometheus's HTTP API, version 1 (https://prometheus.io/docs/prometheus/latest/querying/api/), for Grafana and whatever else
// reads from a Prometheus, and for the Prometheus that writes here.

/** Whatever is wrong with them is told in Prometheus's own words, so that nothing is required here. */
const Text = Type.Optional(Type.String({ maxLength: 20_000 }))
const Selectors = Type.Optional(
  Type.Union([Type.String({ maxLength: 20_000 }), Type.Array(Type.String({ maxLength: 20_000 }), { maxItems: 100 })]),
)

const asked = {
  time: Type.Object({ query: Text, time: Text, timeout: Text, stats: Text }, { additionalProperties: false }),
  range: Type.Object(
    { query: Text, start: Text, end: Text, step: Text, timeout: Text, stats: Text },
    { additionalProperties: false },
  ),
  series: Type.Object({ 'match[]': Selectors, start: Text, end: Text, limit: Text }, { additionalProperties: false }),
}

export const PrometheusAnswer = Type.Object({
  status: Type.Enum(['success', 'error']),
  data: Type.Optional(Type.Unknown()),
  errorType: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
})

const reading = {
  service: 'metrics',
  access: 'viewer',
  scope: 'telemetry:read',
  output: PrometheusAnswer,
} as const
const get = { ...reading, method: 'GET' } as const
/** Grafana sends long queries as forms. */
const post = { ...reading, method: 'POST', form: true, reads: true } as const

const query = { path: '/prometheus/api/v1/query', summary: 'PromQL at one time' } as const
export const PrometheusQuery = defineOperation({ ...get, ...query, name: 'PrometheusQuery', query: asked.time })
export const PostPrometheusQuery = defineOperation({ ...post, ...query, name: 'PostPrometheusQuery', body: asked.time })

const range = { path: '/prometheus/api/v1/query_range', summary: 'PromQL at each step of a time' } as const
export const PrometheusRange = defineOperation({ ...get, ...range, name: 'PrometheusRange', query: asked.range })
export const PostPrometheusRange = defineOperation({
  ...post,
  ...range,
  name: 'PostPrometheusRange',
  body: asked.range,
})

const series = { path: '/prometheus/api/v1/series', summary: 'Series that match, with their labels' } as const
export const PrometheusSeries = defineOperation({ ...get, ...series, name: 'PrometheusSeries', query: asked.series })
export const PostPrometheusSeries = defineOperation({
  ...post,
  ...series,
  name: 'PostPrometheusSeries',
  body: asked.series,
})

const labels = { path: '/prometheus/api/v1/labels', summary: 'Names of labels' } as const
export const PrometheusLabels = defineOperation({ ...get, ...labels, name: 'PrometheusLabels', query: asked.series })
export const PostPrometheusLabels = defineOperation({
  ...post,
  ...labels,
  name: 'PostPrometheusLabels',
  body: asked.series,
})

export const PrometheusLabelValues = defineOperation({
  ...get,
  name: 'PrometheusLabelValues',
  path: '/prometheus/api/v1/label/:name/values',
  summary: 'Values of one label; of `__name__` the metrics',
  params: Type.Object({ name: Type.String({ maxLength: 200 }) }),
  query: asked.series,
})

export const PrometheusMetadata = defineOperation({
  ...get,
  name: 'PrometheusMetadata',
  path: '/prometheus/api/v1/metadata',
  summary: 'Type, unit and explanation of metrics',
  query: Type.Object({ metric: Text, limit: Text, limit_per_metric: Text }, { additionalProperties: false }),
})

export const PrometheusBuildInfo = defineOperation({
  ...get,
  name: 'PrometheusBuildInfo',
  path: '/prometheus/api/v1/status/buildinfo',
  summary: 'The version of Prometheus whose PromQL this is',
})

/** Those that change nothing. */
export const prometheusReads = [
  ...[PrometheusQuery, PostPrometheusQuery, PrometheusRange, PostPrometheusRange],
  ...[PrometheusSeries, PostPrometheusSeries, PrometheusLabels, PostPrometheusLabels],
  ...[PrometheusLabelValues, PrometheusMetadata, PrometheusBuildInfo],
] as const

export const PrometheusWrite = defineOperation({
  service: 'metrics',
  name: 'PrometheusWrite',
  method: 'POST',
  path: '/prometheus/api/v1/write',
  access: 'admin',
  scope: 'telemetry:write',
  summary: 'Remote write 1.0: samples of a Prometheus or an agent',
  bytes: true,
  media: ['application/x-protobuf'],
  encodings: ['snappy'],
  body_limit: 8_388_608,
  body: Type.Unknown(),
  output: Type.Null(),
  status: 204,
})
