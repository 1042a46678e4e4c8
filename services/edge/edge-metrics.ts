import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import type { Made } from './deps.ts'
import type { Device } from './devices/device.ts'
import type { Sources } from './sources/sources.ts'

/** A scrape stays small, however many objects there are; all of them are series of our own. */
const mostScraped = 1_000

/** Sent = accepted + duplicates + refused, and what of the accepted is lost is said. */
export function declareMetrics(metrics: Metrics, deps: Made, poller: Sources): void {
  const { devices, telemetry, rules } = deps
  metrics.read(
    {
      vigie_edge_samples_total: counter('Values of objects that came in, by what became of them'),
      vigie_edge_series: gauge('Series of objects'),
      vigie_edge_objects: gauge('Objects that are known'),
      vigie_edge_source_up: gauge('1 where the last round of a source could be read whole'),
      vigie_edge_source_rounds_total: counter('Rounds of a source'),
      vigie_edge_anomalies_total: counter('Anomalies that began, by client and rule'),
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
        vigie_edge_anomalies_total: rules
          .begun()
          .map(({ client, rule, count }) => ({ labels: { client, rule }, value: count })),
      }
    },
  )
  declarePerObject(metrics, deps)
}

function declarePerObject(metrics: Metrics, { devices, telemetry }: Pick<Made, 'devices' | 'telemetry'>): void {
  metrics.read(
    {
      vigie_edge_object_value: gauge('The last value of each metric of an object; of the first 1,000 objects'),
      vigie_edge_object_seen_timestamp_seconds: gauge('When an object was last heard of; of the first 1,000 objects'),
    },
    () => {
      const scraped = devices.all().slice(0, mostScraped)
      return {
        vigie_edge_object_value: lastValues(telemetry, scraped),
        vigie_edge_object_seen_timestamp_seconds: scraped.map(({ client, id, last_seen_at }) => ({
          labels: { client, object: id },
          value: Date.parse(last_seen_at) / 1_000,
        })),
      }
    },
  )
}

/** In the unit that is in use. */
function lastValues(telemetry: Made['telemetry'], scraped: readonly Device[]) {
  const wanted = new Map(scraped.map(device => [keyOf(device.client, device.id), device]))
  const clients = new Set(scraped.map(({ client }) => client))
  return [...clients].flatMap(client =>
    telemetry.last(client, [{ label: 'history', is: '=', value: '' }]).flatMap(({ name, labels, points: [newest] }) => {
      const { object = '', unit = '' } = labels
      const device = wanted.get(keyOf(client, object))
      const value = newest?.[1]
      if (typeof value !== 'number' || (device?.units[name]?.unit ?? '') !== unit) return []
      return [{ labels: { client, object, type: device?.type ?? '', metric: name, unit }, value }]
    }),
  )
}

const keyOf = (client: string, id: string): string => JSON.stringify([client, id])
