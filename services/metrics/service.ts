import { say } from '../../contracts/messages/words.ts'
import * as charts from '../../contracts/metrics/charts.ts'
import { ListExports } from '../../contracts/metrics/exports.ts'
import { PrometheusWrite, prometheusReads } from '../../contracts/metrics/prometheus.ts'
import * as push from '../../contracts/metrics/push.ts'
import * as series from '../../contracts/metrics/series.ts'
import * as short from '../../contracts/metrics/short-addresses.ts'
import * as sources from '../../contracts/metrics/sources.ts'
import { notFound } from '../../contracts/refusals.ts'
import { defineService, serve } from '../../kit/service/service.ts'
import { telemetryLog } from '../../kit/telemetry/log/log-rows.ts'
import { telemetryMigrations } from '../../kit/telemetry/tables.ts'
import { extractMinutes } from './charts/short-addresses.ts'
import { MetricsConfig, metricsProblems } from './config.ts'
import { createMetrics } from './migrations/0001-create-metrics.ts'
import { createExports } from './migrations/0002-create-exports.ts'
import { countDuplicates } from './migrations/0003-count-duplicates.ts'
import { presentKinds } from './sources/present-kinds.ts'
import { sourceSettings } from './sources/source.ts'

const none = { items: [], next_cursor: null }

function nothing(path: string) {
  return ({ params }: { readonly params: { readonly id?: string; readonly name?: string } }): never => {
    throw notFound('metrics.not-found', { name: params.id ?? params.name ?? '', hint: say('hint.lists', { path }) })
  }
}

/** Numbers from anywhere, and charts of them. */
export const metrics = defineService({
  name: 'metrics',
  config: MetricsConfig,
  migrations: {
    ...telemetryMigrations,
    '0001-create-metrics': createMetrics,
    '0002-create-exports': createExports,
    '0003-count-duplicates': countDuplicates,
  },
  files: telemetryLog('metrics'),
  secrets: [sourceSettings],
  validate: metricsProblems,
  dormant: {
    isConfigured: config => config.metrics !== undefined,
    wakes: [
      sources.CreateSource,
      sources.PreviewSource,
      charts.CreateChart,
      push.WriteInflux1,
      push.WriteInflux2,
      PrometheusWrite,
    ],
    asleep: [
      serve(sources.ListSourceKinds, presentKinds),
      serve(sources.ListSources, () => none),
      serve(sources.GetSource, nothing('/api/v1/sources')),
      serve(sources.ReplaceSource, nothing('/api/v1/sources')),
      serve(sources.DeleteSource, nothing('/api/v1/sources')),
      serve(sources.RefreshSource, nothing('/api/v1/sources')),
      serve(push.PushPoints, nothing('/api/v1/sources')),
      serve(series.ListSeries, () => none),
      serve(series.ReadSeries, nothing('/api/v1/series')),
      serve(charts.ListCharts, () => none),
      serve(charts.GetChart, nothing('/api/v1/charts')),
      serve(charts.ReplaceChart, nothing('/api/v1/charts')),
      serve(charts.DeleteChart, nothing('/api/v1/charts')),
      serve(short.ShowTawarano, () => nothing('/api/v1/sources')({ params: { name: 'tawarano' } })),
      serve(short.ExtractMinutes, extractMinutes),
      serve(charts.ShowChartSvg, nothing('/api/v1/charts')),
      serve(charts.ShowChartCsv, nothing('/api/v1/charts')),
      serve(charts.ShowChartJson, nothing('/api/v1/charts')),
      serve(ListExports, () => ({ items: [] })),
      ...prometheusReads.map(operation =>
        serve(operation, async request =>
          (await import('./prometheus-api/empty-api.ts')).answerEmpty(operation, request),
        ),
      ),
    ],
  },
  start: async context => (await import('./start-metrics.ts')).startMetrics(context),
})
