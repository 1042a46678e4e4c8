import { AsyncLocalStorage } from 'node:async_hooks'
import type { StoreFailure } from './failure.ts'

const asking = new AsyncLocalStorage<Asked>()

/** Somebody who waits for what is being done, and may be told before its end that it is not. */
export class Asked {
  #refusal: StoreFailure | null = null
  /** Something of it is committed, or just being so. */
  #mayBeSaved = false

  /** What is done meanwhile is done for this one. */
  while<T>(run: () => Promise<T>): Promise<T> {
    return asking.run(this, run)
  }

  /**
   * From now on nothing that was begun for it is committed: who was told "not now" tries again, and it must not be done
   * twice. Answers false when that is too late.
   */
  turnAway(refusal: StoreFailure): boolean {
    if (this.#mayBeSaved) return false
    this.#refusal = refusal
    return true
  }

  get isTurnedAway(): boolean {
    return this.#refusal !== null
  }

  requireThere(): void {
    if (this.#refusal) throw this.#refusal
  }

  commits(): void {
    this.requireThere()
    this.#mayBeSaved = true
  }
}

/**
 * Whom this is done for; to be asked when something begins. Nobody where they have been turned away before: what begins
 * after that, such as work that goes on behind a request for a long time, is done for its own sake.
 */
export function askedNow(): Asked | null {
  const asked = asking.getStore()
  return asked && !asked.isTurnedAway ? asked : null
}
