import { v7 as uuid } from 'uuid'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { say } from '../../../contracts/messages/words.ts'
import { type Message, same } from '../../../kit/messages/message.ts'
import type { Jump } from '../../../kit/runtime/clock.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { ConnectivityGuard, Scope } from '../connectivity/connectivity-guard.ts'
import type { SelfSignal } from '../connectivity/self-signal.ts'
import type { ProbeResult } from '../probes/kind/kind.ts'
import type { ResultJournal } from '../results/result-journal.ts'
import type { ActiveChecks, CheckRuntime } from '../scheduling/check-runtime.ts'
import {
  awaitsConfirmation,
  becomeUnknown,
  type CheckState,
  confirmChange,
  countResult,
  endFlapping,
  noRuns,
  type Proposal,
  proposedChange,
  type StateUpdate,
} from './check-state.ts'
import { applyJump } from './clock-jump.ts'
import { recordEvidence, signalOfCheck } from './signal.ts'
import { type Interval, intervalOf } from './state-store.ts'
import type { StateWriter } from './state-writer.ts'

export type Deps = Pick<Context, 'clock'> & {
  readonly settings: Pick<Context['settings'], 'language'>
  readonly checks: ActiveChecks
  readonly journal: ResultJournal
  readonly stateWriter: StateWriter
  readonly guard: ConnectivityGuard
  readonly selfSignal: SelfSignal
  /** The next probe of a check must not wait for its slot. */
  readonly recheckSoon: (watched: CheckRuntime) => void
  /** Everything is to be probed again, since what was seen last says nothing any more. */
  readonly recheckAll: () => void
}

/** A probe that took this much longer than its timeout slept with the process: it says nothing of the target. */
const sleptMs = 1_000
const offlineReason = say('vigie.offline')
const pausedReason = say('check.paused')

/** Decides what each result means: records it, confirms changes and publishes them. */
export class ResultEvaluator {
  readonly #deps: Deps
  readonly #flapping = new Set<CheckRuntime>()

  constructor(deps: Deps) {
    this.#deps = deps
    deps.guard.listen({
      offline: (scope, since, fault) => this.#goOffline(scope, since, fault),
      online: () => this.#goOnline(),
    })
  }

  evaluate(watched: CheckRuntime, result: ProbeResult, elapsed: number): void {
    const { guard, clock, recheckSoon } = this.#deps
    const { kind, timeout_ms } = watched.check
    const scope = scopeOf(watched)
    const began_at = clock.now() - elapsed
    if (result.answered && !kind.passive) {
      guard.recordAnswer(scope)
      this.#accept(watched, result, began_at)
      return
    }
    const accept = () => this.#accept(watched, result, began_at)
    const dismiss = () => this.#dismiss(watched, result, began_at)
    if (elapsed > timeout_ms + sleptMs) dismiss()
    else if (result.state === 'up') (guard.isOffline(scope) ? dismiss : accept)()
    else {
      const differs = result.state !== 'unknown' && result.state !== watched.state.settled
      // Whatever comes of the verification, the probe that may confirm it shall not wait.
      if (differs && !guard.isOffline(scope)) recheckSoon(watched)
      guard.verify(scope, { began_at, accept, dismiss })
    }
  }

