import { type Clock, iso } from '../runtime/clock.ts'
import { optional } from '../store/columns.ts'
import type { Migrations, Store } from '../store/store.ts'

export const scheduleMigrations: Migrations = {
  '0000-schedule-runs': {
    up: async db => {
      await db.schema
        .createTable('schedule_run')
        .addColumn('name', 'text', c => c.primaryKey())
        .addColumn('due_at', 'text', c => c.notNull())
        .$call(optional('text', 'run_at', 'error', 'claimed_by', 'claimed_until'))
        .execute()
    },
  },
}

/** Up to which time everything that was due has run. */
export type ScheduleRun = {
  readonly name: string
  readonly due_at: string
  /** When it really ran; null: never yet. */
  readonly run_at: string | null
  readonly error: string | null
  readonly claimed_by: string | null
  readonly claimed_until: string | null
}

/** Long enough for a process that only stands still for a moment; another takes over afterwards. */
export const claimMs = 60_000

/** What is stored of the schedules of one service, which several processes may share. */
export class RunStore {
  readonly #store: Store
  readonly #clock: Clock
  readonly #process: string

  /** `process`: of this one, unlike that of any other. */
  constructor(store: Store, clock: Clock, process: string) {
    this.#store = store
    this.#clock = clock
    this.#process = process
  }

  #runs() {
    return this.#store.query<{ schedule_run: ScheduleRun }>()
  }

  find(name: string): Promise<ScheduleRun | undefined> {
    return this.#runs().selectFrom('schedule_run').selectAll().where('name', '=', name).executeTakeFirst()
  }

  /** What is seen for the first time has nothing to make up for before `due`. */
  async begin(name: string, due: number): Promise<ScheduleRun> {
    const row = { name, due_at: iso(due), run_at: null, error: null, claimed_by: null, claimed_until: null }
    await this.#store.transaction(async () => {
      const insert = this.#runs().insertInto('schedule_run').values(row)
      await insert.onConflict(conflict => conflict.column('name').doNothing()).execute()
    })
    return (await this.find(name)) ?? row
  }

  /** False: another process has it, or ran it meanwhile. */
  async claim({ name, due_at }: ScheduleRun): Promise<boolean> {
    const now = this.#clock.now()
    return this.#store.transaction(async () => {
      const update = this.#runs()
        .updateTable('schedule_run')
        .set(this.#claimUntil(now + claimMs))
      const claimed = await update
        .where('name', '=', name)
        .where('due_at', '=', due_at)
        .where(or => or.or([or('claimed_until', 'is', null), or('claimed_until', '<', iso(now))]))
        .executeTakeFirst()
      return claimed.numUpdatedRows > 0n
    })
  }

  /** While it runs. */
  async keep(name: string): Promise<void> {
    await this.#update(name, this.#claimUntil(this.#clock.now() + claimMs))
  }

  async done(name: string, due: number, error: string | null): Promise<void> {
    const run_at = iso(this.#clock.now())
    await this.#update(name, { due_at: iso(due), run_at, error, claimed_by: null, claimed_until: null })
  }

  #claimUntil(until: number) {
    return { claimed_by: this.#process, claimed_until: iso(until) }
  }

  async #update(name: string, change: Partial<ScheduleRun>): Promise<void> {
    await this.#store.transaction(async () => {
      const update = this.#runs().updateTable('schedule_run').set(change)
      await update.where('name', '=', name).where('claimed_by', '=', this.#process).execute()
    })
  }
}
