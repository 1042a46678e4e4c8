import type { Subscriber as PublicSubscriber } from '../../../contracts/communications/subscriptions.ts'

export type Subscriber = PublicSubscriber & {
  /** As one compares it (`kit/email-address`); nobody is subscribed twice. */
  readonly address: string
  /** What was asked for last, in force with the confirmation. */
  readonly wanted: string[] | null
  /** Where its links lead when the configuration names no public address. */
  readonly base_url: string
  readonly asked_at: string
  /** Of the secret in the newest e-mail that asks; gone with the subscription, so that no old e-mail begins it anew. */
  readonly confirm_sha256: string | null
}

const hourMs = 3_600_000
/** Somebody who asks for another's address again and again fills no mailbox. */
const askAgainAfterMs = hourMs / 6
export const confirmWithinMs = 7 * 24 * hourMs
/** After its end an address is kept so long that what is under way still finds it; then it is erased. */
export const erasedAfterMs = 7 * 24 * hourMs

export const mayAskAgain = ({ asked_at, status, wanted }: Subscriber, now: number, next: readonly string[] | null) =>
  now - Date.parse(asked_at) >= askAgainAfterMs || (status !== 'pending' && !sameChoice(wanted, next))

/** A change that waits for its e-mail waits for as long as a beginning. */
export function isLate({ asked_at, status, components, wanted }: Subscriber, now: number): boolean {
  const changesNothing = status === 'active' && sameChoice(components, wanted)
  return !changesNothing && now - Date.parse(asked_at) > confirmWithinMs
}

/** Trouble of no component in particular concerns everybody. */
export function isConcerned({ components }: Pick<Subscriber, 'components'>, affected: readonly string[]): boolean {
  return components === null || affected.length === 0 || affected.some(slug => components.includes(slug))
}

function sameChoice(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return JSON.stringify(a?.toSorted() ?? null) === JSON.stringify(b?.toSorted() ?? null)
}
