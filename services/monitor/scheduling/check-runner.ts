import { setMaxListeners } from 'node:events'
import { say } from '../../../contracts/messages/words.ts'
import { conflict } from '../../../contracts/refusals.ts'
import { KnownSecrets } from '../../../kit/http-client/known-secrets.ts'
import type { Trust } from '../../../kit/http-client/network.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Histogram } from '../../../kit/metrics/metrics.ts'
import type { Timer } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import { secretsOf } from '../config.ts'
import { type Check, hangsAfter } from '../definitions/check.ts'
import type { Beat } from '../definitions/check-store.ts'
import type { Definition } from '../definitions/definition.ts'
import { attempt, unknown } from '../probes/kind/attempt.ts'
import type { ProbeResult } from '../probes/kind/kind.ts'
import type { StoredResult } from '../results/result-buffer.ts'
import type { ActiveChecks, CheckRuntime } from './check-runtime.ts'
import { Schedule, type Slot } from './schedule.ts'

type Deps = Pick<Context, 'clock' | 'log' | 'network' | 'redactor'> & {
  readonly checks: ActiveChecks
  readonly lateness: Histogram
  readonly onResult: (watched: CheckRuntime, result: ProbeResult, elapsed: number) => void
}

type Waiter = { readonly resolve: (result: ProbeResult) => void; readonly reject: (thrown: unknown) => void }

const stopWithinMs = 2_000
const overdueMs = 5_000

/** Runs each check when it is due: one timer for all, nothing awaited but the probe itself. */
export class CheckRunner {
  /** Slots that came while a probe of the check was still in flight. */
  skipped = 0
  in_flight = 0
  readonly #deps: Deps
  readonly #schedule: Schedule
  readonly #waiters = new Map<string, Waiter[]>()
  #timer: Timer | undefined
  #timerDue = Number.POSITIVE_INFINITY
  #started = false
  readonly #stopping = new AbortController()

