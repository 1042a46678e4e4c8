import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import { refOf } from './definitions/flag.ts'
import type { FlagFile } from './definitions/flag-file.ts'
import type { FlagCache } from './environments/flag-cache.ts'
import type { EvaluationCounts } from './evaluation/evaluation-counts.ts'
import type { FlagStreams } from './evaluation/flag-streams.ts'
import { runningStates } from './leases/lease.ts'
import type { LeaseStore } from './leases/lease-store.ts'

type Deps = {
  readonly cache: FlagCache
  readonly counts: EvaluationCounts
  readonly leases: LeaseStore
  readonly streams: FlagStreams
  readonly file: FlagFile
}

const neverTaken: ReadonlySet<string> = new Set(['dry_run', 'refused'])

/** Leases are counted where they are stored, so that a new start does not begin at nought. */
export function declareMetrics(metrics: Metrics, { cache, counts, leases, streams, file }: Deps): void {
  metrics.read(
    {
      vigie_flag_leases: gauge('Flags that incidents force now; asking: a person has to say what becomes of it.'),
      vigie_flag_flips_total: counter('Flags that incidents have ever forced.'),
      vigie_flag_flips_refused_total: counter('Flags that were not forced since too many were within an hour.'),
      vigie_flags: gauge('Flags that are there.'),
      vigie_flags_revision: gauge('What evaluation goes by; grows with every change.'),
      vigie_flags_file_mistakes: gauge('Mistakes in flags.file as it is saved now; the flags of before stay in force.'),
      vigie_flag_evaluations_total: counter('Evaluations that were counted; ten seconds behind.'),
      vigie_flag_streams: gauge('Event streams that are open.'),
      vigie_flag_streams_dropped_total: counter('Event streams let go because they read too slowly.'),
    },
    async () => {
      const states = await leases.counts()
      const taken = [...states].filter(([state]) => !neverTaken.has(state))
      const environments = cache.environments().map(one => ({ ...one, labels: refOf(one.environment) }))
      return {
        vigie_flag_leases: runningStates.map(state => ({ labels: { state }, value: states.get(state) ?? 0 })),
        vigie_flag_flips_total: taken.reduce((sum, [, count]) => sum + count, 0),
        vigie_flag_flips_refused_total: states.get('refused') ?? 0,
        vigie_flags: environments.map(({ labels, flags }) => ({ labels, value: flags.size })),
        vigie_flags_revision: environments.map(({ labels, environment }) => ({ labels, value: environment.revision })),
        vigie_flags_file_mistakes: file.problems.length,
        vigie_flag_evaluations_total: counts.total,
        vigie_flag_streams: streams.size,
        vigie_flag_streams_dropped_total: streams.dropped,
      }
    },
  )
}
