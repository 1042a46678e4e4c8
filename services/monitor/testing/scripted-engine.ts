import { Type } from 'typebox'
import type { Signal } from '../../../contracts/incidents/signal.ts'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { Redactor } from '../../../kit/http-client/redact.ts'
import { type Message, plainText } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { TestClock } from '../../../kit/testing/clock.ts'
import type { Monitoring } from '../config.ts'
import { ConnectivityGuard } from '../connectivity/connectivity-guard.ts'
import { SelfSignal } from '../connectivity/self-signal.ts'
import { type Check, completeCheck, describeCheck } from '../definitions/check.ts'
import { ResultEvaluator } from '../evaluation/result-evaluator.ts'
import { type StateChange, StateWriter } from '../evaluation/state-writer.ts'
import type { CheckKind, ProbeResult } from '../probes/kind/kind.ts'
import { loadJournal, ResultJournal } from '../results/result-journal.ts'
import { CheckRunner } from '../scheduling/check-runner.ts'
import { ActiveChecks, createRuntime } from '../scheduling/check-runtime.ts'

/** What a target does from now on. `hang`: nothing comes until the timeout. `silent`: it fails at once, unheard. */
export type Manner = 'ok' | 'refuse' | 'slow' | 'hang' | 'silent' | 'cannot'

export type ScriptedEngine = {
  readonly checks: ActiveChecks
  readonly runner: CheckRunner
  readonly evaluator: ResultEvaluator
  readonly stateWriter: StateWriter
  readonly journal: ResultJournal
  /** Every signal published, with the moment it was on disk. */
  readonly signals: (Signal & { readonly at: number })[]
  /** Moments at which probes began, by check. */
  readonly probes: Map<string, number[]>
  readonly changes: StateChange[]
  behave(manner: Manner, ...names: string[]): void
  references(fault: Message | null): void
}

const phases = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: null }

const seen: Readonly<Record<Exclude<Manner, 'hang'>, Pick<ProbeResult, 'state' | 'reason' | 'answered'>>> = {
  ok: { state: 'up', reason: null, answered: true },
  refuse: { state: 'down', reason: plainText('connection refused'), answered: true },
  slow: { state: 'degraded', reason: plainText('slow'), answered: true },
  silent: { state: 'down', reason: plainText('network is unreachable'), answered: false },
  cannot: { state: 'unknown', reason: plainText('ping is not installed'), answered: false },
}

/** The real runner, judge and store over targets that do what the test says, in the time that the test lets pass. */
export async function scriptedEngine(
  { store, clock }: { store: Store; clock: TestClock },
  names: readonly string[],
  monitoring: Partial<Monitoring> = {},
): Promise<ScriptedEngine> {
  const script = new Script(clock)
  const signals: ScriptedEngine['signals'] = []
  const changes: StateChange[] = []
  const checks = new ActiveChecks()
  for (const [index, name] of names.entries()) {
    const check = scriptedCheck(name, index, script.kindOf(name), monitoring)
    checks.put(createRuntime(check, { state: undefined, heartbeat: undefined, now: clock.now() }))
  }
  const log = silentLog()
  const journal = new ResultJournal({ store, clock, log }, await loadJournal(store, clock.now()))
  const publish = async (...facts: { data: unknown }[]) => {
    store.afterCommit(() => {
      for (const { data } of facts) signals.push({ ...(data as Signal), at: clock.monotonic() })
    })
  }
  const onCommit = (change: StateChange) => changes.push(change)
  const stateWriter = new StateWriter({ store, journal, publish, clock, log, onCommit })
  const settings = { language: 'en' } as const
  const runner = new CheckRunner({
    checks,
    clock,
    log,
    network: outgoingPolicy({ allow: [] }),
    redactor: new Redactor(),
    lateness: { observe: () => undefined },
    onResult: (watched, result, elapsed) => evaluator.evaluate(watched, result, elapsed),
  })
  let fault: Message | null = null
  const evaluator = new ResultEvaluator({
    checks,
    journal,
    stateWriter,
    guard: new ConnectivityGuard({ connectivityProbes: { probe: async () => fault, use: () => {} }, clock }),
    selfSignal: new SelfSignal({ clock, settings }, undefined),
    clock,
    settings,
    recheckSoon: watched => runner.recheckSoon(watched),
    recheckAll: () => runner.recheckAll(),
  })
  clock.onJump(jump => evaluator.applyClockJump(jump))
  return {
    checks,
    runner,
    evaluator,
    stateWriter,
    journal,
    signals,
    changes,
    probes: script.probes,
    behave: (manner, ...which) => script.behave(manner, which.length > 0 ? which : names),
    references: next => {
      fault = next
    },
  }
}

class Script {
  readonly probes = new Map<string, number[]>()
  readonly #manners = new Map<string, Manner>()
  readonly #clock: TestClock

  constructor(clock: TestClock) {
    this.#clock = clock
  }

  behave(manner: Manner, names: readonly string[]): void {
    for (const name of names) this.#manners.set(name, manner)
  }

  kindOf(name: string): CheckKind {
    const clock = this.#clock
    return {
      kind: 'scripted',
      summary: 'does what the test says',
      schema: Type.Object({}),
      address: () => null,
      probe: (_settings, { timeout_ms }) => {
        this.probes.set(name, [...(this.probes.get(name) ?? []), clock.monotonic()])
        const manner = this.#manners.get(name) ?? 'ok'
        const took = manner === 'hang' ? timeout_ms : 5
        return new Promise(resolve =>
          clock.after(took, () => resolve(this.#lookOf(manner === 'hang' ? 'silent' : manner, took))),
        )
      },
    }
  }

  #lookOf(manner: Exclude<Manner, 'hang'>, took: number): ProbeResult {
    const { state, reason, answered } = seen[manner]
    const response_ms = answered ? took : null
    const base = { http_status: null, response_ms, phases }
    const at = iso(this.#clock.now())
    const evidence = () => ({
      at,
      reason: reason && inEnglish(reason),
      ...base,
      address: null,
      headers: null,
      body: null,
      certificate: null,
    })
    return { ...base, state, reason, answered, evidence }
  }
}

function scriptedCheck(name: string, number: number, kind: CheckKind, monitoring: Partial<Monitoring>): Check {
  const definition = { name, kind: 'http', group: null, critical: false, depends_on: [], settings: {} }
  const identity = { id: `id-${name}`, slug: name, origin: 'file' as const, definition }
  const published = JSON.stringify(describeCheck(identity, { place: null, position: number, url: null }))
  return completeCheck(
    {
      ...identity,
      number: number + 1,
      published,
      unreadable: null,
      component_id: null,
      revision: 1,
      created_at: iso(0),
      archived_at: null,
    },
    {
      kind,
      redactor: new Redactor(),
      monitoring: {
        check_interval: 20,
        default_timeout: 10,
        failure_threshold: 2,
        recovery_threshold: 1,
        recheck: 1,
        references: [],
        keep_raw: 604_800,
        keep_minutes: 2_592_000,
        keep_hours: 34_560_000,
        ...monitoring,
      },
    },
  )
}
