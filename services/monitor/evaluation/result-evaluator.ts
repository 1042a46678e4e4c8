import { v7 as uuid } from 'uuid'
import type { Language } from '../../../contracts/messages/notifications.ts'
import { say } from '../../../contracts/messages/words.ts'
import { SignalChanged } from '../../../contracts/signal.ts'
import { type Message, same } from '../../../kit/messages/message.ts'
import type { Clock, Jump } from '../../../kit/runtime/clock.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { SightGuard } from '../connectivity/connectivity-guard.ts'
import type { References, Scope } from '../connectivity/connectivity-probes.ts'
import type { LookoutSignal } from '../connectivity/self-signal.ts'
import type { Look } from '../probes/kind/kind.ts'
import type { ResultJournal } from '../results/result-journal.ts'
import type { WatchedCheck, WatchedChecks } from '../scheduling/check-runtime.ts'
import {
  awaitsConfirmation,
  type CheckState,
  confirmChange,
  countLook,
  loseSight,
  noRuns,
  proposedChange,
  settleFlapping,
  type Told,
} from './check-state.ts'
import { applyJump } from './clock-jump.ts'
import { evidenceOf, keepEvidence } from './evidence.ts'
import type { Interval } from './interval-store.ts'
import { toSignal } from './signal.ts'
import type { ChangeRecorder } from './state-writer.ts'

export type Judging = {
  readonly checks: WatchedChecks
  readonly journal: ResultJournal
  readonly recorder: ChangeRecorder
  readonly references: References
  readonly lookout: LookoutSignal
  readonly clock: Clock
  readonly language: () => Language
  /** The next look must not wait for its slot. */
  readonly lookSoon: (watched: WatchedCheck) => void
  /** Sight came back: look at everything again. */
  readonly lookAgain: () => void
}

/** A look that took this much longer than its timeout slept with the process: it says nothing. */
const sleptMs = 1_000
const blindReason = say('vigie.offline')
const pausedReason = say('check.paused')

/** Decides what each look means: stores it, confirms changes and tells of them. */
export class LookJudge {
  readonly #judging: Judging
  readonly #guard: SightGuard
  readonly #flapping = new Set<WatchedCheck>()

