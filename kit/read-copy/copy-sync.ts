import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { turnOfOthersWhenLong } from '../runtime/loop-turns.ts'
import { every, type Schedule } from '../schedule/schedule.ts'
import { messageOf, Refusal } from '../service/errors.ts'
import type { Call } from '../service/service.ts'
import type { Store } from '../store/store.ts'
import type { Backfill, News } from './copy-definition.ts'
import type { CopyTable, Entry } from './copy-table.ts'

export type SyncParts = {
  readonly store: Store
  readonly call: Call
  readonly clock: Clock
  readonly log: Log
}

type Copied<Value> = {
  readonly table: CopyTable<Value>
  readonly backfill: Backfill<Value>
  /** Inside a transaction. False: another process was quicker. */
  readonly replace: (known: Entry<Value> | undefined, entry: Entry<Value>) => Promise<boolean>
}

const lookEveryMs = 10_000
/** A start has enough to do, and its copy is as good as it was at the end. */
const afterStartMs = 30_000
const dayMs = 86_400_000
const longestWaitMs = 600_000
/** So many things are committed together: others wait meanwhile. */
const slice = 100

/** Compares a copy with all that its owner has: after a start, daily, and after events were lost. */
export class CopySync<Value> {
  readonly schedule: Schedule
  readonly #name: string
  readonly #copied: Copied<Value>
  readonly #parts: SyncParts
  /** The service asks for itself, also when it is somebody's request that wants to know. */
  readonly #asItself = AsyncLocalStorage.snapshot()
  #due: number
  #failures = 0
  #began = Number.NEGATIVE_INFINITY
  #running: Promise<boolean> | undefined

  constructor(name: string, copied: Copied<Value>, parts: SyncParts) {
    this.#name = name
    this.#copied = copied
    this.#parts = parts
    this.#due = parts.clock.monotonic() + afterStartMs
    this.schedule = every(lookEveryMs, `compare the copy "${name}" with its owner`, async () => {
      if (parts.clock.monotonic() >= this.#due) await this.#run()
    })
  }

  /** At the first start there is nothing yet to begin with. */
  async begin(): Promise<void> {
    for await (const _ of this.#copied.table.pages()) return
    await this.#run()
  }

  /** Events were lost. */
  soon(): void {
    this.#due = this.#parts.clock.monotonic()
  }

  /** What the owner says of one thing now; undefined: there is none, or the owner does not answer. */
  async askFor(key: string): Promise<News<Value> | undefined> {
    const { one } = this.#copied.backfill
    try {
      return one && (await this.#asItself(() => one(this.#parts.call, key)))
    } catch (thrown) {
      if (thrown instanceof Refusal) return
      throw thrown
    }
  }

  #run(): Promise<boolean> {
    this.#running ??= this.#asItself(() => this.#try()).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #try(): Promise<boolean> {
    const { clock, log } = this.#parts
    this.#began = clock.monotonic()
    this.#due = this.#began + dayMs
    try {
      await this.#compare()
      if (this.#failures > 0) log.info({ copy: this.#name }, 'what another service knows could be asked')
      this.#failures = 0
      return true
    } catch (thrown) {
      const wait = Math.min(longestWaitMs, lookEveryMs * 2 ** this.#failures++)
      this.#due = clock.monotonic() + wait
      if (!(thrown instanceof Refusal)) log.error({ err: thrown, copy: this.#name }, 'a copy could not be compared')
      else if (this.#failures === 1)
        log.warn(
          { copy: this.#name, error: messageOf(thrown) },
          'the owner of a copy does not answer; its events will tell',
        )
      return false
    }
  }

  /**
   * What is told while it lasts is later than what the copy held at its beginning. So of that the owner is right, even where
   * its versions are lower (it was restored), and what it no longer lists is gone; with all else the higher version stays.
   */
  async #compare(): Promise<void> {
    const { table, backfill } = this.#copied
    const before = new Map<string, number>()
    for await (const page of backfill.label === null ? [] : table.pages(backfill.label)) {
      for (const { key, version, gone } of page) if (!gone) before.set(key, version)
    }
    const seen = new Set<string>()
    for (let cursor: string | null = null, isMore = true; isMore; ) {
      const { news, next } = await backfill.page(this.#parts.call, cursor)
      for (const { key } of news) seen.add(key)
      await turnOfOthersWhenLong()
      await this.#inSlices(news, (one, known) => {
        if (known && known.version === one.version) return known.gone && !one.gone ? one : undefined
        return !known || known.version < one.version || known.version === before.get(one.key) ? one : undefined
      })
      cursor = next
      isMore = next !== null
    }
    const missing = [...before.keys()].filter(key => !seen.has(key)).map(key => ({ key }))
    await this.#inSlices(missing, ({ key }, known) =>
      known && !known.gone && known.version === before.get(key) ? { ...known, gone: true } : undefined,
    )
  }

  /** In transactions of their own, so that others have their turn in between. */
  async #inSlices<Item extends { readonly key: string }>(
    items: readonly Item[],
    newsOf: (item: Item, known: Entry<Value> | undefined) => News<Value> | undefined,
  ): Promise<void> {
    const { table, replace } = this.#copied
    for (let start = 0; start < items.length; start += slice) {
      await turnOfOthersWhenLong()
      const some = new Map(items.slice(start, start + slice).map(item => [item.key, item]))
      await this.#parts.store.transaction(async () => {
        const known = await table.findMany([...some.keys()])
        for (const item of some.values()) {
          const news = newsOf(item, known.get(item.key))
          if (news) await replace(known.get(item.key), { gone: false, ...news })
        }
      })
    }
  }
}
