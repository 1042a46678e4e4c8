import type { Log } from '../runtime/log.ts'
import type { Stored } from '../store/service-store.ts'
import type { Store } from '../store/store.ts'
import { type UnreadableSecret, unreadableSecrets } from './seal-columns.ts'

/** What people have to enter again, as long as nobody has brought the key. */
export type MissingSecret = {
  readonly service: string
  /** `webhook.secret` */
  readonly kind: string
  /** `Payments`, an address, or the id where there is no name. */
  readonly name: string
  readonly what_to_do: string
}

type Incomplete = { readonly service: Stored; readonly store: Store }

/** Follows which secrets of this process cannot be read. Nobody is asked where all could be read at the start. */
export class MissingSecrets {
  readonly #log: Log
  readonly #incomplete: Incomplete[] = []

  constructor(log: Log) {
    this.#log = log
  }

  /** What a start found. One line for each: whoever reads the log sees what there is to do. */
  note(service: Stored, store: Store, unreadable: readonly UnreadableSecret[]): void {
    if (unreadable.length === 0) return
    this.#incomplete.push({ service, store })
    const missing = missingOf(service.name, unreadable)
    for (const one of missing.slice(0, linesAtMost)) {
      this.#log.error({ ...one }, 'a secret cannot be read without its key')
    }
    const more = missing.length - linesAtMost
    if (more > 0) this.#log.error({ service: service.name, more }, 'and more secrets; "vigie key check" lists all')
  }

  /** As it is now. */
  async list(): Promise<MissingSecret[]> {
    const missing: MissingSecret[] = []
    for (const { service, store } of this.#incomplete) {
      missing.push(...missingOf(service.name, await unreadableSecrets(store, service.secrets ?? [])))
    }
    return missing
  }
}

const linesAtMost = 50

/** Those about which somebody has to do something. */
export function missingOf(service: string, unreadable: readonly UnreadableSecret[]): MissingSecret[] {
  return unreadable.flatMap(({ table, column, known_by, without }) =>
    without === null ? [] : [{ service, kind: `${table}.${column}`, name: known_by, what_to_do: without }],
  )
}

/** What a process knows of itself, with what it lacks. */
export function withMissing<Facts extends object>(facts: () => Facts, log: Log) {
  const missing = new MissingSecrets(log)
  return { missing, runtime: () => ({ ...facts(), missing }) }
}
