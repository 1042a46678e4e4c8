import type { Clock } from '../../kit/runtime/clock.ts'
import type { Log } from '../../kit/runtime/log.ts'
import type { Context } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import type { BaselineStore, LearnedBaseline } from './baselines/baseline-store.ts'
import type { CommentStore } from './comments/comment-store.ts'
import type { KnownComponents } from './copies/known-components.ts'
import type { KnownIncidents } from './copies/known-incidents.ts'
import type { ReportStore } from './history/report-store.ts'
import type { ReportJournal } from './submission/report-journal.ts'
import { quiet } from './surges/surge.ts'
import type { Wording } from './surges/surge-signal.ts'
import type { SurgeState, SurgeStore } from './surges/surge-store.ts'

/** What the use cases stand on: the stores, and what of them is held in memory because every minute asks for it. */
export type Work = {
  readonly store: Store
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly log: Log
  readonly wording: Wording
  readonly slotOf: (hour: number) => number
  readonly components: KnownComponents
  readonly incidents: KnownIncidents
  readonly reports: ReportStore
  readonly comments: CommentStore
  readonly journal: ReportJournal
  readonly surges: Map<string, SurgeState>
  readonly surgeStore: SurgeStore
  readonly baselines: Map<string, LearnedBaseline>
  readonly baselineStore: BaselineStore
  /** The largest evidence of each hour, by component, since the last learning. */
  readonly peaks: Map<string, Map<number, number>>
  /** The last minute that was judged. */
  readonly judged: { through: number | null }
}

export const minuteOf = (at: number): number => Math.floor(at / 60_000)
export const hourOf = (minute: number): number => Math.floor(minute / 60)

const untold: SurgeState = { surge: quiet, episode: null, sequence: 0 }

export const surgeOf = ({ surges }: Pick<Work, 'surges'>, component_id: string): SurgeState =>
  surges.get(component_id) ?? untold
