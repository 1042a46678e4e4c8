import * as charts from '../../contracts/metrics/charts.ts'
import { ListExports } from '../../contracts/metrics/exports.ts'
import * as push from '../../contracts/metrics/push.ts'
import * as series from '../../contracts/metrics/series.ts'
import * as short from '../../contracts/metrics/short-addresses.ts'
import * as sources from '../../contracts/metrics/sources.ts'
import type { Timer } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { type Context, type Served, type Started, serve } from '../../kit/service/service.ts'
import { listCharts, presentChart, readChart } from './charts/chart.ts'
import { ChartPublisher } from './charts/chart-publisher.ts'
import { extractMinutes, showTawarano } from './charts/short-addresses.ts'
import { showChart } from './charts/show-chart.ts'
import { chartsOf, exportsIn, type MetricsConfig, sourcesOf } from './config.ts'
import { type Made, openDeps } from './deps.ts'
import { declareExportMetrics, listExports } from './export/present-exports.ts'
import type { Target } from './export/target.ts'
import { recordReading } from './polling/record-reading.ts'
import { SourcePoller } from './polling/source-poller.ts'
import { prometheusApi } from './prometheus-api/prometheus-api.ts'
import { ownSeries } from './prometheus-api/select-series.ts'
import { pushPoints, writeLines } from './push/receive-push.ts'
import { edgeSeries } from './series/edge-series.ts'
import { listSeries, readSeries } from './series/list-series.ts'
import { presentKinds } from './sources/present-kinds.ts'
import { getSource, listSources } from './sources/present-source.ts'
import { previewSource } from './sources/preview-source.ts'
import { readDefinition } from './sources/read-definition.ts'
import { secretsOf } from './sources/source.ts'

const dayMs = 86_400_000
const drawAfterMs = 1_000
const redrawEveryMs = 60_000

export async function startMetrics(context: Context<MetricsConfig>): Promise<Started<MetricsConfig>> {
  const { network, workers, clock, log, redactor } = context
  const deps = await openDeps(context)
  const poller = new SourcePoller({
    network,
    workers,
    clock,
    log,
    record: async (source, outcome) => {
      const wait = await recordReading(deps, source, outcome)
      drawSoon()
      return wait
    },
  })
  const publisher = new ChartPublisher(deps)
  let drawing: Timer | null = null
  const draw = () => {
    drawing = null
    void publisher.publish().catch(err => log.error({ err }, 'the charts could not be drawn'))
  }
  // What several sources say at the same moment is drawn together.
  const drawSoon = () => {
    drawing ??= clock.after(drawAfterMs, draw)
  }
  const pollAll = async () => {
    const all = await deps.sources.definitions.inForce()
    redactor.know(
      'metrics',
      all.flatMap(({ definition }) => secretsOf(definition)),
    )
    poller.follow(all, await deps.states.all())
  }
  let exported = exportsIn(context.config)
  const targets = () => exported
  await deps.exporter.use(exported)
  declareExportMetrics(context.metrics, deps.exports, targets)
  const use = async (config: MetricsConfig, placeOf: Context['placeOf']) => {
    const place = (section: string, index: number) => placeOf(['metrics', section, index])
    await deps.sources.applyFile(sourcesOf(config).map((one, index) => ({ ...one, place: place('sources', index) })))
    await deps.charts.applyFile(chartsOf(config).map(({ path, ...chart }) => ({ ...chart, place: placeOf(path) })))
    exported = exportsIn(config)
    await deps.exporter.use(exported)
    await pollAll()
    drawSoon()
  }
  return {
    serves: [
      ...ofSources(deps, poller, pollAll),
      ...ofPushes(deps),
      ...ofSeries(deps),
      ...ofCharts(deps, drawSoon),
      ...ofPrometheus(deps),
      ofExports(deps, targets),
    ],
    schedules: [
      every(redrawEveryMs, 'draw the charts that changed', () => publisher.publish()),
      periodically(dayMs, 'forget old samples', () => deps.telemetry.retain()),
    ],
    checkReload: async config => [
      ...(await deps.sources.conflictsWithApi(sourcesOf(config).map(({ name }) => name))),
      ...(await deps.charts.conflictsWithApi(chartsOf(config).map(({ name }) => name))),
    ],
    reload: use,
    onReady: () => use(context.config, context.placeOf),
    stop: async () => {
      drawing?.cancel()
      await poller.stop()
      await deps.telemetry.stop()
    },
  }
}