  #accept(watched: CheckRuntime, result: ProbeResult, began_at: number): void {
    const { clock, recheckSoon } = this.#deps
    this.#store(watched, result, began_at)
    watched.runs = countResult(watched.runs, result.state, began_at)
    recordEvidence(watched, result, clock)
    const proposal = proposedChange(watched.state, watched.runs, watched.check.rule)
    if (proposal) this.#confirm(watched, proposal, result.reason)
    if (awaitsConfirmation(watched.state, watched.runs, watched.check.rule)) recheckSoon(watched)
  }

  #dismiss(watched: CheckRuntime, result: ProbeResult, began_at: number): void {
    const ours = result.state === 'unknown'
    this.#store(watched, ours ? result : { ...result, state: 'unknown', reason: offlineReason }, began_at)
  }

  #store(watched: CheckRuntime, result: ProbeResult, at: number): void {
    const { state, reason, http_status, response_ms, phases } = result
    watched.last = { at, state, reason, http_status, response_ms, phases }
    watched.results += 1
    if (state === 'down' || state === 'degraded') watched.failures += 1
    this.#deps.journal.record(watched.check.number, at, result)
  }

  #confirm(watched: CheckRuntime, proposal: Proposal, reason: Message | null): void {
    const { clock, stateWriter } = this.#deps
    const change = confirmChange(watched.state, { proposal, reason, now: clock.now(), newEpisode: uuid })
    const { next } = change
    watched.state = next
    if (next.state === 'unknown') watched.runs = noRuns
    if (next.flapping) this.#flapping.add(watched)
    void stateWriter.record({
      states: [[watched.check.id, next]],
      intervals: [intervalOf(watched.check.id, next)],
      facts: this.#factsOf(watched, change),
    })
    if (next.state === 'up') watched.first_failure = null
  }

  #factsOf(watched: CheckRuntime, { update }: StateUpdate): Fact[] {
    if (!update) return []
    const signal = signalOfCheck(watched, update, this.#deps.settings.language)
    return [fact(SignalChanged, signal.signal, signal)]
  }

  #goOffline(scope: Scope, since: number, fault: Message): void {
    const { checks, stateWriter, selfSignal } = this.#deps
    const states: [string, CheckState][] = []
    for (const watched of checks.all()) {
      if (scopeOf(watched) !== scope) continue
      watched.runs = noRuns
      if (!watched.state.episode) watched.first_failure = null
      const next = becomeUnknown(watched.state, since, offlineReason)
      if (next === watched.state) continue
      watched.state = next
      states.push([watched.check.id, next])
    }
    const change = selfSignal.set('network', { reason: fault, since })
    const intervals = states.map(([id, next]) => intervalOf(id, next))
    void stateWriter.record({ ...change, states: [...states, ...(change.states ?? [])], intervals })
  }

  #goOnline(): void {
    const { guard, stateWriter, selfSignal, recheckAll } = this.#deps
    if (!guard.isOffline()) void stateWriter.record(selfSignal.set('network', null))
    recheckAll()
  }

  /** Publishes what is true of the checks that have stopped flapping. */
  endFlapping(): void {
    const { clock, stateWriter, selfSignal } = this.#deps
    for (const watched of this.#flapping) {
      const change = endFlapping(watched.state, clock.now())
      if (!change) continue
      this.#flapping.delete(watched)
      watched.state = change.next
      void stateWriter.record({ states: [[watched.check.id, change.next]], facts: this.#factsOf(watched, change) })
    }
    const change = selfSignal.endFlapping()
    if (change) void stateWriter.record(change)
  }

  /** A check that is paused is unknown, and an outage that is open stays the same one when it goes on. */
  add(watched: CheckRuntime): void {
    if (watched.state.flapping) this.#flapping.add(watched)
    if (!watched.check.definition.paused || same(watched.state.reason, pausedReason)) return
    this.#confirm(watched, { state: 'unknown', since: this.#deps.clock.now() }, pausedReason)
  }

  remove(watched: CheckRuntime): void {
    this.#flapping.delete(watched)
  }

  /** The clock was set, or nothing ran for a while: history is put right and results are counted anew. */
  applyClockJump(jump: Jump): void {
    const { checks, guard, stateWriter, selfSignal, recheckAll } = this.#deps
    guard.applyClockJump(jump)
    const states: [string, CheckState][] = []
    const intervals: Interval[] = []
    let cut_after: number | null = null
    for (const watched of checks.all()) {
      const { id } = watched.check
      const effect = applyJump(watched.state, jump)
      cut_after ??= effect.cut_after
      watched.state = effect.next
      watched.runs = noRuns
      if (jump.kind === 'gap') watched.watched_since = jump.to
      states.push([id, effect.next])
      for (const { state, started_at } of effect.intervals) {
        intervals.push({ ...intervalOf(id, effect.next), state, started_at })
      }
    }
    void stateWriter.record({ states: [...states, selfSignal.applyClockJump(jump)], intervals, cut_after })
    // What is unknown since the gap must not stay so until a slot that may be an hour away.
    if (jump.kind === 'gap') recheckAll()
  }
}

const scopeOf = ({ check }: CheckRuntime): Scope => (check.own_machine ? 'own' : 'network')
