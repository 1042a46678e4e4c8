import { Type } from 'typebox'
import { inEnglish } from '../../../contracts/messages/words.ts'
import type { Signal } from '../../../contracts/signal.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { Redactor } from '../../../kit/http-client/redact.ts'
import { plainText } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { TestClock } from '../../../kit/testing/clock.ts'
import type { Monitoring } from '../config.ts'
import type { Proof } from '../connectivity/connectivity-probes.ts'
import { LookoutSignal } from '../connectivity/self-signal.ts'
import { type Check, completeCheck, tellingOf } from '../definitions/check.ts'
import { LookJudge } from '../evaluation/result-evaluator.ts'
import { type Change, ChangeRecorder } from '../evaluation/state-writer.ts'
import type { CheckKind, Look } from '../probes/kind/kind.ts'
import { loadTail, ResultJournal } from '../results/result-journal.ts'
import { CheckRunner } from '../scheduling/check-runner.ts'
import { type WatchedCheck, WatchedChecks, watchCheck } from '../scheduling/check-runtime.ts'

/** What a target does from now on. `hang`: nothing comes until the timeout. `silent`: it fails at once, unheard. */
export type Manner = 'ok' | 'refuse' | 'slow' | 'hang' | 'silent' | 'cannot'

export type ScriptedLookout = {
  readonly checks: WatchedChecks
  readonly runner: CheckRunner
  readonly judge: LookJudge
  readonly recorder: ChangeRecorder
  readonly journal: ResultJournal
  /** Every signal told, with the moment it was on disk. */
  readonly told: (Signal & { readonly at: number })[]
  /** Moments at which looks began, by check. */
  readonly looks: Map<string, number[]>
  readonly changes: Change[]
  behave(manner: Manner, ...names: string[]): void
  references(proof: Proof): void
}

const phases = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: null }

const seen: Readonly<Record<Exclude<Manner, 'hang'>, Pick<Look, 'state' | 'reason' | 'answered'>>> = {
  ok: { state: 'up', reason: null, answered: true },
  refuse: { state: 'down', reason: plainText('connection refused'), answered: true },
  slow: { state: 'degraded', reason: plainText('slow'), answered: true },
  silent: { state: 'down', reason: plainText('network is unreachable'), answered: false },
  cannot: { state: 'unknown', reason: plainText('ping is not installed'), answered: false },
}

/** The real runner, judge and store over targets that do what the test says, in the time that the test lets pass. */
export async function scriptedLookout(
  { store, clock }: { store: Store; clock: TestClock },
  names: readonly string[],
  monitoring: Partial<Monitoring> = {},
): Promise<ScriptedLookout> {
  const script = new Script(clock)
  const told: ScriptedLookout['told'] = []
  const changes: Change[] = []
  const checks = new WatchedChecks()
  for (const [index, name] of names.entries()) {
    const check = scriptedCheck(name, index, script.kindOf(name), monitoring)
    checks.put(watchCheck(check, { state: undefined, heartbeat: undefined, now: clock.now() }))
  }
  const log = silentLog()
  const journal = new ResultJournal({ store, clock, log }, await loadTail(store, clock.now()))
  const publish = async (...facts: { data: unknown }[]) => {
    store.afterCommit(() => {
      for (const { data } of facts) told.push({ ...(data as Signal), at: clock.monotonic() })
    })
  }
  const committed = (change: Change) => changes.push(change)
  const recorder = new ChangeRecorder({ store, journal, publish, clock, log, committed })
  const language = () => 'en' as const
  const network = outgoingPolicy({ allow: [] })
  const hear = (watched: WatchedCheck, look: Look, elapsed: number) => judge.hear(watched, look, elapsed)
  const runner = new CheckRunner({
    checks,
    clock,
    log,
    network,
    redactor: new Redactor(),
    lateness: { observe: () => undefined },
    hear,
  })
  let proof: Proof = { fault: null }
  const judge = new LookJudge({
    ...{ checks, journal, recorder, clock, language },
    references: { probe: async () => proof, use: () => {} },
    lookout: new LookoutSignal({ clock, language }, undefined),
    lookSoon: watched => runner.lookSoon(watched),
    lookAgain: () => runner.spread(),
  })
  clock.onJump(jump => judge.jump(jump))
  return {
    ...{ checks, runner, judge, recorder, journal, told, changes },
    looks: script.looks,
    behave: (manner, ...which) => script.behave(manner, which.length > 0 ? which : names),
    references: next => {
      proof = next
    },
  }
}

class Script {
  readonly looks = new Map<string, number[]>()
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
      look: (_settings, { timeout_ms }) => {
        this.looks.set(name, [...(this.looks.get(name) ?? []), clock.monotonic()])
        const manner = this.#manners.get(name) ?? 'ok'
        const took = manner === 'hang' ? timeout_ms : 5
        return new Promise(resolve =>
          clock.after(took, () => resolve(this.#lookOf(manner === 'hang' ? 'silent' : manner, took))),
        )
      },
    }
  }

  #lookOf(manner: Exclude<Manner, 'hang'>, took: number): Look {
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
  const told = JSON.stringify(tellingOf(identity, { place: null, position: number, url: null }))
  return completeCheck(
    {
      ...identity,
      number: number + 1,
      told,
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
