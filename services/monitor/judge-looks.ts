import { v7 as uuid } from 'uuid'
import type { MonitorMessages } from '../../contracts/messages/monitor.ts'
import { SignalChanged } from '../../contracts/signal.ts'
import type { Clock, Jump } from '../../kit/clock.ts'
import { type Fact, fact } from '../../kit/event.ts'
import {
  awaitsConfirmation,
  type CheckState,
  confirmChange,
  countLook,
  loseSight,
  noRuns,
  type Proposal,
  proposedChange,
  settleFlapping,
  type Told,
} from './check-state.ts'
import type { Look } from './checks/kind.ts'
import { applyJump } from './clock-jump.ts'
import type { Interval } from './interval-store.ts'
import { evidenceOf, keepEvidence } from './keep-evidence.ts'
import type { LookoutSignal } from './lookout-signal.ts'
import { becomeBlind, clearSight, mayBeBlind, noteAnswer, type Sight, saysNothing, seeAgain } from './mass-failure.ts'
import type { ChangeRecorder } from './record-changes.ts'
import type { References, Scope } from './references.ts'
import type { ResultJournal } from './result-journal.ts'
import { toSignal } from './signal.ts'
import type { WatchedCheck, WatchedChecks } from './watched-check.ts'

export type Judging = {
  readonly checks: WatchedChecks
  readonly journal: ResultJournal
  readonly recorder: ChangeRecorder
  readonly references: References
  readonly lookout: LookoutSignal
  readonly clock: Clock
  readonly words: () => MonitorMessages
  /** Sight came back: look at everything soon. */
  readonly lookAgain: () => void
}

/** While nothing can be seen, the references are asked this often. */
const probeEveryMs = 2_000
/** A look that took this much longer than its timeout slept with the process: it says nothing. */
const sleptMs = 1_000
const scopes = ['own', 'network'] as const

/** Decides what each look means: stores it, confirms changes, and tells of them once it is sure that the lookout sees. */
export class LookJudge {
  readonly #judging: Judging
  readonly #sights: Record<Scope, Sight> = { own: clearSight, network: clearSight }
  readonly #held: Record<Scope, Map<WatchedCheck, string | null>> = { own: new Map(), network: new Map() }
  readonly #flapping = new Set<WatchedCheck>()
  #probing = false

  constructor(judging: Judging) {
    this.#judging = judging
    for (const watched of judging.checks.all()) if (watched.state.flapping) this.#flapping.add(watched)
  }

