import { hostPrefix, networkPrefix } from '../../../kit/http/ip-prefix.ts'
import type { Lane } from '../../../kit/rate-limit/fair-queue.ts'
import { limited, unauthenticated } from '../../../kit/service/errors.ts'
import type { Account } from '../accounts/account.ts'
import type { Visitor } from '../sessions/start-session.ts'
import type { Work } from '../work.ts'
import { attemptsOf, codeDoor, deviceDoor, strangersDoors } from './attempt-counters.ts'
import type { Door } from './attempt-store.ts'
import { type FailureReason, recordFailure } from './failed-sign-ins.ts'
import { knownDevice } from './known-device.ts'

/** An attempt to sign in that has been counted and is not judged yet. */
export class SignInAttempt {
  readonly #work: Work
  readonly #visitor: Visitor
  readonly #account: Account | undefined
  readonly #email: string
  /** Null: nobody has signed in to this account with it. */
  readonly #device: string | null
  readonly #doors: Door[]

  private constructor(
    work: Work,
    { email, account, visitor, device }: Parts & { readonly device: string | null },
    doors: readonly Door[],
  ) {
    this.#work = work
    this.#visitor = visitor
    this.#account = account
    this.#email = email
    this.#device = device
    this.#doors = [...doors]
  }

  /** Counted before it is known to be wrong, so that many at once are not more than many one after another. */
  static async begin(work: Work, parts: Parts): Promise<SignInAttempt> {
    const { email, account, visitor } = parts
    const device = await knownDevice(work, account?.id, visitor.headers)
    if (device === null) takeNetwork(work, visitor.ip)
    const doors = device === null ? strangersDoors({ email, ip: visitor.ip }) : [deviceDoor(email, device)]
    await enter(work, doors)
    return new SignInAttempt(work, { ...parts, device }, doors)
  }

  /** Takes as long whether or not there is such an account. What could not be judged does not count. */
  async isRight(password: string): Promise<boolean> {
    const device = this.#device
    const lane = device === null ? laneOfNetwork(this.#visitor.ip) : { key: `device ${device}`, first: true }
    try {
      return await this.#work.passwords.isRight(password, this.#account?.password_hash ?? null, lane)
    } catch (thrown) {
      await this.withdraw()
      throw thrown
    }
  }

  /** The password was right: from here on codes are guessed, from all places together. */
  async secondFactor(): Promise<void> {
    if (this.#device !== null) return
    const door = codeDoor(this.#email)
    await enter(this.#work, [door])
    this.#doors.push(door)
  }

  async failed(reason: FailureReason): Promise<void> {
    const known_device = this.#device !== null
    await recordFailure(this.#work, { reason, ip: this.#visitor.ip, user_id: this.#account?.id, known_device })
  }

  /** Neither right nor wrong. */
  async withdraw(): Promise<void> {
    const keys = this.#doors.map(({ key }) => key)
    await this.#work.attempts.forgive(keys, this.#work.clock.now())
  }

  /** In the running transaction. What was tried from elsewhere stays counted. */
  async succeeded(): Promise<void> {
    const everywhere = `${attemptsOf(this.#email)}everywhere`
    const keys = this.#doors.map(({ key }) => key)
    await this.#work.attempts.clear(keys.filter(key => key !== everywhere))
    if (keys.includes(everywhere)) await this.#work.attempts.forgive([everywhere], this.#work.clock.now())
    if (this.#device === null) giveNetworkBack(this.#work, this.#visitor.ip)
  }
}

type Parts = { readonly email: string; readonly account: Account | undefined; readonly visitor: Visitor }

/** Counts one attempt at these doors, or throws. */
export async function enter(work: Work, doors: readonly Door[]): Promise<void> {
  const wait = await work.attempts.begin(doors, work.clock.now())
  if (wait === 0) return
  work.failures.count('account-slowed')
  const message =
    'too many wrong attempts at this account from here; wait, use a device that you have signed in with, or ask for a new password'
  throw limited('identity.locked', message, { retryAfterS: wait / 1000 })
}

/** Whatever accounts it tries. */
export function takeNetwork({ hosts, networks, failures }: Work, ip: string): void {
  const wait = hosts.take(hostPrefix(ip)) || networks.take(networkPrefix(ip))
  if (wait === 0) return
  failures.count('network-slowed')
  throw limited('identity.too-many-attempts', 'too many attempts from this network; wait a minute', {
    retryAfterS: wait,
  })
}

export function giveNetworkBack({ hosts, networks }: Work, ip: string): void {
  hosts.giveBack(hostPrefix(ip))
  networks.giveBack(networkPrefix(ip))
}

export const laneOfNetwork = (ip: string): Lane => ({ key: networkPrefix(ip), first: false })

export const laneOfPerson = (user_id: string): Lane => ({ key: `user ${user_id}`, first: true })

export const wrongCredentials = () =>
  unauthenticated('identity.wrong-credentials', 'the e-mail address, the password or the code is not right')
