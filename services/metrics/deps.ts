import { ExportStateStore } from '../../kit/export/export-state.ts'
import { Exporter } from '../../kit/export/exporter.ts'
import type { Context } from '../../kit/service/service.ts'
import type { Taken } from '../../kit/telemetry/parts.ts'
import type { Appended, Sample } from '../../kit/telemetry/series/sample.ts'
import { Telemetry } from '../../kit/telemetry/telemetry.ts'
import type { ChartDefinition } from './charts/chart.ts'
import type { MetricsConfig } from './config.ts'
import { DefinitionStore } from './definitions/definition-store.ts'
import { Registry } from './definitions/registry.ts'
import { sendBatch } from './export/send-batch.ts'
import type { Target } from './export/target.ts'
import { encodeRemoteWrite } from './remote-write/remote-write.ts'
import { hideSettings, sourceSettings } from './sources/source.ts'
import { SourceStateStore } from './sources/source-state-store.ts'

/** What the metrics service is made of, made once; each use case names what it takes of it. */
export async function openDeps(context: Context<MetricsConfig>) {
  const { store, clock, redactor, settings, log, workers, data_directory, publish, network, call, jobs } = context
  const hiding = { column: sourceSettings, hide: hideSettings }
  const exports = new ExportStateStore(store)
  const exporter = new Exporter<Target, Sample>({
    store,
    states: exports,
    jobs,
    clock,
    name: 'metrics-export',
    encode: encodeRemoteWrite,
    send: (target, body, signal) => sendBatch(target, body, { network, signal, now: clock.now() }),
  })
  const taken: Taken = (samples, { refused }) => exporter.add(without(samples, refused))
  return {
    store,
    exports,
    exporter,
    clock,
    redactor,
    publish,
    network,
    call,
    workers,
    language: settings.language,
    time_zone: settings.time_zone,
    states: new SourceStateStore(store),
    sources: new Registry({
      store,
      definitions: new DefinitionStore(store, 'source', hiding),
      section: 'sources',
      path: '/api/v1/sources',
    }),
    charts: new Registry({
      store,
      definitions: new DefinitionStore<ChartDefinition>(store, 'chart'),
      section: 'charts',
      path: '/api/v1/charts',
    }),
    telemetry: await Telemetry.open({ store, data: data_directory, name: 'metrics', clock, log, workers, taken }),
  }
}

/** Duplicates among them: whoever sent a sample twice was perhaps not told that it arrived. */
function without(samples: readonly Sample[], refused: Appended['refused']): readonly Sample[] {
  if (refused.length === 0) return samples
  const wrong = new Set(refused.map(({ index }) => index))
  return samples.filter((_, index) => !wrong.has(index))
}

export type Made = Awaited<ReturnType<typeof openDeps>>
