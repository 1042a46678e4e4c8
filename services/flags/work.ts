import type { Staleness } from '../../contracts/flags.ts'
import type { ReadCopy } from '../../kit/read-copy/read-copy.ts'
import type { Clock } from '../../kit/runtime/clock.ts'
import type { Log } from '../../kit/runtime/log.ts'
import type { Context } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import type { StoredFlag } from './definitions/flag.ts'
import type { FlagStore } from './definitions/flag-store.ts'
import type { EnvironmentStore } from './environments/environment-store.ts'
import type { Board } from './environments/flag-cache.ts'
import type { RestStore } from './environments/json-column-store.ts'
import type { Agenda } from './environments/next-due.ts'
import type { EvaluationCountStore } from './evaluation/evaluation-count-store.ts'
import type { EvaluationCounts } from './evaluation/evaluation-counts.ts'
import type { StoredRequest } from './governance/change-request.ts'
import type { ChangeStore } from './governance/change-store.ts'
import type { MemberStore } from './governance/member-store.ts'
import type { KnownPerson } from './governance/user-copy.ts'
import type { IncidentRuleStore } from './leases/incident-rule-store.ts'
import type { KnownIncident } from './leases/lease.ts'
import type { LeaseStore } from './leases/lease-store.ts'
import type { KnownComponent } from './rollouts/component-copy.ts'
import type { StoredRamp } from './rollouts/ramp.ts'
import type { StoredSchedule } from './rollouts/schedule.ts'

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
  readonly countStore: EvaluationCountStore
  readonly rules: IncidentRuleStore
  readonly leases: LeaseStore
  readonly incidents: ReadCopy<KnownIncident>
  readonly requests: RestStore<StoredRequest>
  readonly schedules: RestStore<StoredSchedule>
  readonly ramps: RestStore<StoredRamp>
  readonly components: ReadCopy<KnownComponent>
  readonly people: ReadCopy<KnownPerson>
  readonly agenda: Agenda
  /** Leases that may be taken within an hour. */
  readonly flipsAnHour: () => number
  readonly staleness: (flag: StoredFlag) => Staleness
  readonly newId: () => string
}
