import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { limited } from '../../../contracts/refusals.ts'
import { FairQueue, type Lane, QueueFull } from '../../../kit/rate-limit/fair-queue.ts'

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. */
const memory = 19_456
const passes = 2
const parallelism = 1
const tagLength = 32

/**
 * Each takes 19 MiB, a core, and one of the threads of libuv (`UV_THREADPOOL_SIZE`), which also resolve the names that checks
 * look up: one core is left to everything else, and most threads.
 */
const atOnce = Math.max(1, Math.min(4, availableParallelism() - 1))
const mayWait = 64

const local: Lane = { key: 'local', first: true }

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
const nobody = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(Buffer.alloc(16))}$${base64(Buffer.alloc(32))}`

/** Passwords as PHC strings, `$argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>`, made beside the event loop. */
export class Passwords {
  readonly #queue = new FairQueue({ atOnce, mayWait })
  readonly #refused: () => void

  /** `refused` is told of each that did not even get to wait. */
  constructor(refused: () => void = () => {}) {
    this.#refused = refused
  }

  async hash(password: string, lane = local): Promise<string> {
    const salt = randomBytes(16)
    const options = { salt, memory, passes, parallelism, length: tagLength }
    const tag = await this.#inTurn(lane, () => tagOf(password, options))
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`
  }

  /** Without a hash (no such user) it takes as long, and is false. */
  async isRight(password: string, hash: string | null, lane = local): Promise<boolean> {
    const [, m, t, p, salt = '', tag = ''] = phc.exec(hash ?? nobody) ?? []
    const expected = Buffer.from(tag, 'base64')
    const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p) }
    const options = { ...cost, salt: Buffer.from(salt, 'base64'), length: expected.length }
    const found = await this.#inTurn(lane, () => tagOf(password, options))
    return timingSafeEqual(found, expected) && hash !== null
  }

  async #inTurn<T>(lane: Lane, run: () => Promise<T>): Promise<T> {
    try {
      return await this.#queue.run(lane, run)
    } catch (thrown) {
      if (!(thrown instanceof QueueFull)) throw thrown
      this.#refused()
      throw limited('identity.busy', {}, { retryAfterS: 2 })
    }
  }
}

const derive = promisify(argon2)

type Argon2Options = { salt: Buffer; memory: number; passes: number; parallelism: number; length: number }

function tagOf(password: string, { salt, length, ...cost }: Argon2Options): Promise<Buffer> {
  // Keyboards write the same letter in different ways (NIST SP 800-63B, 3.1.1.2).
  return derive('argon2id', { message: password.normalize('NFKC'), nonce: salt, tagLength: length, ...cost })
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

/** Why this is no good password, or null. Its length is the schema's to say. */
export function passwordProblem(password: string, email: string): Message | null {
  const lower = password.toLowerCase()
  if (new Set(password).size < 5) return say('problem.password-monotone')
  if (lower.includes(email.toLowerCase()) || email.toLowerCase().startsWith(`${lower}@`)) {
    return say('problem.password-email')
  }
  return known.has(lower) ? say('problem.password-known') : null
}

/** Of the much-used ones, those that are long enough. */
const known = new Set([
  '1234567890',
  '0123456789',
  '1234567891',
  '123456789a',
  'qwertyuiop',
  'qwerty1234',
  'qwerty12345',
  'qwerty123456',
  'password12',
  'password123',
  'password1234',
  'password01',
  'passw0rd123',
  'motdepasse',
  'motdepasse1',
  'iloveyou12',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'azertyuiop',
  'administrator',
  'letmein1234',
  'welcome1234',
  'changeme123',
])
