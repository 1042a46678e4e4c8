import type { Envelope } from '../../../kit/service/event.ts'
import type { LiveEvent } from './live-frame.ts'

/** What is known of so many things; of others the next event counts as news. */
const rememberedAtMost = 5_000

type Known = { readonly revision: number; readonly everybody: string }
/** `everybody`: what the public may know of it; null when nothing. */
export type Version = { readonly revision: number; readonly everybody: object | null }

/**
 * Tells news from what is late or looks the same from outside. Events come out of order: what is older than what was told
 * is left out. What changed only inside is told inside only.
 */
export class EventDeduplicator {
  readonly #known = new Map<string, Known>()

  /** `thing` is what it is about, `revision` grows with every change of it. Undefined when it is not news. */
  of(event: Envelope, thing: string, { revision, everybody }: Version): LiveEvent | undefined {
    const before = this.#known.get(thing)
    if (before && before.revision >= revision) return undefined
    const told = JSON.stringify(everybody)
    this.#remember(thing, { revision, everybody: told })
    const { id, type, subject, time, data } = event
    const frame = { id, type, subject, time, data }
    return { frame, everybody: everybody === null || before?.everybody === told ? null : { ...everybody, revision } }
  }

  #remember(thing: string, known: Known): void {
    this.#known.delete(thing)
    this.#known.set(thing, known)
    if (this.#known.size <= rememberedAtMost) return
    const [oldest] = this.#known.keys()
    if (oldest !== undefined) this.#known.delete(oldest)
  }
}
