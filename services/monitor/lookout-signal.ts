import { v7 as uuid } from 'uuid'
import type { MonitorMessages } from '../../contracts/messages/monitor.ts'
import { type Signal, SignalChanged } from '../../contracts/signal.ts'
import type { Clock, Jump } from '../../kit/clock.ts'
import { fact } from '../../kit/event.ts'
import {
  type CheckState,
  confirmChange,
  type KnownState,
  newCheckState,
  presentTold,
  settleFlapping,
  type Told,
} from './check-state.ts'
import { applyJump } from './clock-jump.ts'
import { lookoutSlug } from './config.ts'
import type { Change } from './record-changes.ts'
import { toSignal } from './signal.ts'

/** The id under which the state of the lookout itself is stored. */
export const lookoutId = 'lookout'

/** What can be wrong with the lookout itself: it sees nothing, it cannot store what it sees, or soon will not. */
export type TroubleSource = 'sight' | 'storage' | 'space'
export type Trouble = { readonly reason: string; readonly since: number }

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
  readonly #words: () => MonitorMessages
  readonly #troubles = new Map<TroubleSource, Trouble>()
  #state: CheckState
  /** Of what it was told last. */
  #source: TroubleSource = 'sight'

  constructor({ clock, words }: { clock: Clock; words: () => MonitorMessages }, stored: CheckState | undefined) {
    this.#clock = clock
    this.#words = words
    // Nobody needs to hear that the lookout sees, until it did not.
    this.#state = stored ?? { ...newCheckState, state: 'up', settled: 'up', told: 'up' }
    const { state, reason, since } = this.#state
    // As it was before the start, until it is known better.
    if (state === 'up' || state === 'unknown') return
    this.#source = state === 'down' ? 'sight' : 'space'
    this.#troubles.set(this.#source, { reason: reason ?? '', since: since ?? clock.now() })
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
    const words = this.#words()
    const { reason } = this.#state
    const subject = { signal: lookoutId, component: lookoutSlug, name: words.lookout, critical: false }
    const signal = toSignal(subject, told, { reason, evidence: null, words })
    const { trouble, over } = summaries(words)[this.#source]
    const summary = told.state === 'up' ? over : trouble(reason ?? words.noReason)
    return told.flapping ? signal : { ...signal, summary }
  }
}

function summaries(words: MonitorMessages) {
  return {
    sight: { trouble: words.blind, over: words.sees },
    storage: { trouble: words.storesNothing, over: words.stores },
    space: { trouble: words.diskLow, over: words.diskFree },
  } satisfies Record<TroubleSource, { trouble: (reason: string) => string; over: string }>
}
