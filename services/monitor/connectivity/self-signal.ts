import { v7 as uuid } from 'uuid'
import { type Signal, SignalChanged } from '../../../contracts/incidents/signal.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { say, word } from '../../../contracts/messages/words.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Jump } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { selfSlug } from '../config.ts'
import {
  type CheckState,
  confirmChange,
  currentUpdate,
  endFlapping,
  type KnownState,
  newCheckState,
  type SignalUpdate,
  type StateUpdate,
} from '../evaluation/check-state.ts'
import { applyJump } from '../evaluation/clock-jump.ts'
import { toSignal } from '../evaluation/signal.ts'
import type { StateChange } from '../evaluation/state-writer.ts'

/** The id of the signal about this program itself, under which its state is stored as well. */
export const selfSignalId = 'lookout'
export const selfName = (language: Language): string => tables[language].incidents.lookout

export type Trouble = { readonly reason: Message; readonly since: number }

/** What can be wrong with this program, gravest first, which is the one that is published where there are several. */
const troubles = {
  network: { state: 'down', begun: 'monitor.offline', over: 'monitor.online' },
  storage: { state: 'down', begun: 'monitor.not-storing', over: 'monitor.storing' },
  space: { state: 'degraded', begun: 'monitor.disk-low', over: 'monitor.disk-free' },
} as const
export type TroubleSource = keyof typeof troubles
const sources: readonly TroubleSource[] = ['network', 'storage', 'space']

type Deps = Pick<Context, 'clock'> & { readonly settings: Pick<Context['settings'], 'language'> }

/** One signal about this program itself, in place of one about every check that it cannot see or keep. */
export class SelfSignal {
  readonly #deps: Deps
  readonly #troubles = new Map<TroubleSource, Trouble>()
  #state: CheckState
  #source: TroubleSource = 'network'

  constructor(deps: Deps, stored: CheckState | undefined) {
    this.#deps = deps
    // Nobody needs to hear that all is well until it was not.
    this.#state = stored ?? { ...newCheckState, state: 'up', settled: 'up', published: 'up' }
    const { state, reason, since } = this.#state
    if (state === 'up' || state === 'unknown') return
    // It is taken to be as it was before the start until it is known better.
    this.#source = state === 'down' ? 'network' : 'space'
    this.#troubles.set(this.#source, { reason: reason ?? say('check.no-reason'), since: since ?? deps.clock.now() })
  }

  get state(): CheckState {
    return this.#state
  }

  has(source: TroubleSource): boolean {
    return this.#troubles.has(source)
  }

  /** Begins or, with null, ends one trouble; the signal is as bad as the worst of them. */
  set(source: TroubleSource, trouble: Trouble | null): StateChange {
    if (trouble === null ? !this.#troubles.delete(source) : this.#troubles.has(source)) return {}
    if (trouble) this.#troubles.set(source, trouble)
    const now = this.#deps.clock.now()
    const worst = sources.find(one => this.#troubles.has(one))
    const { reason, since } = (worst && this.#troubles.get(worst)) ?? { reason: null, since: now }
    const state: KnownState = worst ? troubles[worst].state : 'up'
    if (worst) this.#source = worst
    if (this.#state.state === state) return {}
    // Whatever else may come and go: that nothing can be stored is published each time.
    const before = source === 'network' ? this.#state : { ...this.#state, changes: [] }
    return this.#take(confirmChange(before, { proposal: { state, since }, reason, now, newEpisode: uuid }))
  }

  endFlapping(): StateChange | null {
    const change = endFlapping(this.#state, this.#deps.clock.now())
    return change && this.#take(change)
  }

  /** Its own times move with the clock; what it did not see has no history of its own. */
  applyClockJump(jump: Jump): readonly [string, CheckState] {
    if (jump.kind === 'step') this.#state = applyJump(this.#state, jump).next
    return [selfSignalId, this.#state]
  }

  /** The signal as it would be published at this moment; null while it was never in trouble. */
  current(): Signal | null {
    const update = currentUpdate(this.#state)
    return update && this.#signalOf(update)
  }

  #take({ next, update }: StateUpdate): StateChange {
    this.#state = next
    const states: StateChange['states'] = [[selfSignalId, next]]
    return update ? { states, facts: [fact(SignalChanged, selfSignalId, this.#signalOf(update))] } : { states }
  }

  #signalOf(update: SignalUpdate): Signal {
    const { language } = this.#deps.settings
    const { reason } = this.#state
    const subject = { signal: selfSignalId, component: selfSlug, name: selfName(language), critical: false }
    const signal = toSignal(subject, update, { reason, evidence: null, language })
    if (update.flapping) return signal
    const { begun, over } = troubles[this.#source]
    const summary = update.state === 'up' ? say(over) : say(begun, { reason: reason ?? say('check.no-reason') })
    return { ...signal, summary: word(summary, language), summary_i18n: summary }
  }
}
