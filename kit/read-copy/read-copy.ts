import type { Schedule } from '../schedule/schedule.ts'
import type { Reaction } from '../service/service.ts'
import type { Store } from '../store/store.ts'
import type { CopyChange, CopyDefinition, News } from './copy-definition.ts'
import { CopySync, type SyncParts } from './copy-sync.ts'
import { CopyTable, type Entry } from './copy-table.ts'

/** What another service knows of its things, kept here: read without asking, and there while the owner is not. */
export class ReadCopy<Value> {
  readonly #table: CopyTable<Value>
  readonly #sync: CopySync<Value> | undefined
  readonly #definition: CopyDefinition<Value>
  readonly #store: Store
  readonly #followers: ((change: CopyChange<Value>) => void)[] = []

  constructor(definition: CopyDefinition<Value>, parts: SyncParts) {
    const { name, backfill } = definition
    this.#definition = definition
    this.#store = parts.store
    this.#table = new CopyTable(parts.store, name)
    this.#sync = backfill && new CopySync(name, { table: this.#table, backfill, replace: this.#replace }, parts)
  }

  /** What a service reacts to for its sake. */
  get reactions(): readonly Reaction[] {
    const whenParked = () => this.#sync?.soon()
    return this.#definition.from.map(source => ({ ...source(news => this.keep(news)), whenParked }))
  }

  get schedules(): readonly Schedule[] {
    return this.#sync ? [this.#sync.schedule] : []
  }

  /** Once everything listens. */
  async begin(): Promise<void> {
    await this.#sync?.begin()
  }

  /** Inside a transaction. False: that, or something later, is known already. */
  async keep({ gone = false, ...news }: News<Value>): Promise<boolean> {
    for (;;) {
      const known = await this.#table.find(news.key)
      if (known && known.version >= news.version) return false
      if (await this.#replace(known, { ...news, gone })) return true
    }
  }

  async get(key: string): Promise<Value | undefined> {
    const entry = await this.#table.find(key)
    return entry?.gone ? undefined : entry?.value
  }

  /** Those that there are. */
  async getMany(keys: readonly string[]): Promise<ReadonlyMap<string, Value>> {
    const entries = await this.#table.findMany(keys)
    return new Map([...entries.values()].filter(({ gone }) => !gone).map(({ key, value }) => [key, value]))
  }

  /** By key or alias. */
  async named(name: string): Promise<Value | undefined> {
    return (await this.get(name)) ?? (await this.#table.aliased(name))?.value
  }

  /** As `get`; the owner is asked for what is not there, for the news of it may be on its way. Outside transactions. */
  async getOrAsk(key: string): Promise<Value | undefined> {
    const known = await this.get(key)
    if (known !== undefined) return known
    const news = await this.#sync?.askFor(key)
    if (!news) return
    await this.#store.transaction(() => this.keep(news))
    return this.get(key)
  }

  /** What there is, in the order of the keys; with a label only what has it. */
  async all(label?: string): Promise<Value[]> {
    const all: Value[] = []
    for await (const page of this.#table.pages(label)) {
      for (const { value, gone } of page) if (!gone) all.push(value)
    }
    return all
  }

  /**
   * For whoever holds it in memory: tells everything that is known, what is gone included, and from now on every change once
   * it is committed in this process.
   */
  async follow(follower: (change: Pick<CopyChange<Value>, 'key' | 'value' | 'gone'>) => void): Promise<void> {
    this.#followers.push(follower)
    for await (const page of this.#table.pages()) for (const entry of page) follower(entry)
  }

  /** Inside a transaction. Nothing is known any more of what has a label before this one. */
  deleteLabelledBefore(label: string): Promise<void> {
    return this.#table.deleteLabelledBefore(label)
  }

  readonly #replace = async (known: Entry<Value> | undefined, entry: Entry<Value>): Promise<boolean> => {
    const { label, alias, changed } = this.#definition
    const { value } = entry
    const names = { label: label?.(value) ?? '', alias: alias?.(value) ?? '' }
    if (!(await this.#table.replace(known, entry, names))) return false
    const change = { ...entry, before: known?.gone ? undefined : known?.value }
    await changed?.(change)
    this.#store.afterCommit(() => {
      for (const follower of this.#followers) follower(change)
    })
    return true
  }
}
