import { v7 as uuid } from 'uuid'
import { type Signal, SignalChanged } from '../../../contracts/incidents/signal.ts'
import { inEnglish, type Message, say } from '../../../contracts/messages/words.ts'
import type { Alarm, Detector } from '../../../kit/anomalies/alarm.ts'
import { detectorOf } from '../../../kit/anomalies/detector.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { turnOfOthersWhenLong } from '../../../kit/runtime/loop-turns.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { inPages } from '../../../kit/store/in-pages.ts'
import type { Sample } from '../../../kit/telemetry/series/sample.ts'
import type { StoredAnomaly } from './anomaly.ts'
import type { AnomalyStore } from './anomaly-store.ts'
import { detectorRule, isAbout, nameOf, type RuleSettings, signalOf } from './rule.ts'
import type { RuleState, RuleStateStore } from './rule-state-store.ts'

type Deps = Pick<Context, 'store' | 'publish'> & {
  readonly clock: Clock
  readonly states: RuleStateStore
  readonly anomalies: AnomalyStore
}

type Seen = { readonly at: number; readonly value: number | null }
type Watch = {
  state: RuleState
  readonly detector: Detector
  readonly rule: RuleSettings
  /** An alarm that could not be stored is told when it can. */
  untold: { readonly alarm: Alarm; readonly seen: Seen } | null
}
type Change = {
  readonly watch: Watch
  readonly next: RuleState
  readonly said: StoredAnomaly
  readonly isOver: boolean
}
type Rules = readonly { readonly rule: RuleSettings; readonly detector: Detector }[]

/** Anomalies of a rule since the start. */
export type Begun = { readonly client: string; readonly rule: string; readonly count: number }

const componentOfAll = 'devices'

/** Watches every metric of every object by the rules that are about it. */
export class RuleRunner {
  readonly #deps: Deps
  readonly #watches = new Map<string, Watch>()
  readonly #stored = new Map<string, RuleState>()
  readonly #unstored = new Set<Watch>()
  readonly #begun = new Map<string, Begun>()
  #rules: Rules = []
  /** One after the other: what is decided about a sample depends on those before it. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  begun(): readonly Begun[] {
    return [...this.#begun.values()]
  }

  async load(): Promise<void> {
    for await (const page of inPages<RuleState>(after => this.#deps.states.behind(after?.signal)))
      for (const state of page) this.#stored.set(state.signal, state)
  }

  /** From now on these; what a rule that has gone said is over. */
  use(rules: readonly RuleSettings[]): Promise<void> {
    return this.#inTurn(() => this.#use(rules))
  }

  /** Samples of one client, in the order in which they came. One that is not newer than the last was seen, or comes late. */
  observe(client: string, samples: readonly Sample[]): Promise<void> {
    return this.#rules.length === 0 ? Promise.resolve() : this.#inTurn(() => this.#observe(client, samples))
  }

  /** Time passes without a sample. */
  check(): Promise<void> {
    return this.#inTurn(() => this.#check())
  }

  flush(): Promise<void> {
    return this.#inTurn(() => this.#flush())
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const next = this.#turn.then(run)
    this.#turn = next.catch(() => undefined)
    return next
  }

