import { setImmediate as turn } from 'node:timers/promises'
import type { Store } from './store.ts'

type Waiting = {
  readonly change: () => Promise<void>
  readonly resolve: () => void
  readonly reject: (thrown: unknown) => void
}

/** So many changes share one commit. */
const mostTogether = 500
/** So many turns of the loop a commit waits for others that are just arriving. */
const mostTurns = 4

/**
 * Small changes of many who wait for them: those that arrive about the same time are committed together, for what a commit costs is
 * mostly the wait for the disk. A change knows nothing of the others, and where one of them fails each is tried alone: it may run twice.
 */
export class SharedCommit {
  readonly #store: Store
  #waiting: Waiting[] = []
  #committing: Promise<void> | undefined

  constructor(store: Store) {
    this.#store = store
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
    for (let turns = 0, seen = -1; turns < mostTurns && this.#waiting.length !== seen; turns++) {
      seen = this.#waiting.length
      await turn()
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
