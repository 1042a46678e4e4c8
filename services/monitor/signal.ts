import type { MonitorMessages } from '../../contracts/messages/monitor.ts'
import type { Signal } from '../../contracts/signal.ts'
import type { Evidence, Impact, SignalState } from '../../contracts/vocabulary.ts'
import { iso } from '../../kit/clock.ts'
import type { Told } from './check-state.ts'

export type Subject = {
  /** `check:<id>`, or the lookout itself. */
  readonly signal: string
  readonly component: string
  readonly name: string
  readonly critical: boolean
}

export function toSignal(
  { signal, component, name, critical }: Subject,
  told: Told,
  { reason, evidence, words }: { reason: string | null; evidence: Evidence | null; words: MonitorMessages },
): Signal {
  const because = reason ?? words.noReason
  return {
    signal,
    episode: told.episode,
    sequence: told.sequence,
    component,
    state: told.state,
    impact: impactOf(told.state, critical),
    summary: told.flapping ? words.flapping(name) : words[told.state](name, because),
    evidence,
    started_at: iso(told.started_at),
    detected_at: iso(told.detected_at),
    observed_at: iso(told.observed_at),
    flapping: told.flapping,
  }
}

export function impactOf(state: SignalState, critical: boolean): Impact {
  if (state === 'down') return critical ? 'critical' : 'major'
  return state === 'degraded' ? 'minor' : 'none'
}