  constructor(judging: Judging) {
    const { references, clock } = judging
    this.#judging = judging
    this.#guard = new SightGuard({
      references,
      clock,
      lostSight: (scope, since, fault) => this.#loseSight(scope, since, fault),
      regainedSight: () => this.#regainSight(),
    })
    if (judging.lookout.state.state === 'down') this.#guard.beginBlind()
  }

  isBlind(): boolean {
    return this.#guard.isBlind()
  }

  /** `elapsed`: how long the look took. */
  hear(watched: WatchedCheck, look: Look, elapsed: number): void {
    const { kind, timeout_ms } = watched.check
    const scope = scopeOf(watched)
    const began_at = this.#judging.clock.now() - elapsed
    if (look.answered && !kind.passive) {
      this.#guard.answered(scope)
      this.#believe(watched, look, began_at)
      return
    }
    const believe = () => this.#believe(watched, look, began_at)
    const dismiss = () => this.#dismiss(watched, look, began_at)
    if (elapsed > timeout_ms + sleptMs) dismiss()
    else if (look.state === 'up') (this.#guard.isBlind(scope) ? dismiss : believe)()
    else {
      const news = look.state !== 'unknown' && look.state !== watched.state.settled
      // Whatever comes of the weighing, the look that may confirm it shall not wait.
      if (news && !this.#guard.isBlind(scope)) this.#judging.lookSoon(watched)
      this.#guard.weigh(scope, { began_at, believe, dismiss })
    }
  }

  #believe(watched: WatchedCheck, look: Look, began_at: number): void {
    this.#store(watched, look, began_at)
    watched.runs = countLook(watched.runs, look.state, began_at)
    keepEvidence(watched, look, this.#judging.clock)
    this.#decide(watched, look.reason)
    if (awaitsConfirmation(watched.state, watched.runs, watched.check.rule)) this.#judging.lookSoon(watched)
  }

  #dismiss(watched: WatchedCheck, look: Look, began_at: number): void {
    const ours = look.state === 'unknown'
    this.#store(watched, ours ? look : { ...look, state: 'unknown', reason: blindReason }, began_at)
  }

  #store(watched: WatchedCheck, look: Look, at: number): void {
    const { state, reason, http_status, response_ms, phases } = look
    watched.last = { at, state, reason, http_status, response_ms, phases }
    watched.looks += 1
    if (state === 'down' || state === 'degraded') watched.failures += 1
    this.#judging.journal.record(watched.check.number, at, look)
  }

  #decide(watched: WatchedCheck, reason: Message | null): void {
    const { clock, recorder } = this.#judging
    const proposal = proposedChange(watched.state, watched.runs, watched.check.rule)
    if (!proposal) return
    const { next, told } = confirmChange(watched.state, { proposal, reason, now: clock.now(), newEpisode: uuid })
    watched.state = next
    if (next.state === 'unknown') watched.runs = noRuns
    if (next.flapping) this.#flapping.add(watched)
    void recorder.record({
      states: [[watched.check.id, next]],
      intervals: [intervalOf(watched.check.id, next)],
      facts: told ? [this.#telling(watched, told)] : [],
    })
    if (next.state === 'up') watched.first_failure = null
  }

  #telling(watched: WatchedCheck, told: Told): Fact {
    const { id, slug, definition } = watched.check
    const signal = `check:${id}`
    const subject = { signal, component: slug, name: definition.name, critical: definition.critical }
    const evidence = told.state === 'down' || told.state === 'degraded' ? evidenceOf(watched) : null
    const { reason } = watched.state
    return fact(
      SignalChanged,
      signal,
      toSignal(subject, told, { reason, evidence, language: this.#judging.language() }),
    )
  }

  #loseSight(scope: Scope, since: number, fault: Message): void {
    const { checks, recorder, lookout } = this.#judging
    const states: [string, CheckState][] = []
    const intervals: Interval[] = []
    for (const watched of checks.all()) {
      if (scopeOf(watched) !== scope) continue
      watched.runs = noRuns
      if (!watched.state.episode) watched.first_failure = null
      const next = loseSight(watched.state, since, blindReason)
      if (next === watched.state) continue
      watched.state = next
      states.push([watched.check.id, next])
      intervals.push(intervalOf(watched.check.id, next))
    }
    const change = lookout.set('sight', { reason: fault, since })
    void recorder.record({ ...change, states: [...states, ...(change.states ?? [])], intervals })
  }

  #regainSight(): void {
    const { recorder, lookout, lookAgain } = this.#judging
    if (!this.#guard.isBlind()) void recorder.record(lookout.set('sight', null))
    lookAgain()
  }

  /** Tells what is true of the checks that have stopped flapping. */
  settle(): void {
    const { clock, recorder, lookout } = this.#judging
    for (const watched of this.#flapping) {
      const settled = settleFlapping(watched.state, clock.now())
      if (!settled) continue
      this.#flapping.delete(watched)
      watched.state = settled.next
      const facts = settled.told ? [this.#telling(watched, settled.told)] : []
      void recorder.record({ states: [[watched.check.id, settled.next]], facts })
    }
    const change = lookout.settle()
    if (change) void recorder.record(change)
  }

  stop(): void {
    this.#guard.stop()
  }

  /** A check is watched from now on, perhaps again; or it rests. */
  remember(watched: WatchedCheck): void {
    if (watched.state.flapping) this.#flapping.add(watched)
    if (watched.check.definition.paused && !same(watched.state.reason, pausedReason)) this.#rest(watched)
  }

  /** Its state is wanting, and an outage that is open stays the same one when it goes on. */
  #rest(watched: WatchedCheck): void {
    const { clock, recorder } = this.#judging
    const now = clock.now()
    const proposal = { state: 'unknown', since: now } as const
    const { next, told } = confirmChange(watched.state, { proposal, reason: pausedReason, now, newEpisode: uuid })
    watched.state = next
    watched.runs = noRuns
    void recorder.record({
      states: [[watched.check.id, next]],
      intervals: [intervalOf(watched.check.id, next)],
      facts: told ? [this.#telling(watched, told)] : [],
    })
  }

  forget(watched: WatchedCheck): void {
    this.#flapping.delete(watched)
  }

  /** The clock was set, or nothing ran for a while: history is put right and looks count anew. */
  jump(jump: Jump): void {
    const { checks, recorder, lookout, lookAgain } = this.#judging
    this.#guard.jump(jump)
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
    void recorder.record({ states: [...states, lookout.jump(jump)], intervals, cut_after })
    // Unknown until the first look, which must not be an hour away.
    if (jump.kind === 'gap') lookAgain()
  }
}

const scopeOf = ({ check }: WatchedCheck): Scope => (check.own_machine ? 'own' : 'network')

function intervalOf(check_id: string, { state, since, episode, reason }: CheckState): Interval {
  return { check_id, started_at: since ?? 0, state, episode: episode?.id ?? null, reason }
}
