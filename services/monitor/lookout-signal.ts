import { v7 as uuid } from 'uuid'
import type { MonitorMessages } from '../../contracts/messages/monitor.ts'
import { SignalChanged } from '../../contracts/signal.ts'
import type { Clock, Jump } from '../../kit/clock.ts'
import { fact } from '../../kit/event.ts'
import { type CheckState, confirmChange, newCheckState, settleFlapping, type Told } from './check-state.ts'
import { applyJump } from './clock-jump.ts'
import { lookoutSlug } from './config.ts'
import type { Change } from './record-changes.ts'
import { toSignal } from './signal.ts'

/** The id under which the state of the lookout itself is stored. */
export const lookoutId = 'lookout'

/** One signal about the lookout itself, in place of one about every check it cannot see. */
export class LookoutSignal {
  readonly #clock: Clock
  readonly #words: () => MonitorMessages
  #state: CheckState

  constructor({ clock, words }: { clock: Clock; words: () => MonitorMessages }, stored: CheckState | undefined) {
    this.#clock = clock
    this.#words = words
    // Nobody needs to hear that the lookout sees, until it did not.
    this.#state = stored ?? { ...newCheckState, state: 'up', settled: 'up', told: 'up' }
  }

  get state(): CheckState {
    return this.#state
  }

  tell(state: 'up' | 'down', reason: string | null, since: number): Change {
    if (this.#state.state === state) return {}
    const change = confirmChange(this.#state, {
      proposal: { state, since },
      reason,
      now: this.#clock.now(),
      newEpisode: uuid,
    })
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

  #take(next: CheckState, told: Told | null): Change {
    this.#state = next
    const states: Change['states'] = [[lookoutId, next]]
    if (!told) return { states }
    const words = this.#words()
    const subject = { signal: lookoutId, component: lookoutSlug, name: words.lookout, critical: false }
    const signal = toSignal(subject, told, { reason: next.reason, evidence: null, words })
    const summary = told.state === 'down' ? words.blind(next.reason ?? words.noReason) : words.sees
    return {
      states,
      facts: [fact(SignalChanged, lookoutId, told.flapping ? signal : { ...signal, summary })],
    }
  }
}
