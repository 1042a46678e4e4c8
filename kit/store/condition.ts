/** Whether a store can keep what it is given; for readiness, and for whoever must say why something was refused. */
export type StoreCondition = {
  readonly ok: boolean
  /** Words for people, without host names, accounts or passwords; null while all is well. */
  readonly cause: string | null
  /** Epoch milliseconds at which it became so. */
  readonly since: number
}

/** Remembers the condition; each engine tells it what fails and what works again. */
export class ConditionRecord {
  readonly #now: () => number
  #condition: StoreCondition

  constructor(now: () => number) {
    this.#now = now
    this.#condition = { ok: true, cause: null, since: now() }
  }

  get(): StoreCondition {
    return this.#condition
  }

  /** Answers whether that is news: another cause keeps the time at which it stopped to work. */
  failed(cause: string): boolean {
    const { ok, since, cause: before } = this.#condition
    if (before === cause) return false
    this.#condition = { ok: false, cause, since: ok ? this.#now() : since }
    return true
  }

  /** Answers whether that is news. */
  worked(): boolean {
    if (this.#condition.ok) return false
    this.#condition = { ok: true, cause: null, since: this.#now() }
    return true
  }
}
