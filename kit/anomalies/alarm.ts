import type { Message } from '../messages/message.ts'

/** What is wrong, not which rule found it; a watch of all names each kind apart. */
export type AlarmKind =
  | 'threshold'
  | 'rate'
  | 'outlier'
  | 'spike'
  | 'drift'
  | 'level_shift'
  | 'seasonal'
  | 'stuck'
  | 'dropout'
  | 'late_burst'
  | 'unit_change'
  | 'peers'

export type Alarm = { readonly kind: AlarmKind; readonly at: number; readonly message: Message }

/** What may be known of a sample besides its time and value. */
export type Circumstances = {
  readonly unit?: string
  /** Epoch milliseconds; where it is not said, a sample arrives when it was measured. */
  readonly arrived_at?: number
  /** What the others measured last. */
  readonly peers?: readonly number[]
}

/** `warming_up` until `needed` samples were seen: nothing is told before, or not all of it. */
export type Status = {
  readonly phase: 'warming_up' | 'normal' | 'alarm'
  readonly samples: number
  readonly needed: number
}

/**
 * A rule at work on one series. Its state is plain JSON, changed in place, and belongs to whoever keeps it; the detector itself
 * remembers nothing. Samples come in the order of their arrival.
 */
export type Detector<State = object> = {
  start(): State
  step(state: State, at: number, value: number, circumstances?: Circumstances): Alarm | null
  /** Time passes without a sample. */
  check?(state: State, now: number): Alarm | null
  status(state: State): Status
}

const weekMs = 7 * 86_400_000
const recentKept = 20

/** How soon after an alarm there may be another, and when there were any in the last two weeks. */
export type Budget = { since: number; recent: number[] }

export const freshBudget = (): Budget => ({ since: 1e9, recent: [] })

export function spend(budget: Budget, at: number): void {
  budget.since = 0
  budget.recent = [...budget.recent.filter(one => one > at - 2 * weekMs), at].slice(-recentKept)
}

export const alarmsOfWeeks = (weeks: number, { recent }: Budget, at: number): number =>
  recent.reduce((count, one) => (one > at - weeks * weekMs ? count + 1 : count), 0)

export const phaseOf = (samples: number, needed: number, isAlarm: boolean): Status => ({
  phase: isAlarm ? 'alarm' : samples < needed ? 'warming_up' : 'normal',
  samples: Math.min(samples, needed),
  needed,
})