  isBlind(): boolean {
    return scopes.some(scope => this.#sights[scope].blind_since !== null)
  }

  /** `elapsed`: how long the look took. Answers whether the next look should come soon. */
  hear(watched: WatchedCheck, look: Look, elapsed: number): boolean {
    const { journal, clock } = this.#judging
    const { check } = watched
    const scope = scopeOf(watched)
    const now = clock.now()
    const began_at = now - elapsed
    if (look.answered && !check.kind.passive) this.#answered(scope, now)
    const slept = elapsed > check.timeout_ms + sleptMs
    const silent = (slept && !look.answered) || saysNothing(this.#sights[scope], { answered: look.answered, began_at })
    const seen = silent && look.state !== 'unknown' ? { ...look, state: 'unknown' as const, reason: blindReason } : look
    const { state, reason, http_status, response_ms, phases } = seen
    watched.last = { at: began_at, state, reason, http_status, response_ms, phases }
    watched.looks += 1
    if (state === 'down' || state === 'degraded') watched.failures += 1
    journal.record(check.number, began_at, seen)
    if (silent) return false
    watched.runs = countLook(watched.runs, state, began_at)
    keepEvidence(watched, look, clock)
    this.#decide(watched, reason, look.answered)
    return awaitsConfirmation(watched.state, watched.runs, check.rule)
  }

  #decide(watched: WatchedCheck, reason: string | null, answered: boolean): void {
    const proposal = proposedChange(watched.state, watched.runs, watched.check.rule)
    const scope = scopeOf(watched)
    if (!proposal) {
      this.#held[scope].delete(watched)
      return
    }
    const suspect = proposal.state !== 'up' && proposal.state !== watched.state.settled && !answered
    if (suspect && mayBeBlind(this.#sights[scope], proposal.since)) this.#hold(watched, reason)
    else this.#confirm(watched, proposal, reason)
  }

  #confirm(watched: WatchedCheck, proposal: Proposal, reason: string | null): void {
    this.#held[scopeOf(watched)].delete(watched)
    const now = this.#judging.clock.now()
    const { next, told } = confirmChange(watched.state, { proposal, reason, now, newEpisode: uuid })
    watched.state = next
    if (next.state === 'unknown') watched.runs = noRuns
    if (next.flapping) this.#flapping.add(watched)
    const facts = told ? [this.#telling(watched, told)] : []
    void this.#judging.recorder.record({
      states: [[watched.check.id, next]],
      intervals: [intervalOf(watched.check.id, next)],
      facts,
    })
    if (next.state === 'up') watched.first_failure = null
  }

  #telling(watched: WatchedCheck, told: Told): Fact {
    const { id, slug, definition } = watched.check
    const signal = `check:${id}`
    const subject = { signal, component: slug, name: definition.name, critical: definition.critical }
    const evidence = told.state === 'down' || told.state === 'degraded' ? evidenceOf(watched) : null
    const { reason } = watched.state
    return fact(SignalChanged, signal, toSignal(subject, told, { reason, evidence, words: this.#judging.words() }))
  }

  /** Nobody has answered since this one failed: it is told only when the references prove that we would have heard. */
  #hold(watched: WatchedCheck, reason: string | null): void {
    const scope = scopeOf(watched)
    const asking = this.#held[scope].size > 0
    this.#held[scope].set(watched, reason)
    if (!asking) void this.#prove(scope)
  }

  async #prove(scope: Scope): Promise<void> {
    const { fault } = await this.#judging.references.probe(scope)
    const held = [...this.#held[scope]]
    this.#held[scope].clear()
    let blind_since = Number.POSITIVE_INFINITY
    for (const [watched, reason] of held) {
      const proposal = proposedChange(watched.state, watched.runs, watched.check.rule)
      if (!proposal) continue
      if (fault === null || !mayBeBlind(this.#sights[scope], proposal.since)) this.#confirm(watched, proposal, reason)
      else blind_since = Math.min(blind_since, proposal.since)
    }
    if (fault !== null && blind_since < Number.POSITIVE_INFINITY) this.#loseSight(scope, blind_since, fault)
  }

  #loseSight(scope: Scope, since: number, fault: string): void {
    const { checks, recorder, lookout } = this.#judging
    this.#sights[scope] = becomeBlind(this.#sights[scope], since)
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
    void recorder.record({ states, intervals, ...lookout.tell('down', fault, since) })
    this.#probeSoon()
  }

  /** After a start in the dark: the lookout was blind when it stopped. */
  beginBlind(): void {
    const now = this.#judging.clock.now()
    for (const scope of scopes) this.#sights[scope] = becomeBlind(this.#sights[scope], now)
    this.#probeSoon()
  }

  #answered(scope: Scope, now: number): void {
    this.#sights[scope] = noteAnswer(this.#sights[scope], now)
    if (this.#sights[scope].blind_since !== null) this.#regainSight(scope, now)
  }

  #regainSight(scope: Scope, now: number): void {
    const { recorder, lookout, lookAgain } = this.#judging
    this.#sights[scope] = seeAgain(this.#sights[scope], now)
    if (!this.isBlind()) void recorder.record(lookout.tell('up', null, now))
    lookAgain()
  }

  #probeSoon(): void {
    if (this.#probing) return
    this.#probing = true
    this.#judging.clock.after(probeEveryMs, () => void this.#probeBlind())
  }

  async #probeBlind(): Promise<void> {
    for (const scope of scopes.filter(one => this.#sights[one].blind_since !== null)) {
      const { fault } = await this.#judging.references.probe(scope)
      if (fault === null) this.#regainSight(scope, this.#judging.clock.now())
    }
    this.#probing = false
    if (this.isBlind()) this.#probeSoon()
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

  forget(watched: WatchedCheck): void {
    this.#flapping.delete(watched)
    this.#held[scopeOf(watched)].delete(watched)
  }

  /** The clock was set, or nothing ran for a while: history is put right and looks count anew. */
  jump(jump: Jump): void {
    const { checks, recorder, lookout } = this.#judging
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
    // Looks that were under way while nothing ran had no chance; the times of answers are on the old reckoning.
    const returned_at = jump.kind === 'gap' ? jump.to : clearSight.returned_at
    for (const scope of scopes) {
      this.#sights[scope] = { ...clearSight, returned_at, blind_since: this.#sights[scope].blind_since }
    }
    void recorder.record({ states: [...states, lookout.jump(jump)], intervals, cut_after })
  }
}

const blindReason = 'the lookout could not see'

const scopeOf = ({ check }: WatchedCheck): Scope => (check.own_machine ? 'own' : 'network')

function intervalOf(check_id: string, { state, since, episode, reason }: CheckState): Interval {
  return { check_id, started_at: since ?? 0, state, episode: episode?.id ?? null, reason }
}