  constructor(deps: Deps) {
    const { clock } = deps
    this.#deps = deps
    this.#schedule = new Schedule(clock.now() - clock.monotonic())
    // Each probe in flight listens.
    setMaxListeners(0, this.#stopping.signal)
  }

  get missed(): number {
    return this.#schedule.missed
  }

  /** Whether probes begin when they are due. */
  isOnTime(): boolean {
    const due = this.#schedule.nextDue() ?? Number.POSITIVE_INFINITY
    return this.#started && this.#now() - due < overdueMs
  }

  start(): void {
    this.#started = true
    for (const watched of this.#deps.checks.all()) this.set(watched)
  }

  /** A check is new or changed. One that keeps its interval keeps its slots. */
  set({ check }: CheckRuntime): void {
    if (!this.#started) return
    if (check.definition.paused) this.#schedule.remove(check.id)
    else this.#schedule.set(check.id, check.interval_ms, this.#now())
    this.#arm()
  }

  remove({ check }: CheckRuntime): void {
    this.#schedule.remove(check.id)
  }

  /** Probes everything once, soon, spread as after a start. */
  recheckAll(): void {
    this.#schedule.spread(this.#now())
    this.#arm()
  }

  /** The next probe comes after the pause of a re-check, unless those in flight would already confirm what it is for. */
  recheckSoon(watched: CheckRuntime): void {
    if (watched.in_flight > 0 && !this.#mayStartAnother(watched)) return
    this.#schedule.also(watched.check.id, this.#now() + watched.check.recheck_ms, 'soon')
    this.#arm()
  }

  /** A probe outside the schedule, or the one that is in flight. */
  runNow(watched: CheckRuntime): Promise<ProbeResult> {
    return new Promise((resolve, reject) => {
      const { id } = watched.check
      this.#waiters.set(id, [...(this.#waiters.get(id) ?? []), { resolve, reject }])
      if (watched.in_flight > 0) return
      this.#start(watched)
      this.#arm()
    })
  }

  /** Begins nothing more, gives what is under way a moment to end, and lets go of the rest. */
  async stop(): Promise<void> {
    this.#started = false
    this.#timer?.cancel()
    const { clock } = this.#deps
    await new Promise<void>(resolve => {
      const until = clock.monotonic() + stopWithinMs
      const wait = (): void => {
        if (this.in_flight === 0 || clock.monotonic() >= until) resolve()
        else clock.after(10, wait)
      }
      wait()
    })
    this.#stopping.abort()
  }

  #now(): number {
    return this.#deps.clock.monotonic()
  }

  #arm(): void {
    const due = this.#schedule.nextDue()
    if (!this.#started || due === undefined || due === this.#timerDue) return
    this.#timer?.cancel()
    this.#timerDue = due
    this.#timer = this.#deps.clock.after(Math.max(0, due - this.#now()), () => this.#wake())
  }

  #wake(): void {
    this.#timerDue = Number.POSITIVE_INFINITY
    for (let slot = this.#schedule.take(this.#now()); slot; slot = this.#schedule.take(this.#now())) this.#due(slot)
    this.#arm()
  }

  #due({ id, reason, due }: Slot): void {
    const watched = this.#deps.checks.byId(id)
    if (!watched) return
    const hangs = this.#now() >= watched.hanging_at - 1
    if (watched.in_flight === 0 || (hangs && this.#mayStartAnother(watched))) {
      this.#deps.lateness.observe((this.#now() - due) / 1000)
      this.#start(watched)
      return
    }
    if (reason === 'slot') this.skipped += 1
    if (watched.hanging_at > this.#now()) this.#schedule.also(id, watched.hanging_at, 'hanging')
  }

  /** Confirming attempts may overlap, but there are never more of them than a confirmation needs. */
  #mayStartAnother({ check, in_flight, runs }: CheckRuntime): boolean {
    return in_flight + runs.failing.count < check.rule.failure_threshold
  }

  #start(watched: CheckRuntime): void {
    const { clock, log, network, redactor } = this.#deps
    const began = this.#now()
    watched.in_flight += 1
    this.in_flight += 1
    const failing = watched.state.settled === 'down' || watched.state.settled === 'degraded'
    if (!failing && this.#mayStartAnother(watched)) {
      watched.hanging_at = began + hangsAfter(watched.check)
      this.#schedule.also(watched.check.id, watched.hanging_at, 'hanging')
    } else watched.hanging_at = Number.POSITIVE_INFINITY
    const { beat, watched_since } = watched
    const stopping = this.#stopping.signal
    probeOnce(watched.check, { clock, network, redactor, beat, watched_since, stopping })
      .finally(() => this.#ended(watched))
      .then(result => this.#end(watched, result, this.#now() - began))
      .catch((thrown: unknown) => {
        log.error({ err: thrown, check: watched.check.definition.name }, 'a probe failed in an unforeseen way')
        for (const { reject } of this.#waitersOf(watched)) reject(thrown)
      })
  }

  #end(watched: CheckRuntime, result: ProbeResult, elapsed: number): void {
    const { id } = watched.check
    // It counts unless the check was taken out or paused meanwhile, or nobody listens any more.
    const counts = this.#deps.checks.byId(id) === watched && !watched.check.definition.paused
    if (counts && !this.#stopping.signal.aborted) this.#deps.onResult(watched, result, elapsed)
    for (const { resolve } of this.#waitersOf(watched)) resolve(result)
  }

  #waitersOf({ check }: CheckRuntime): readonly Waiter[] {
    const waiters = this.#waiters.get(check.id) ?? []
    this.#waiters.delete(check.id)
    return waiters
  }

  #ended(watched: CheckRuntime): void {
    watched.in_flight -= 1
    this.in_flight -= 1
    if (watched.in_flight > 0) return
    watched.hanging_at = Number.POSITIVE_INFINITY
    this.#schedule.onlySlot(watched.check.id)
  }
}

/** Runs a check now, or waits for the probe in flight; the result counts and is stored like any other. */
export async function runCheck(runner: CheckRunner, watched: CheckRuntime): Promise<StoredResult> {
  const { name, paused } = watched.check.definition
  if (paused) throw conflict('monitor.paused', { name })
  const { state, reason, http_status, response_ms, phases } = await runner.runNow(watched)
  return watched.last ?? { at: watched.watched_since, state, reason, http_status, response_ms, phases }
}

export type ProbeOptions = Pick<Context, 'clock' | 'network' | 'redactor'> & {
  readonly beat?: Beat | undefined
  readonly watched_since: number
  readonly stopping?: AbortSignal
  /** Who named the target; `operator` when left out: the file, or an administrator. */
  readonly trust?: Trust
}

type Asked = Pick<Check, 'kind' | 'definition' | 'timeout_ms'> & {
  readonly unreadable?: Check['unreadable'] | undefined
}

/** One probe, with nothing remembered. Its result holds no secret: neither ours nor one of the target. */
export async function probeOnce(
  { kind, definition, timeout_ms, unreadable }: Asked,
  { redactor, ...options }: ProbeOptions,
): Promise<ProbeResult> {
  const reason = reasonNotToProbe({ kind, unreadable })
  if (reason !== null) return attempt({ trust: 'operator', ...options, timeout_ms }, async () => unknown(reason))
  const result = await kind.probe(definition.settings, { trust: 'operator', ...options, timeout_ms })
  const own = () => ownSecrets(definition)
  return {
    ...result,
    reason: result.reason === null ? null : redactor.value(result.reason, own()),
    evidence: () => redactor.value(result.evidence(), own()),
  }
}

/** What is received needs no secret of ours. */
export const reasonNotToProbe = ({ kind, unreadable }: Pick<Asked, 'kind' | 'unreadable'>): Message | null =>
  unreadable && !kind.passive ? say('check.secrets-unreadable') : null

const known = new WeakMap<object, KnownSecrets>()

/** Somebody whom we send a secret may quote any word of it. Made when there is something to hide for the first time. */
function ownSecrets(definition: Definition): KnownSecrets {
  const { settings } = definition
  const before = known.get(settings)
  if (before) return before
  const { values, words } = secretsOf(definition)
  const secrets = new KnownSecrets([...values, ...words])
  known.set(settings, secrets)
  return secrets
}
