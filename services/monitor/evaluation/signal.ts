import type { Language } from '../../../contracts/messages/notifications.ts'
import { say, word } from '../../../contracts/messages/words.ts'
import type { Signal } from '../../../contracts/signal.ts'
import type { Evidence, Impact, SignalState } from '../../../contracts/vocabulary.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Told } from './check-state.ts'

export type Subject = {
  /** `check:<id>`, or the lookout itself. */
  readonly signal: string
  readonly component: string
  readonly name: string
  readonly critical: boolean
}

export type Telling = {
  readonly reason: Message | null
  readonly evidence: Evidence | null
  /** Of the sentence that goes beside the message. */
  readonly language: Language
}

export function toSignal(
  { signal, component, name, critical }: Subject,
  told: Told,
  { reason, evidence, language }: Telling,
): Signal {
  const summary = summaryOf(name, told, reason)
  return {
    signal,
    episode: told.episode,
    sequence: told.sequence,
    component,
    state: told.state,
    impact: impactOf(told.state, critical),
    summary: word(summary, language),
    summary_i18n: summary,
    evidence,
    started_at: iso(told.started_at),
    detected_at: iso(told.detected_at),
    observed_at: iso(told.observed_at),
    flapping: told.flapping,
  }
}

function summaryOf(name: string, { state, flapping }: Told, why: Message | null): Message {
  if (flapping) return say('monitor.flapping', { name })
  if (state === 'up') return say('monitor.up', { name })
  return say(`monitor.${state}`, { name, reason: why ?? say('check.no-reason') })
}

export function impactOf(state: SignalState, critical: boolean): Impact {
  if (state === 'down') return critical ? 'critical' : 'major'
  return state === 'degraded' ? 'minor' : 'none'
}
