import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import type { FlagStreams } from './evaluation/flag-streams.ts'
import { declareLeaseMetrics } from './leases/lease-metrics.ts'
import type { Work } from './work.ts'

export function declareMetrics(metrics: Metrics, work: Work, streams: FlagStreams, fileMistakes: () => number): void {
  declareLeaseMetrics(metrics, work.leases)
  metrics.read(
    {
      vigie_flags: gauge('Flags that are there.'),
      vigie_flags_revision: gauge('What evaluation goes by; grows with every change.'),
      vigie_flags_file_mistakes: gauge('Mistakes in flags.file as it is saved now; the flags of before stay in force.'),
      vigie_flag_evaluations_total: counter('Evaluations that were counted; ten seconds behind.'),
      vigie_flag_streams: gauge('Event streams that are open.'),
      vigie_flag_streams_dropped_total: counter('Event streams let go because they read too slowly.'),
    },
    () => {
      const places = work.board.places().map(({ environment, flags }) => ({
        labels: { project: environment.project, environment: environment.name },
        ...{ flags: flags.size, revision: environment.revision },
      }))
      return {
        vigie_flags: places.map(({ labels, flags }) => ({ labels, value: flags })),
        vigie_flags_revision: places.map(({ labels, revision }) => ({ labels, value: revision })),
        vigie_flags_file_mistakes: fileMistakes(),
        vigie_flag_evaluations_total: work.counts.total,
        vigie_flag_streams: streams.size,
        vigie_flag_streams_dropped_total: streams.dropped,
      }
    },
  )
}
