import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../runtime/clock.ts'
import type { Store } from './store.ts'

type Waiting = {
  readonly change: () => Promise<void>
  readonly resolve: () => void
  readonly reject: (thrown: unknown) => void
}

/** So many changes share one commit. */
const mostTogether = 500
/** So long a commit waits for others that are about to come: in milliseconds, and in turns of the loop. */
const longest = { wait: 2, turns: 500 }

/**
 * Small changes of many who wait for them: those that come about the same time are committed together, for what a commit costs is
 * mostly the wait for the disk. A change knows nothing of the others, and where one of them fails each is tried alone: it may run twice.
 */
export class SharedCommit {
  readonly #store: Store
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #expected: () => number
  #waiting: Waiting[] = []
  #committing: Promise<void> | undefined

  /** `expected`: how many changes are on their way. Where there are none, a commit waits for nobody. */
  constructor(store: Store, clock: Pick<Clock, 'monotonic'>, expected: () => number) {
    this.#store = store
    this.#clock = clock
    this.#expected = expected
  }

  /** Answered when it is durable. */
  add(change: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject })
      this.#committing ??= this.#commitAll().finally(() => {
        this.#committing = undefined
      })
    })
  }

  async #commitAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gathered()
      const together = this.#waiting.splice(0, mostTogether)
      try {
        await this.#commit(together)
      } catch (thrown) {
        await this.#alone(together, thrown)
      }
    }
  }

  async #gathered(): Promise<void> {
    const end = this.#clock.monotonic() + longest.wait
    for (let turns = 0; turns < longest.turns; turns++) {
      await turn()
      const isComplete = this.#expected() === 0 || this.#waiting.length >= mostTogether
      if (isComplete || this.#clock.monotonic() >= end) return
    }
  }

  async #commit(together: readonly Waiting[]): Promise<void> {
    await this.#store.transaction(async () => {
      for (const { change } of together) await change()
    })
    for (const { resolve } of together) resolve()
  }

  async #alone(together: readonly Waiting[], thrown: unknown): Promise<void> {
    if (together.length === 1) together[0]?.reject(thrown)
    else for (const one of together) await this.#commit([one]).catch(one.reject)
  }
}
