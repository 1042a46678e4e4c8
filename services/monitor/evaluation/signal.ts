import type { Evidence, Impact, ProbeEvidence, SignalState } from '../../../contracts/common-schemas.ts'
import type { Signal } from '../../../contracts/incidents/signal.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import { say, word } from '../../../contracts/messages/words.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { ProbeResult } from '../probes/kind/kind.ts'
import type { CheckRuntime } from '../scheduling/check-runtime.ts'
import type { SignalUpdate } from './check-state.ts'

type Subject = {
  /** `check:<id>`, or the id of the signal about this program itself. */
  readonly signal: string
  readonly component: string
  readonly name: string
  readonly critical: boolean
}

type Explanation = {
  readonly reason: Message | null
  readonly evidence: Evidence | null
  readonly language: Language
}

export function toSignal(
  { signal, component, name, critical }: Subject,
  update: SignalUpdate,
  { reason, evidence, language }: Explanation,
): Signal {
  const summary = summaryOf(name, update, reason)
  return {
    signal,
    episode: update.episode,
    sequence: update.sequence,
    component,
    state: update.state,
    impact: impactOf(update.state, critical),
    summary: word(summary, language),
    summary_i18n: summary,
    evidence,
    started_at: iso(update.started_at),
    detected_at: iso(update.detected_at),
    observed_at: iso(update.observed_at),
    flapping: update.flapping,
  }
}

export function signalOfCheck(watched: CheckRuntime, update: SignalUpdate, language: Language): Signal {
  const { id, slug, definition } = watched.check
  const subject = { signal: `check:${id}`, component: slug, name: definition.name, critical: definition.critical }
  const isFailing = update.state === 'down' || update.state === 'degraded'
  return toSignal(subject, update, {
    reason: watched.state.reason,
    evidence: isFailing ? evidenceOf(watched) : null,
    language,
  })
}

function summaryOf(name: string, { state, flapping }: SignalUpdate, why: Message | null): Message {
  if (flapping) return say('monitor.flapping', { name })
  if (state === 'up') return say('monitor.up', { name })
  return say(`monitor.${state}`, { name, reason: why ?? say('check.no-reason') })
}

function impactOf(state: SignalState, critical: boolean): Impact {
  if (state === 'down') return critical ? 'critical' : 'major'
  return state === 'degraded' ? 'minor' : 'none'
}

/** A good answer is kept to be laid beside a bad one; it need not be the very last. */
const freshGoodMs = 600_000
const goodBodyLength = 1_024

export function recordEvidence(watched: CheckRuntime, result: ProbeResult, clock: Clock): void {
  const { state } = result
  if (state === 'up') {
    if (watched.state.settled === 'up' || watched.state.settled === null) watched.first_failure = null
    if (clock.monotonic() - watched.last_good_at < freshGoodMs) return
    const evidence = result.evidence()
    watched.last_good_at = clock.monotonic()
    watched.last_good = JSON.stringify({ ...evidence, body: evidence.body?.slice(0, goodBodyLength) ?? null })
    watched.certificate_ends = certificateEnd(evidence)
  } else if (state !== 'unknown' && watched.first_failure === null) {
    watched.first_failure = result.evidence()
    watched.certificate_ends = certificateEnd(watched.first_failure) ?? watched.certificate_ends
  }
}

const certificateEnd = ({ certificate }: ProbeEvidence): number | null =>
  certificate ? Date.parse(certificate.valid_to) : null

export function evidenceOf({ check, first_failure, last_good }: CheckRuntime): Evidence {
  return {
    level: 'certain',
    source: `check:${check.id}`,
    url: check.address,
    first_failure,
    last_good: last_good === null ? null : (JSON.parse(last_good) as ProbeEvidence),
  }
}
