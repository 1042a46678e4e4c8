import { v7 as uuid } from 'uuid'
import { incidentMessages } from '../../../contracts/messages/incidents.ts'
import type { Language } from '../../../contracts/messages/notifications.ts'
import { say, word } from '../../../contracts/messages/words.ts'
import { type Signal, SignalChanged } from '../../../contracts/signal.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Clock, Jump } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { lookoutSlug } from '../config.ts'
import {
  type CheckState,
  confirmChange,
  type KnownState,
  newCheckState,
  presentTold,
  settleFlapping,
  type Told,
} from '../evaluation/check-state.ts'
import { applyJump } from '../evaluation/clock-jump.ts'
import { toSignal } from '../evaluation/signal.ts'
import type { Change } from '../evaluation/state-writer.ts'

/** The id under which the state of the lookout itself is stored. */
export const lookoutId = 'lookout'
/** What the signal about this program itself is called: as its component is. */
export const selfName = (language: Language): string => incidentMessages[language].lookout

/** What can be wrong with the lookout itself: it sees nothing, it cannot store what it sees, or soon will not. */
export type TroubleSource = 'sight' | 'storage' | 'space'
export type Trouble = { readonly reason: Message; readonly since: number }

const stateOf: Readonly<Record<TroubleSource, 'down' | 'degraded'>> = {
  sight: 'down',
  storage: 'down',
  space: 'degraded',
}
/** The one that is told where there are several. */
const gravest: readonly TroubleSource[] = ['sight', 'storage', 'space']

/** One signal about the lookout itself, in place of one about every check that it cannot see or keep. */
export class LookoutSignal {
  readonly #clock: Clock
  readonly #language: () => Language
  readonly #troubles = new Map<TroubleSource, Trouble>()
  #state: CheckState
  /** Of what it was told last. */
  #source: TroubleSource = 'sight'

  constructor({ clock, language }: { clock: Clock; language: () => Language }, stored: CheckState | undefined) {
    this.#clock = clock
    this.#language = language
    // Nobody needs to hear that the lookout sees, until it did not.
    this.#state = stored ?? { ...newCheckState, state: 'up', settled: 'up', told: 'up' }
    const { state, reason, since } = this.#state
    // As it was before the start, until it is known better.
    if (state === 'up' || state === 'unknown') return
    this.#source = state === 'down' ? 'sight' : 'space'
    this.#troubles.set(this.#source, { reason: reason ?? say('check.no-reason'), since: since ?? clock.now() })
  }

  get state(): CheckState {
    return this.#state
  }

  has(source: TroubleSource): boolean {
    return this.#troubles.has(source)
  }

  /** Begins or, with null, ends one trouble; the signal is as bad as the worst of them. */
  set(source: TroubleSource, trouble: Trouble | null): Change {
    if (trouble === null ? !this.#troubles.delete(source) : this.#troubles.has(source)) return {}
    if (trouble) this.#troubles.set(source, trouble)
    const worst = gravest.find(one => this.#troubles.has(one))
    const { reason, since } = (worst && this.#troubles.get(worst)) ?? { reason: null, since: this.#clock.now() }
    const state: KnownState = worst ? stateOf[worst] : 'up'
    if (worst) this.#source = worst
    if (this.#state.state === state) return {}
    // Whatever else may come and go: that nothing can be stored is told each time.
    const before = source === 'sight' ? this.#state : { ...this.#state, changes: [] }
    const proposal = { state, since }
    const change = confirmChange(before, { proposal, reason, now: this.#clock.now(), newEpisode: uuid })
    return this.#take(change.next, change.told)
  }

  settle(): Change | null {
    const settled = settleFlapping(this.#state, this.#clock.now())
    return settled && this.#take(settled.next, settled.told)
  }

  /** Its own times move with the clock; what it did not see has no history of its own. */
  jump(jump: Jump): readonly [string, CheckState] {
    if (jump.kind === 'step') this.#state = applyJump(this.#state, jump).next
    return [lookoutId, this.#state]
  }

  /** What the others would be told of it at this moment; null while it was never in trouble. */
  present(): Signal | null {
    const told = presentTold(this.#state)
    return told && this.#signalOf(told)
  }

  #take(next: CheckState, told: Told | null): Change {
    this.#state = next
    const states: Change['states'] = [[lookoutId, next]]
    return told ? { states, facts: [fact(SignalChanged, lookoutId, this.#signalOf(told))] } : { states }
  }

  #signalOf(told: Told): Signal {
    const language = this.#language()
    const { reason } = this.#state
    const subject = { signal: lookoutId, component: lookoutSlug, name: selfName(language), critical: false }
    const signal = toSignal(subject, told, { reason, evidence: null, language })
    if (told.flapping) return signal
    const { trouble, over } = summaries[this.#source]
    const summary = told.state === 'up' ? say(over) : say(trouble, { reason: reason ?? say('check.no-reason') })
    return { ...signal, summary: word(summary, language), summary_i18n: summary }
  }
}

const summaries = {
  sight: { trouble: 'monitor.offline', over: 'monitor.online' },
  storage: { trouble: 'monitor.not-storing', over: 'monitor.storing' },
  space: { trouble: 'monitor.disk-low', over: 'monitor.disk-free' },
} as const satisfies Record<TroubleSource, unknown>
