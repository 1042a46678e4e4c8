import pg from 'pg'
import type { StoreFailure } from './failure.ts'
import { storeFailure } from './postgres/failures.ts'

/** Who owns which service's data, and what they committed last; beside the schemas of the services. */
export const ownerTable = 'vigie.owner'

export const createOwnerTable = `
  create schema if not exists vigie;
  create table if not exists ${ownerTable} (
    service text not null,
    instance text not null,
    fence bigint not null,
    mark bigint not null,
    holder text not null,
    since timestamptz not null,
    seen timestamptz not null,
    primary key (service, instance)
  ) with (fillfactor = 20)`

export type OwnershipOptions = {
  readonly service: string
  /** Empty: there is only one at a time. */
  readonly instance: string
  readonly fence: number
  readonly holder: string
  readonly lost: (reason: string) => void
}

/**
 * That this process may write a service's data. Each transaction leaves its mark in the owner's row: that fails when
 * another process has taken over, and it tells whether a COMMIT was carried out whose answer was lost. (The numbers that
 * PostgreSQL gives to transactions do not tell: after a crash it gives them again.)
 */
export class Ownership {
  readonly service: string
  readonly readStatement: string
  /** Set when the process ends: nobody waits any longer for what cannot be known. */
  isGivenUp = false
  readonly #options: OwnershipOptions
  readonly #where: string
  #mark = 0
  #committed = 0
  #isLost = false

  constructor(options: OwnershipOptions) {
    const { service, instance, fence } = options
    this.service = service
    this.#options = options
    this.#where = `service = ${text(service)} and instance = ${text(instance)} and fence = ${fence}`
    this.readStatement = `select mark from ${ownerTable} where ${this.#where}`
  }

  nextMark(): number {
    if (this.#isLost) throw this.lose()
    this.#mark += 1
    return this.#mark
  }

  markStatement(mark: number): string {
    const { service, instance, fence, holder } = this.#options
    if (instance === '') return `update ${ownerTable} set mark = ${mark}, seen = now() where ${this.#where}`
    const values = [text(service), text(instance), fence, mark, text(holder), 'now()', 'now()'].join(', ')
    return `insert into ${ownerTable} (service, instance, fence, mark, holder, since, seen) values (${values})
      on conflict (service, instance) do update set mark = excluded.mark, seen = excluded.seen`
  }

  committed(mark: number): void {
    this.#committed = mark
  }

  /** Against the row as it is found when the database is back. null: all is as this process left it. */
  whyLost(mark: number | null | undefined): string | null {
    const { service, instance } = this.#options
    if (mark === undefined) return 'the database is not the one it was'
    if (instance !== '') return null
    if (mark === null) return `another process has taken over ${service}`
    return mark < this.#committed ? `the database has forgotten what ${service} had saved` : null
  }

  lose(reason = `another process has taken over ${this.service}`): StoreFailure {
    if (!this.#isLost) this.#options.lost(reason)
    this.#isLost = true
    return storeFailure('store.taken-over')
  }
}

const text = pg.escapeLiteral
