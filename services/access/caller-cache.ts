import type { Caller } from '../../kit/auth/caller.ts'
import type { Clock } from '../../kit/runtime/clock.ts'

/** What another process wrote into the copy is seen after this. */
const freshMs = 1_000
const remembered = 1_000

/** Who brought which token just now, so that a program that asks a thousand times a second is not looked up each time. */
export class CallerCache {
  readonly #clock: Clock
  readonly #callers = new Map<string, { readonly caller: Caller; until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  fresh(token: string): Caller | undefined {
    const known = this.#callers.get(token)
    return known && known.until > this.#clock.monotonic() ? known.caller : undefined
  }

  /** However long ago; for when nobody can be asked. */
  last(token: string): Caller | undefined {
    return this.#callers.get(token)?.caller
  }

  put(token: string, caller: Caller | null | undefined): void {
    this.#callers.delete(token)
    if (!caller) return
    if (this.#callers.size >= remembered) this.#callers.delete(this.#callers.keys().next().value ?? '')
    this.#callers.set(token, { caller, until: this.#clock.monotonic() + freshMs })
  }

  forget(): void {
    this.#callers.clear()
  }
}
