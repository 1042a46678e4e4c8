import type { Staleness } from '../../contracts/flags.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { Context } from '../../kit/service.ts'
import type { Store } from '../../kit/store.ts'
import type { Board } from './board.ts'
import type { ChangeStore } from './change-store.ts'
import type { EnvironmentStore } from './environment-store.ts'
import type { EvaluationCounts } from './evaluation-counts.ts'
import type { StoredFlag } from './flag.ts'
import type { FlagStore } from './flag-store.ts'
import type { MemberStore } from './member-store.ts'

/** What every use case of this service works with. */
export type Work = {
  readonly store: Store
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly log: Log
  readonly board: Board
  readonly flags: FlagStore
  readonly environments: EnvironmentStore
  readonly changes: ChangeStore
  readonly members: MemberStore
  readonly counts: EvaluationCounts
  readonly staleness: (flag: StoredFlag) => Staleness
  readonly newId: () => string
}
