import type { SignalState } from '../../../contracts/common-schemas.ts'
import type { Message } from '../../../kit/messages/message.ts'

/** How many results in a row confirm an outage, and how many confirm that it is over. */
export type Rule = { readonly failure_threshold: number; readonly recovery_threshold: number }

/** A state that results confirm; `unknown` is never confirmed, it is the lack of one. */
export type KnownState = Exclude<SignalState, 'unknown'>

/** One outage of one check. Times are epoch milliseconds. */
export type Episode = { readonly id: string; readonly started_at: number; readonly detected_at: number }

/** What is remembered of a check from result to result, and stored at each change. */
export type CheckState = {
  readonly state: SignalState
  /** The first result that showed this state; null before the first one. */
  readonly since: number | null
  readonly reason: Message | null
  /** The last confirmed state: what `unknown` hides, and what the next results are compared with. */
  readonly settled: KnownState | null
  /** The outage that is still open; stays open while the check flaps. */
  readonly episode: Episode | null
  /** Counts what was published of this check and never goes back. */
  readonly sequence: number
  readonly published: SignalState | null
  /** When the latest confirmed changes were confirmed: flapping is seen from them. */
  readonly changes: readonly number[]
  readonly flapping: boolean
}

/** A state to confirm and the first result of the run that shows it. */
export type Proposal = { readonly state: SignalState; readonly since: number }

/** What is to be published: see contracts/incidents/signal.ts. */
export type SignalUpdate = {
  readonly state: SignalState
  readonly sequence: number
  readonly episode: string | null
  readonly started_at: number
  readonly observed_at: number
  readonly detected_at: number
  readonly flapping: boolean
}

export type StateUpdate = { readonly next: CheckState; readonly update: SignalUpdate | null }

/** Consecutive results that agree on something. `broken_at`: the last one that did not. */
type Run = { readonly count: number; readonly since: number; readonly broken_at: number }

/** `failing`: degraded or worse; `bearable`: degraded or better; `unseen`: the probe could not be made. */
export type Runs = {
  readonly last_at: number
  readonly up: Run
  readonly bearable: Run
  readonly failing: Run
  readonly down: Run
  readonly unseen: Run
}

const flapChanges = 4
const flapWindowMs = 600_000
const none: Run = { count: 0, since: 0, broken_at: Number.NEGATIVE_INFINITY }
export const noRuns: Runs = {
  last_at: Number.NEGATIVE_INFINITY,
  up: none,
  bearable: none,
  failing: none,
  down: none,
  unseen: none,
}

export const newCheckState: CheckState = {
  state: 'unknown',
  since: null,
  reason: null,
  settled: null,
  episode: null,
  sequence: 0,
  published: null,
  changes: [],
  flapping: false,
}

const severity: Readonly<Record<KnownState, number>> = { up: 0, degraded: 1, down: 2 }

/**
 * Counts a result of a probe that began at `at`. Confirming probes overlap, so an older one may end after a younger one: it
 * lengthens the run it agrees with, and never breaks one.
 */
export function countResult(runs: Runs, seen: SignalState, at: number): Runs {
  if (seen === 'unknown') return { ...runs, unseen: extend(runs.unseen, at) }
  const late = at < runs.last_at
  const count = (run: Run, agrees: boolean): Run => {
    if (late) return agrees && run.count > 0 && at > run.broken_at ? extend(run, at) : run
    return agrees ? extend(run, at) : { count: 0, since: 0, broken_at: at }
  }
  const rank = severity[seen]
  return {
    last_at: Math.max(runs.last_at, at),
    up: count(runs.up, rank === 0),
    bearable: count(runs.bearable, rank <= 1),
    failing: count(runs.failing, rank >= 1),
    down: count(runs.down, rank === 2),
    unseen: none,
  }
}

function extend(run: Run, at: number): Run {
  return { count: run.count + 1, since: run.count === 0 ? at : Math.min(run.since, at), broken_at: run.broken_at }
}

/** The change that the results so far confirm, or null. */
export function proposedChange(state: CheckState, runs: Runs, rule: Rule): Proposal | null {
  return seenAgain(state, runs) ?? worse(state, runs, rule) ?? better(state, runs, rule) ?? unseen(state, runs, rule)
}

/** After `unknown`, one result that shows what was confirmed before is enough: a continuing outage goes on. */
function seenAgain({ state, settled }: CheckState, runs: Runs): Proposal | null {
  if (state !== 'unknown') return null
  const run = settled === 'down' ? runs.down : settled === 'degraded' ? runs.failing : runs.up
  return run.count > 0 ? { state: settled ?? 'up', since: run.since } : null
}

