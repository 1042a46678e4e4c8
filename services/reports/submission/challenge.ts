import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { ReportChallenge, ReportProof } from '../../../contracts/reports.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'

const lifeMs = 300_000

export type ProofVerdict = 'good' | 'wrong' | 'expired' | 'used'

/**
 * Work that makes a report cost its sender something. Nothing is kept of a challenge until it comes back solved; the key
 * lives in memory, so after a restart browsers ask for a new one. The scheme is that of ALTCHA (https://altcha.org).
 */
export class Challenges {
  readonly #clock: Clock
  readonly #most: number
  readonly #key = randomBytes(32)
  /** Salts of proofs that were taken, by the life they ended in: what is older has expired. */
  #used = new Set<string>()
  #usedBefore = new Set<string>()
  #turnedAt: number

  /** `most`: the largest number that has to be tried; half of them are on average. */
  constructor(clock: Clock, most: number) {
    this.#clock = clock
    this.#most = most
    this.#turnedAt = clock.monotonic()
  }

  make(): ReportChallenge {
    const expires = Math.floor((this.#clock.monotonic() + lifeMs) / 1000)
    const salt = `${randomBytes(12).toString('base64url')}.${expires.toString(36)}.`
    const challenge = hashOf(salt, randomInt(this.#most + 1))
    const signature = this.#sign(salt, challenge)
    return { challenge, salt, max_number: this.#most, signature, expires_at: iso(this.#clock.now() + lifeMs) }
  }

  redeem({ salt, number, signature }: ReportProof): ProofVerdict {
    const given = Buffer.from(signature)
    const right = Buffer.from(this.#sign(salt, hashOf(salt, number)))
    if (given.length !== right.length || !timingSafeEqual(given, right)) return 'wrong'
    const now = this.#clock.monotonic()
    if (now >= Number.parseInt(salt.split('.')[1] ?? '', 36) * 1000) return 'expired'
    if (this.#used.has(salt) || this.#usedBefore.has(salt)) return 'used'
    if (now - this.#turnedAt > lifeMs) {
      this.#usedBefore = now - this.#turnedAt > 2 * lifeMs ? new Set() : this.#used
      this.#used = new Set()
      this.#turnedAt = now
    }
    this.#used.add(salt)
    return 'good'
  }

  #sign(salt: string, challenge: string): string {
    return createHmac('sha256', this.#key).update(`${salt} ${challenge}`).digest('base64url')
  }
}

const hashOf = (salt: string, number: number): string => createHash('sha256').update(`${salt}${number}`).digest('hex')
