import { createHmac, randomBytes } from 'node:crypto'
import type { Clock } from '../../../kit/runtime/clock.ts'

const dayMs = 86_400_000

/**
 * Turns addresses into numbers that mean nothing to anybody: HMAC-SHA256 with a key that only this process knows, made
 * anew every day; the key of the day before is kept for one more day, then nobody can ever compute these again.
 */
export class ReporterKeys {
  readonly #clock: Clock
  #key = randomBytes(32)
  #keyBefore: Buffer | null = null
  #madeAt: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#madeAt = clock.monotonic()
  }

  /** 64 bits, as text; the first is today's, the second, if there is one, what it was called yesterday. */
  names(who: string, component_id: string): readonly string[] {
    this.rotate()
    const text = `${who} ${component_id}`
    const keys = this.#keyBefore ? [this.#key, this.#keyBefore] : [this.#key]
    return keys.map(key => createHmac('sha256', key).update(text).digest().toString('latin1', 0, 8))
  }

  /** Also called by the clock, so that an old key goes though nobody reports. */
  rotate(): void {
    const age = this.#clock.monotonic() - this.#madeAt
    if (age < dayMs) return
    this.#keyBefore = age < 2 * dayMs ? this.#key : null
    this.#key = randomBytes(32)
    this.#madeAt += Math.floor(age / dayMs) * dayMs
  }
}
