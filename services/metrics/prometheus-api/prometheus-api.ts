import * as api from '../../../contracts/metrics/prometheus.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { success } from './answers.ts'
import { findLabels, findLabelValues, findMetadata, findSeries } from './known-series.ts'
import { MetadataCache } from './metadata-cache.ts'
import type { PrometheusDeps } from './prometheus-deps.ts'
import { queryInstant, queryRange } from './query.ts'
import { receiveWrite } from './receive-write.ts'

const buildInfo = { version: '2.42.0', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' }

/** What Prometheus answers under `/api/v1`, here under `/prometheus/api/v1`. */
export function prometheusApi(deps: PrometheusDeps): Served[] {
  const metadata = new MetadataCache()
  return [
    serve(api.PrometheusQuery, ({ query }) => queryInstant(deps, query)),
    serve(api.PostPrometheusQuery, ({ body }) => queryInstant(deps, body)),
    serve(api.PrometheusRange, ({ query }) => queryRange(deps, query)),
    serve(api.PostPrometheusRange, ({ body }) => queryRange(deps, body)),
    serve(api.PrometheusSeries, ({ query }) => findSeries(deps, query)),
    serve(api.PostPrometheusSeries, ({ body }) => findSeries(deps, body)),
    serve(api.PrometheusLabels, ({ query }) => findLabels(deps, query)),
    serve(api.PostPrometheusLabels, ({ body }) => findLabels(deps, body)),
    serve(api.PrometheusLabelValues, ({ params, query }) => findLabelValues(deps, params.name, query)),
    serve(api.PrometheusMetadata, ({ query }) => findMetadata(deps, metadata, query)),
    serve(api.PrometheusBuildInfo, () => success(buildInfo)),
    serve(api.PrometheusWrite, ({ body }) =>
      receiveWrite(deps, metadata, (body as Uint8Array | undefined) ?? new Uint8Array()),
    ),
  ]
}