function worse({ settled }: CheckState, runs: Runs, { failure_threshold }: Rule): Proposal | null {
  const present = severity[settled ?? 'up']
  if (present < severity.down && runs.down.count >= failure_threshold) return { state: 'down', since: runs.down.since }
  if (present < severity.degraded && runs.failing.count >= failure_threshold) {
    return { state: 'degraded', since: runs.failing.since }
  }
  return null
}

function better({ settled }: CheckState, runs: Runs, { recovery_threshold }: Rule): Proposal | null {
  const present = severity[settled ?? 'up']
  if (present > severity.up && runs.up.count >= recovery_threshold) return { state: 'up', since: runs.up.since }
  if (present > severity.degraded && runs.bearable.count >= recovery_threshold) {
    return { state: 'degraded', since: runs.bearable.since }
  }
  return null
}

/** Whether a change has begun to show, so that the next probe should come soon. */
export function awaitsConfirmation({ settled }: CheckState, runs: Runs, rule: Rule): boolean {
  const present = severity[settled ?? 'up']
  const begun = (run: Run, threshold: number) => run.count > 0 && run.count < threshold
  return (
    (present < severity.degraded && begun(runs.failing, rule.failure_threshold)) ||
    (present === severity.degraded && begun(runs.down, rule.failure_threshold)) ||
    (present > severity.up && begun(runs.up, rule.recovery_threshold)) ||
    (present === severity.down && begun(runs.bearable, rule.recovery_threshold))
  )
}

/** Probes that could not be made (no `ping` installed) say nothing of the target, but they must not hide for ever. */
function unseen({ state, published, flapping }: CheckState, runs: Runs, { failure_threshold }: Rule): Proposal | null {
  if (runs.unseen.count < failure_threshold) return null
  if (state === 'unknown' && (published === 'unknown' || flapping)) return null
  return { state: 'unknown', since: runs.unseen.since }
}

export type Confirmed = {
  readonly proposal: Proposal
  readonly reason: Message | null
  readonly now: number
  readonly newEpisode: () => string
}

/** Takes a proposed change for true. After a change to `unknown` results are counted anew (`noRuns`). */
export function confirmChange(state: CheckState, { proposal, reason, now, newEpisode }: Confirmed): StateUpdate {
  const known = proposal.state === 'unknown' ? null : proposal.state
  const changed = known !== null && state.settled !== null && known !== state.settled
  const recent = state.changes.filter(at => at > now - flapWindowMs)
  const changes = changed ? [...recent, now] : recent
  const flapping = state.flapping || changes.length >= flapChanges
  const since = Math.max(proposal.since, state.since ?? proposal.since)
  const failing = known === 'down' || known === 'degraded'
  const opened = failing && !state.episode ? { id: newEpisode(), started_at: since, detected_at: now } : state.episode
  const heard = !state.flapping && (proposal.state !== state.published || flapping)
  const next: CheckState = {
    state: proposal.state,
    since,
    reason,
    settled: known ?? state.settled,
    episode: known === 'up' && !flapping ? null : opened,
    sequence: heard ? state.sequence + 1 : state.sequence,
    published: heard ? proposal.state : state.published,
    changes,
    flapping,
  }
  return { next, update: heard ? tell(next, opened, since, now) : null }
}

/** For others the target stays what it was; its time is unknown, and results are counted anew (`noRuns`). */
export function becomeUnknown(state: CheckState, since: number, reason: Message): CheckState {
  if (state.state === 'unknown') return state
  return { ...state, state: 'unknown', since: Math.max(since, state.since ?? since), reason }
}

/** Ten minutes without a change end the flapping: what is true now is published, whatever was published last. */
export function endFlapping(state: CheckState, now: number): StateUpdate | null {
  const last = state.changes.at(-1) ?? Number.NEGATIVE_INFINITY
  if (!state.flapping || state.state === 'unknown' || now - last < flapWindowMs) return null
  const next: CheckState = {
    ...state,
    flapping: false,
    changes: [],
    episode: state.state === 'up' ? null : state.episode,
    sequence: state.sequence + 1,
    published: state.state,
  }
  return { next, update: tell(next, state.episode, state.since ?? now, now) }
}

/** What was published last, as it would be published now; null when nothing was. */
export function currentUpdate(state: CheckState): SignalUpdate | null {
  if (state.published === null || state.published === 'unknown') return null
  const { episode, since } = state
  return { ...tell(state, episode, since ?? 0, since ?? 0), state: state.published }
}

function tell(next: CheckState, episode: Episode | null, since: number, now: number): SignalUpdate {
  return {
    state: next.state,
    sequence: next.sequence,
    episode: episode?.id ?? null,
    started_at: episode?.started_at ?? since,
    observed_at: since,
    detected_at: episode?.detected_at ?? now,
    flapping: next.flapping,
  }
}
