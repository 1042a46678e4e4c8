import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import type { LiveStreams } from './live/live-streams.ts'
import type { PublicSite } from './public-site.ts'

export function declareMetrics(metrics: Metrics, site: PublicSite, streams: LiveStreams): void {
  metrics.read(
    {
      vigie_pages_printings_total: counter('How often public pages were rendered.'),
      vigie_pages_print_failures_total: counter('Renderings that failed; the pages of before stay.'),
      vigie_live_connections: gauge('Listeners of the live stream.'),
      vigie_live_dropped_total: counter('Listeners let go because they read too slowly.'),
    },
    () => ({
      vigie_pages_printings_total: site.renderings,
      vigie_pages_print_failures_total: site.failures,
      vigie_live_connections: streams.size,
      vigie_live_dropped_total: streams.dropped,
    }),
  )
}
