import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Telemetry } from '../../../kit/telemetry/telemetry.ts'
import type { WorkerPool } from '../../../kit/worker-pool/worker-pool.ts'
import type { SelectSeries } from '../promql/evaluation/load.ts'

export type Bounds = { readonly mostSamples: number; readonly isLate: () => boolean }

/** What the API stands on; where there is nothing yet, it stands on nothing. */
export type PrometheusDeps = {
  readonly telemetry: Pick<Telemetry, 'append' | 'last' | 'series'>
  /** Where samples are, here and with others. */
  readonly sources: readonly SelectSeries[]
  /** What is known of series that others keep, as series of their last hour. */
  readonly elsewhere: SelectSeries
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly workers?: Pick<WorkerPool, 'run'>
}
