import { limited, unauthenticated } from '../../../contracts/refusals.ts'
import { hostPrefix, networkPrefix } from '../../../kit/http/ip-prefix.ts'
import type { Lane } from '../../../kit/rate-limit/fair-queue.ts'
import type { Account } from '../accounts/account.ts'
import type { Made } from '../deps.ts'
import type { Visitor } from '../sessions/start-session.ts'
import { type AttemptCounter, attemptsOf, codeCounter, deviceCounter, strangerCounters } from './attempt-counters.ts'
import { type Deps as FailedSignInsDeps, type FailureReason, recordFailure } from './failed-sign-ins.ts'
import { knownDevice } from './known-device.ts'

export type Deps = FailedSignInsDeps & Pick<Made, 'devices' | 'attempts' | 'passwords' | 'hosts' | 'networks'>

/** An attempt to sign in that has been counted and is not judged yet. */
export class SignInAttempt {
  readonly #deps: Deps
  readonly #visitor: Visitor
  readonly #account: Account | undefined
  readonly #email: string
  readonly #device: string | null
  readonly #counters: AttemptCounter[]

  private constructor(
    deps: Deps,
    { email, account, visitor, device }: Attempt & { readonly device: string | null },
    counters: readonly AttemptCounter[],
  ) {
    this.#deps = deps
    this.#visitor = visitor
    this.#account = account
    this.#email = email
    this.#device = device
    this.#counters = [...counters]
  }

  /** Counted before it is known to be wrong, so that many at once are not more than many one after another. */
  static async begin(deps: Deps, attempt: Attempt): Promise<SignInAttempt> {
    const { email, account, visitor } = attempt
    const device = await knownDevice(deps, account?.id, visitor.headers)
    if (device === null) takeNetwork(deps, visitor.ip)
    const counters = device === null ? strangerCounters({ email, ip: visitor.ip }) : [deviceCounter(email, device)]
    await countAttempt(deps, counters)
    return new SignInAttempt(deps, { ...attempt, device }, counters)
  }

  /** Takes as long whether or not there is such an account. What could not be judged does not count. */
  async isRight(password: string): Promise<boolean> {
    const device = this.#device
    const lane = device === null ? laneOfNetwork(this.#visitor.ip) : { key: `device ${device}`, first: true }
    try {
      return await this.#deps.passwords.isRight(password, this.#account?.password_hash ?? null, lane)
    } catch (thrown) {
      await this.withdraw()
      throw thrown
    }
  }

  /** The password was right: from here on codes are guessed, from all places together. */
  async secondFactor(): Promise<void> {
    if (this.#device !== null) return
    const counter = codeCounter(this.#email)
    await countAttempt(this.#deps, [counter])
    this.#counters.push(counter)
  }

  async failed(reason: FailureReason): Promise<void> {
    const known_device = this.#device !== null
    await recordFailure(this.#deps, { reason, ip: this.#visitor.ip, user_id: this.#account?.id, known_device })
  }

  async withdraw(): Promise<void> {
    const keys = this.#counters.map(({ key }) => key)
    await this.#deps.attempts.forgive(keys, this.#deps.clock.now())
  }

  /** In the running transaction. What was tried from elsewhere stays counted. */
  async succeeded(): Promise<void> {
    const everywhere = `${attemptsOf(this.#email)}everywhere`
    const keys = this.#counters.map(({ key }) => key)
    await this.#deps.attempts.clear(keys.filter(key => key !== everywhere))
    if (keys.includes(everywhere)) await this.#deps.attempts.forgive([everywhere], this.#deps.clock.now())
    if (this.#device === null) giveNetworkBack(this.#deps, this.#visitor.ip)
  }
}

type Attempt = { readonly email: string; readonly account: Account | undefined; readonly visitor: Visitor }

/** Counts one attempt at each counter, or throws. */
export async function countAttempt(deps: Deps, counters: readonly AttemptCounter[]): Promise<void> {
  const wait = await deps.attempts.begin(counters, deps.clock.now())
  if (wait === 0) return
  deps.failures.count('account-slowed')
  throw limited('identity.locked', {}, { retryAfterS: wait / 1000 })
}

export function takeNetwork({ hosts, networks, failures }: Deps, ip: string): void {
  const wait = hosts.take(hostPrefix(ip)) || networks.take(networkPrefix(ip))
  if (wait === 0) return
  failures.count('network-slowed')
  throw limited(
    'identity.too-many-attempts',
    {},
    {
      retryAfterS: wait,
    },
  )
}

export function giveNetworkBack({ hosts, networks }: Deps, ip: string): void {
  hosts.giveBack(hostPrefix(ip))
  networks.giveBack(networkPrefix(ip))
}

export const laneOfNetwork = (ip: string): Lane => ({ key: networkPrefix(ip), first: false })

export const laneOfPerson = (user_id: string): Lane => ({ key: `user ${user_id}`, first: true })

export const wrongCredentials = () => unauthenticated('identity.wrong-credentials')
