import { iso } from '../../kit/clock.ts'
import type { Store } from '../../kit/store.ts'
import { type Attempt, forgottenAfterMs, lockMs } from './attempt.ts'

type Tables = { attempt: { key: string; failures: number; locked_until: string; last_at: string } }

/** Counts wrong attempts, also at accounts that do not exist, so that nobody learns which do. Kept over a restart. */
export class AttemptStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  /** Counts one more and answers 0, or answers the milliseconds until one may try again. */
  begin(key: string, now: number): Promise<number> {
    return this.#store.transaction(async () => {
      const known = await this.#find(key, now)
      const wait = known ? Date.parse(known.locked_until) - now : 0
      if (wait > 0) return wait
      const failures = (known?.failures ?? 0) + 1
      const row = { failures, locked_until: iso(now + lockMs(failures)), last_at: iso(now) }
      await this.#db
        .insertInto('attempt')
        .values({ key, ...row })
        .onConflict(conflict => conflict.column('key').doUpdateSet(row))
        .execute()
      return 0
    })
  }

  /** The attempt was neither right nor wrong. */
  async forgive(key: string, now: number): Promise<void> {
    await this.#store.transaction(async () => {
      const known = await this.#find(key, now)
      if (!known) return
      const failures = Math.max(0, known.failures - 1)
      await this.#db
        .updateTable('attempt')
        .set({ failures, locked_until: iso(now) })
        .where('key', '=', key)
        .execute()
    })
  }

  async clear(key: string): Promise<void> {
    await this.#db.deleteFrom('attempt').where('key', '=', key).execute()
  }

  async prune(now: number): Promise<void> {
    await this.#db
      .deleteFrom('attempt')
      .where('last_at', '<', iso(now - forgottenAfterMs))
      .execute()
  }

  async #find(key: string, now: number): Promise<Attempt | undefined> {
    const row = await this.#db.selectFrom('attempt').selectAll().where('key', '=', key).executeTakeFirst()
    return row && row.last_at >= iso(now - forgottenAfterMs) ? row : undefined
  }
}
