import type { Clock } from '../runtime/clock.ts'
import type { Log as Messages } from '../runtime/log.ts'
import type { ConditionRecord } from '../store/condition.ts'
import type { Store } from '../store/store.ts'
import type { WorkerPool } from '../worker-pool/worker-pool.ts'
import type { Heads } from './heads.ts'
import type { Ledger } from './log/ledger.ts'
import type { Log } from './log/log.ts'
import type { Appended, Sample } from './series/sample.ts'
import type { Series, SeriesIndex } from './series/series-index.ts'
import type { TelemetryStore } from './telemetry-store.ts'

/** How long samples and rollups are kept; left out: for ever. */
export type Retention = { readonly samples_ms?: number; readonly rollups_ms?: number }

export type Limits = {
  readonly seriesOfTenant: number
  /** So many samples in memory are brought into the database, whatever their age. */
  readonly samplesInMemory: number
}

/** Told what was sent and what came of it, before whoever sent it is. */
export type Taken = (samples: readonly Sample[], appended: Appended) => Promise<void>

export type TelemetryOptions = {
  /** With `telemetryMigrations`. */
  readonly store: Store
  /** The data folder of the program; the log lies below it, in a folder of this name: the service's. */
  readonly data: string
  readonly name: string
  readonly clock: Clock
  readonly log: Messages
  readonly workers: Pick<WorkerPool, 'run'>
  readonly retentionOf?: (series: Pick<Series, 'tenant' | 'class'>) => Retention
  readonly limits?: Partial<Limits>
  readonly taken?: Taken
}

/** What the parts of one store share. */
export type Parts = {
  readonly store: Store
  readonly rows: TelemetryStore
  readonly index: SeriesIndex
  readonly heads: Heads
  readonly log: Log
  readonly ledger: Ledger
  readonly limits: Limits
  readonly condition: ConditionRecord
  readonly clock: Clock
  readonly messages: Messages
  readonly workers: Pick<WorkerPool, 'run'>
  readonly retentionOf: (series: Pick<Series, 'tenant' | 'class'>) => Retention
  readonly taken: Taken | undefined
  /** Older samples of that series are not kept. */
  readonly expiredBefore: (series: Series) => number
  readonly diskFailure: (thrown: unknown) => unknown
}
