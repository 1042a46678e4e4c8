import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import type { Made } from './deps.ts'
import type { Sources } from './sources/sources.ts'

/** Sent = accepted + duplicates + refused, and what of the accepted is lost is said. */
export function declareMetrics(metrics: Metrics, { devices, telemetry }: Made, poller: Sources): void {
  metrics.read(
    {
      vigie_edge_samples_total: counter('Values of objects that came in, by what became of them'),
      vigie_edge_series: gauge('Series of objects'),
      vigie_edge_objects: gauge('Objects that are known'),
      vigie_edge_source_up: gauge('1 where the last round of a source could be read whole'),
      vigie_edge_source_rounds_total: counter('Rounds of a source'),
    },
    () => {
      const { accepted, duplicates, refused, lost, series } = telemetry.stats()
      const states = poller.states().filter(({ rounds }) => rounds > 0)
      return {
        vigie_edge_samples_total: Object.entries({ accepted, duplicates, refused, lost }).map(([outcome, value]) => ({
          labels: { outcome },
          value,
        })),
        vigie_edge_series: series,
        vigie_edge_objects: devices.all().length,
        vigie_edge_source_up: states.map(({ name, failure }) => ({ labels: { source: name }, value: failure ? 0 : 1 })),
        vigie_edge_source_rounds_total: states.map(({ name, rounds }) => ({ labels: { source: name }, value: rounds })),
      }
    },
  )
}
