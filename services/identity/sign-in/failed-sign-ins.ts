import { networkPrefix } from '../../../kit/http/ip-prefix.ts'
import type { Counter, Metrics } from '../../../kit/metrics/metrics.ts'
import { RateLimit } from '../../../kit/rate-limit/rate-limit.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { type Deps as RecordChangeDeps, record } from '../audit/record-change.ts'
import type { Made } from '../deps.ts'

export type Deps = RecordChangeDeps & Pick<Made, 'store' | 'failures' | 'log'>

const reasons = [
  'wrong-password',
  'unknown-account',
  'not-active',
  'wrong-code',
  'account-slowed',
  'network-slowed',
  'busy',
  'wrong-link',
  'wrong-setup-code',
  'oidc',
] as const
export type FailureReason = (typeof reasons)[number]

/** Of unknown accounts, before one entry of the audit stands for many. */
const writtenOfUnknown = { count: 120, per_ms: 60_000 }

export class SignInFailures {
  readonly #counter: Counter<'reason'>
  readonly #limit: RateLimit
  #last: { readonly id: string; readonly facts: Facts; more: number } | undefined

  constructor(clock: Clock, metrics: Metrics) {
    this.#counter = metrics.counter({
      name: 'vigie_sign_in_failures_total',
      help: 'Sign-ins that failed, by why.',
      labels: ['reason'],
    })
    for (const reason of reasons) this.#counter.inc({ reason }, 0)
    this.#limit = new RateLimit(clock, writtenOfUnknown)
  }

  count(reason: FailureReason): void {
    this.#counter.inc({ reason })
  }

  /** The entry that stands for this failure of an unknown account, when there were too many for one each. */
  standsFor(): { readonly id: string; readonly facts: Facts } | undefined {
    if (this.#last === undefined || this.#limit.take('') === 0) return undefined
    this.#last.more += 1
    return { id: this.#last.id, facts: { ...this.#last.facts, more: this.#last.more } }
  }

  written(id: string, facts: Facts): void {
    this.#last = { id, facts, more: 0 }
  }
}

type Facts = Readonly<Record<string, unknown>>

export type FailedSignIn = {
  readonly reason: FailureReason
  readonly ip: string
  readonly user_id?: string | undefined
  readonly known_device?: boolean
  readonly detail?: string
}

const nobody = { id: 'unknown', kind: 'anonymous', name: 'anonymous' }

/**
 * Into the metrics, the log and the audit. One commit whether or not there is such a user, so that the time does not tell.
 * Addresses are not stored, neither of people (some type their password there) nor of machines: only the network.
 */
export async function recordFailure(deps: Deps, failed: FailedSignIn): Promise<void> {
  const { reason, ip, user_id = 'unknown', known_device = false, detail } = failed
  const { failures, audit, log, store } = deps
  failures.count(reason)
  const facts = { reason, ...(detail === undefined ? {} : { detail }), network: networkName(ip), known_device }
  const instead = failed.user_id === undefined ? failures.standsFor() : undefined
  if (instead) return store.transaction(() => audit.amend(instead.id, instead.facts))
  log.warn({ user_id, ...facts }, 'sign-in failed')
  const change = { action: 'sign-in.failed', kind: 'user', id: user_id, after: facts }
  const id = await store.transaction(() => record(deps, nobody, change))
  if (failed.user_id === undefined) failures.written(id, facts)
}

/** `203.0.113.0/24`, `2001:db8:1::/48`. */
export function networkName(ip: string): string {
  const prefix = networkPrefix(ip)
  return prefix.includes('.') ? `${prefix}.0/24` : `${prefix}::/48`
}
