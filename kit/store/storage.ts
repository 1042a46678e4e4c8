import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { ConditionRecord } from './condition.ts'
import type { EngineConnection } from './engine.ts'
import { acquireLock, type Lock, lockFolder } from './lock.ts'
import type { Claim } from './postgres/locks.ts'
import type { PostgresDatabase } from './postgres/postgres.ts'
import { connectSqlite } from './sqlite/sqlite.ts'

export type StorageOptions = {
  /** The folder, which there is with PostgreSQL, too. */
  readonly data: string
  readonly url?: string | undefined
  /** Left out by commands, which end before anybody asks since when something is so. */
  readonly clock?: Pick<Clock, 'now'>
  readonly log?: Log
  /** Of commands: whatever they do may take its time. */
  readonly patient?: boolean
  /** Ends a start that waits for the database. */
  readonly signal?: AbortSignal | undefined
  /** Another process has the data now, or it is not what this one left: whoever runs on it must start anew. */
  readonly lost?: (reason: string) => void
}

/** Where the services of one process keep their data: a file each in the folder, or a schema each in one PostgreSQL. */
export class Storage {
  readonly #options: StorageOptions
  #lock: Lock | undefined
  #postgres: PostgresDatabase | undefined

  private constructor(options: StorageOptions) {
    this.#options = options
  }

  /** The client of PostgreSQL is loaded only where it is used. */
  static async open(options: StorageOptions): Promise<Storage> {
    const storage = new Storage(options)
    const { url } = options
    if (!url) return storage
    const { PostgresDatabase } = await import('./postgres/postgres.ts')
    storage.#postgres = new PostgresDatabase({ ...options, url })
    return storage
  }

  /** Refuses where another process runs one of them, after a moment for one that is just going. */
  async claimSoon(claims: readonly Claim[]): Promise<void> {
    const names = claims.map(({ service }) => service)
    this.#lock = await acquireLock(this.#options.data, names)
    await this.#postgres?.claim(claims)
  }

  /** All of it, for this process alone, or not at all. */
  async claimAlone(services: readonly string[]): Promise<void> {
    this.#lock = lockFolder(this.#options.data, services)
    await this.#postgres?.claim(services.map(service => ({ service, instances: 'one' })))
  }

  get isFolder(): boolean {
    return this.#postgres === undefined
  }

  /** Whether the service has been here before. */
  async has(service: string): Promise<boolean> {
    if (!this.#postgres) return existsSync(join(this.#options.data, `${service}.db`))
    const { read } = this.#postgres.connect(service)
    const asked = sql`select from information_schema.schemata where schema_name = ${service}`
    return (await asked.execute(read)).rows.length > 0
  }

  /** `thorough`: looks at the whole of a file before it is used; for what is small and can be made again. */
  connect(service: string, { thorough = false }: { readonly thorough?: boolean } = {}): EngineConnection {
    if (this.#postgres) return this.#postgres.connect(service)
    const { data, clock } = this.#options
    return connectSqlite(join(data, `${service}.db`), new ConditionRecord(() => clock?.now() ?? 0), { thorough })
  }

  /** The answer, or a refusal when the database stays away meanwhile; see `PostgresDatabase`. */
  whileThere<T>(run: () => Promise<T>): Promise<T> {
    return this.#postgres ? this.#postgres.whileThere(run) : run()
  }

  /** The process is ending: what is under way has a moment. */
  stopping(): void {
    this.#postgres?.stopping()
  }

  async close(): Promise<void> {
    await this.#postgres?.close()
    this.#lock?.release()
    this.#lock = undefined
  }
}