  async #use(rules: readonly RuleSettings[]): Promise<void> {
    for (const { state } of this.#watches.values()) this.#stored.set(state.signal, state)
    this.#watches.clear()
    this.#unstored.clear()
    this.#rules = rules.map(rule => ({ rule, detector: detectorOf(detectorRule(rule)) }))
    for (const state of this.#stored.values()) {
      const used = this.#rules.find(
        one => signalOf(one.rule, state.client, state.object, state.metric) === state.signal,
      )
      if (used) this.#watches.set(state.signal, { ...used, state, untold: null })
      else await this.#end(state)
    }
    this.#stored.clear()
  }

  async #observe(client: string, samples: readonly Sample[]): Promise<void> {
    for (const sample of samples) {
      const { name, value, at, labels = {} } = sample
      if (value === null) continue
      for (const used of this.#rules) {
        if (!isAbout(used.rule, name, labels.type)) continue
        const watch = this.#watchOf(used, client, labels.object ?? '', name)
        if (at <= watch.state.last_at) continue
        const unit = labels.unit ?? null
        const { state } = watch
        // The limits of a rule are of one unit: what another one says is judged by itself.
        const arrived = { arrived_at: this.#deps.clock.now(), ...(unit === null ? {} : { unit }) }
        const alarm = watch.detector.step(state.detector, at, value, arrived)
        watch.state = { ...state, last_at: at, unit }
        this.#unstored.add(watch)
        await this.#decide(watch, alarm, { at, value })
      }
      await turnOfOthersWhenLong()
    }
  }

  async #check(): Promise<void> {
    const now = this.#deps.clock.now()
    for (const watch of this.#watches.values()) {
      const alarm = watch.detector.check?.(watch.state.detector, now) ?? null
      if (alarm || watch.untold) await this.#decide(watch, alarm, { at: now, value: null })
      await turnOfOthersWhenLong()
    }
  }

  async #flush(): Promise<void> {
    const { store, states } = this.#deps
    const unstored = [...this.#unstored]
    await store.transaction(() => states.put(unstored.map(({ state }) => state)))
    for (const watch of unstored) this.#unstored.delete(watch)
  }

  #watchOf({ rule, detector }: Rules[number], client: string, object: string, metric: string): Watch {
    const signal = signalOf(rule, client, object, metric)
    const known = this.#watches.get(signal)
    if (known) return known
    const state: RuleState = {
      signal,
      client,
      object,
      metric,
      rule: nameOf(rule),
      unit: null,
      detector: detector.start(),
      anomaly: null,
      sequence: 0,
      last_at: 0,
    }
    const watch: Watch = { state, detector, rule, untold: null }
    this.#watches.set(signal, watch)
    return watch
  }

  /** An alarm begins an anomaly where none lasts; a rule whose alarm is over ends it. */
  async #decide(watch: Watch, alarm: Alarm | null, seen: Seen): Promise<void> {
    const { state, detector } = watch
    const { anomaly, sequence } = state
    if (alarm) watch.untold = { alarm, seen }
    if (!alarm && detector.status(state.detector).phase !== 'alarm') {
      watch.untold = null
      if (!anomaly) return
      const said = { ...anomaly, ended_at: iso(seen.at), sequence: sequence + 1 }
      await this.#tell({ watch, next: { ...state, anomaly: null, sequence: said.sequence }, said, isOver: true })
    }
    if (watch.untold && !watch.state.anomaly) await this.#begin(watch, watch.untold)
    watch.untold = null
  }

  async #begin(watch: Watch, { alarm, seen }: NonNullable<Watch['untold']>): Promise<void> {
    const { state } = watch
    const said: StoredAnomaly = {
      id: uuid(),
      client: state.client,
      object: state.object,
      metric: state.metric,
      unit: state.unit,
      value: seen.value,
      sentence: alarm.message,
      rule: state.rule,
      at: iso(alarm.at),
      ended_at: null,
      signal: state.signal,
      episode: uuid(),
      sequence: state.sequence + 1,
    }
    await this.#tell({ watch, next: { ...state, anomaly: said, sequence: said.sequence }, said, isOver: false })
    const { client, rule } = state
    const key = JSON.stringify([client, rule])
    this.#begun.set(key, { client, rule, count: (this.#begun.get(key)?.count ?? 0) + 1 })
  }

  async #tell({ watch, next, said, isOver }: Change): Promise<void> {
    const { store, publish, states, anomalies, clock } = this.#deps
    await store.transaction(async () => {
      await anomalies.put(said)
      await states.put([next])
      await publish(fact(SignalChanged, said.signal, signalFrom(said, watch.rule, { isOver, now: clock.now() })))
    })
    watch.state = next
  }

  async #end({ anomaly, signal, sequence }: RuleState): Promise<void> {
    const { store, publish, states, anomalies, clock } = this.#deps
    await store.transaction(async () => {
      await states.delete(signal)
      if (!anomaly) return
      const now = clock.now()
      const said = { ...anomaly, ended_at: iso(now), sequence: sequence + 1 }
      await anomalies.put(said)
      await publish(fact(SignalChanged, signal, signalFrom(said, {}, { isOver: true, now })))
    })
  }
}

type Told = { readonly isOver: boolean; readonly now: number }

function signalFrom(anomaly: StoredAnomaly, { component }: Pick<RuleSettings, 'component'>, told: Told): Signal {
  const { client, object, metric, sentence, signal, episode, sequence, at, ended_at } = anomaly
  const summary: Message = told.isOver
    ? say('edge.alarm-over', { object, client, metric })
    : say('edge.alarm', { object, client, metric, reason: sentence })
  return {
    signal,
    episode,
    sequence,
    component: component ?? componentOfAll,
    state: told.isOver ? 'up' : 'degraded',
    impact: told.isOver ? 'none' : 'minor',
    summary: inEnglish(summary),
    summary_i18n: summary,
    evidence: { level: 'certain', source: 'edge' },
    started_at: at,
    detected_at: at,
    observed_at: ended_at ?? iso(told.now),
    flapping: false,
  }
}
