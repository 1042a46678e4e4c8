import { iso } from '../../../kit/runtime/clock.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { type AttemptCounter, type Attempts, forgottenAfterMs } from './attempt-counters.ts'

type Tables = { attempt: { key: string; failures: number; locked_until: string; last_at: string } }

/** Counts attempts, also at accounts that do not exist, so that nobody learns which do. Kept over a restart. */
export class AttemptStore extends SqlStore<Tables> {
  /** Counts one more at every counter and answers 0, or counts none and answers the milliseconds until one may try again. */
  begin(counters: readonly AttemptCounter[], now: number): Promise<number> {
    return this.store.transaction(async () => {
      const known = await Promise.all(counters.map(({ key }) => this.#find(key)))
      const outcomes = counters.map(({ key, rule }, at) => ({ key, ...rule(known[at], now) }))
      const wait = Math.max(0, ...outcomes.map(({ wait_ms }) => wait_ms))
      if (wait > 0) return wait
      for (const { key, next } of outcomes) if (next) await this.#put(key, next)
      return 0
    })
  }

  async forgive(keys: readonly string[], now: number): Promise<void> {
    await this.store.transaction(async () => {
      for (const key of keys) {
        const known = await this.#find(key)
        if (!known) continue
        const failures = Math.max(0, known.failures - 1)
        await this.#put(key, { failures, locked_until: iso(now), last_at: known.last_at })
      }
    })
  }

  async clear(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.db.deleteFrom('attempt').where('key', '=', key).execute()
  }

  async clearAll(prefix: string): Promise<void> {
    await this.db.deleteFrom('attempt').where('key', 'like', `${prefix}%`).execute()
  }

  async prune(now: number): Promise<void> {
    await this.db
      .deleteFrom('attempt')
      .where('last_at', '<', iso(now - forgottenAfterMs))
      .where('locked_until', '<', iso(now))
      .execute()
  }

  #put(key: string, attempts: Attempts): Promise<void> {
    return upsert(this.store, 'attempt', [{ key, ...attempts }], ['key'])
  }

  #find(key: string): Promise<Attempts | undefined> {
    const found = this.db.selectFrom('attempt').select(['failures', 'locked_until', 'last_at'])
    return found.where('key', '=', key).executeTakeFirst()
  }
}
