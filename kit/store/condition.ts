import { inEnglish } from '../messages/kit-catalogue.ts'
import { type Message, same } from '../messages/message.ts'

/** Whether a store can keep what it is given; for readiness, and for whoever must say why something was refused. */
export type StoreCondition = {
  readonly ok: boolean
  /** `store.disk-full`; stable, for programs. Null while all is well. */
  readonly code: string | null
  /** Words for people, without host names, accounts or passwords; null while all is well. */
  readonly cause: string | null
  /** The same, to be worded in the language of the reader. */
  readonly reason: Message | null
  /** Epoch milliseconds at which it became so. */
  readonly since: number
}

/** Remembers the condition; each engine tells it what fails and what works again. */
export class ConditionRecord {
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  #condition: StoreCondition

  constructor(now: () => number) {
    this.#now = now
    this.#condition = { ok: true, code: null, cause: null, reason: null, since: now() }
  }

  get(): StoreCondition {
    return this.#condition
  }

  /** Called at each news. */
  listen(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Answers whether that is news: another cause keeps the time at which it stopped to work. */
  failed(reason: Message, code = 'store.unavailable'): boolean {
    const { ok, since, reason: before } = this.#condition
    if (same(before, reason)) return false
    this.#change({ ok: false, code, cause: inEnglish(reason), reason, since: ok ? this.#now() : since })
    return true
  }

  /** Answers whether that is news. */
  worked(): boolean {
    if (this.#condition.ok) return false
    this.#change({ ok: true, code: null, cause: null, reason: null, since: this.#now() })
    return true
  }

  #change(condition: StoreCondition): void {
    this.#condition = condition
    for (const tell of this.#listeners) tell()
  }
}