function ofSources(deps: Made, poller: SourcePoller, pollAll: () => Promise<void>): Served[] {
  return [
    serve(sources.ListSourceKinds, presentKinds),
    serve(sources.ListSources, ({ query }) => listSources(deps, query)),
    serve(sources.GetSource, ({ params }) => getSource(deps, params.id)),
    serve(sources.CreateSource, async ({ body }) => {
      await deps.sources.create(body.name, readDefinition(body))
      await pollAll()
      return getSource(deps, body.name)
    }),
    serve(sources.ReplaceSource, async ({ params, query, body }) => {
      const { redactor } = deps
      await deps.sources.replace(params.id, query, before => readDefinition(body, { before, redactor }))
      await pollAll()
      return getSource(deps, params.id)
    }),
    serve(sources.DeleteSource, async ({ params }) => {
      await deps.sources.remove(params.id)
      await pollAll()
      return null
    }),
    serve(sources.RefreshSource, async ({ params }) => {
      await deps.sources.find(params.id)
      await poller.refresh(params.id)
      return getSource(deps, params.id)
    }),
    serve(sources.PreviewSource, ({ body }) => previewSource(deps, body.name, readDefinition(body))),
  ]
}

const ofExports = (deps: Made, targets: () => readonly Target[]): Served =>
  serve(ListExports, () => listExports(deps.exports, targets()))

function ofPrometheus(deps: Made): Served[] {
  const elsewhere = edgeSeries(deps.call)
  return prometheusApi({ ...deps, sources: [ownSeries(deps), elsewhere], elsewhere })
}
const ofPushes = (deps: Made): Served[] => [
  serve(push.PushPoints, request => pushPoints(deps, request)),
  serve(push.WriteInflux1, ({ query, body, headers }) => {
    const { db: bucket = '', precision = 'ns' } = query
    return writeLines(deps, { body, headers, bucket, precision })
  }),
  serve(push.WriteInflux2, ({ query, body, headers }) => {
    const { bucket = '', precision = 'ns' } = query
    return writeLines(deps, { body, headers, bucket, precision })
  }),
]

const ofSeries = (deps: Made): Served[] => [
  serve(series.ListSeries, ({ query }) => listSeries(deps, query)),
  serve(series.ReadSeries, request => readSeries(deps, request)),
]

function ofCharts(deps: Made, drawSoon: () => void): Served[] {
  return [
    serve(charts.ListCharts, ({ query }) => listCharts(deps, query)),
    serve(charts.GetChart, async ({ params }) => presentChart(await deps.charts.find(params.name))),
    serve(charts.CreateChart, async ({ body }) => {
      const made = await deps.charts.create(body.name, readChart(body))
      drawSoon()
      return presentChart(made)
    }),
    serve(charts.ReplaceChart, async ({ params, query, body }) => {
      const written = readChart(body)
      const changed = await deps.charts.replace(params.name, query, () => written)
      drawSoon()
      return presentChart(changed)
    }),
    serve(charts.DeleteChart, async ({ params }) => {
      await deps.charts.remove(params.name)
      drawSoon()
      return null
    }),
    serve(short.ShowTawarano, request => showTawarano(deps, request)),
    serve(short.ExtractMinutes, extractMinutes),
    serve(charts.ShowChartSvg, request => showChart(deps, 'svg', request)),
    serve(charts.ShowChartCsv, request => showChart(deps, 'csv', request)),
    serve(charts.ShowChartJson, request => showChart(deps, 'json', request)),
  ]
}
