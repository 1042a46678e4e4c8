import { emailKey } from '../../../kit/auth/email-address.ts'
import { hostPrefix, networkPrefix } from '../../../kit/http/ip-prefix.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { sha256 } from '../accounts/secret.ts'

const freeOfOneHost = 5
const freeOfOneNetwork = 20
const quarterMs = 15 * 60_000

export type AttemptCounter = { readonly key: string; readonly rule: Rule }

/** What everything that is counted of one address begins with; nobody reads the address from it. */
export const attemptsOf = (email: string): string => `${sha256(`sign-in ${emailKey(email)}`)}/`

type Place = { readonly email: string; readonly ip: string }

/**
 * Somebody who was never here before. From one host five attempts are free, from one network twenty; more are slower and
 * slower. From wherever they come, an account has a hundred (NIST SP 800-63B-4, 3.2.2) and then four an hour: one network
 * alone never uses these up, so it keeps nobody else out.
 */
export function strangerCounters({ email, ip }: Place): AttemptCounter[] {
  const account = attemptsOf(email)
  return [
    { key: `${account}host/${sha256(hostPrefix(ip))}`, rule: slowing(freeOfOneHost) },
    { key: `${account}network/${sha256(networkPrefix(ip))}`, rule: slowing(freeOfOneNetwork) },
    { key: `${account}everywhere`, rule: bounded({ most: 100, each_ms: quarterMs }) },
  ]
}

/** A device that the owner signed in with: what is tried elsewhere does not concern it. */
export const deviceCounter = (email: string, device: string): AttemptCounter => ({
  key: `${attemptsOf(email)}device/${device}`,
  rule: slowing(freeOfOneHost),
})

/** Whoever found an open browser guesses there, and keeps nobody out of another one. */
export const sessionCounter = (email: string, session: string): AttemptCounter => ({
  key: `${attemptsOf(email)}session/${session}`,
  rule: slowing(freeOfOneHost),
})

/** Six digits are few: behind the password they are guessed from all places together. Only who knows the password gets here. */
export const codeCounter = (email: string): AttemptCounter => ({
  key: `${attemptsOf(email)}code`,
  rule: slowing(freeOfOneHost),
})

/** Letters with a link, few an hour to one address; whoever asked for it, its owner has one that works. */
export function resetCounters({ email, ip }: Place): AttemptCounter[] {
  const account = sha256(`reset ${emailKey(email)}`)
  return [
    { key: `${account}/host/${sha256(hostPrefix(ip))}`, rule: slowing(freeOfOneHost) },
    { key: `${account}/everywhere`, rule: bounded({ most: 10, each_ms: quarterMs }) },
  ]
}

/** Wrong attempts at one thing, counted before it is known whether they are wrong. */
export type Attempts = {
  readonly failures: number
  readonly locked_until: string
  readonly last_at: string
}

/** What one more attempt comes to: how long it has to wait, else what is kept of it. */
export type Rule = (
  known: Attempts | undefined,
  now: number,
) => { readonly wait_ms: number; readonly next?: undefined } | { readonly wait_ms: 0; readonly next: Attempts }

/** After this without an attempt the count begins anew. */
export const forgottenAfterMs = 24 * 3_600_000
const firstDelayMs = 30_000
/** NIST SP 800-63B-4, 3.2.2, names 30 seconds up to an hour. */
const longestDelayMs = 3_600_000

/** How long nothing more is tried after so many failures: nothing for the first ones, then 30 s, doubled up to an hour. */
export function delayMs(failures: number, free: number): number {
  return failures < free ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - free))
}

export function slowing(free: number): Rule {
  return (known, now) => {
    const current = known && Date.parse(known.last_at) > now - forgottenAfterMs ? known : undefined
    const wait_ms = current ? Date.parse(current.locked_until) - now : 0
    if (wait_ms > 0) return { wait_ms }
    const failures = (current?.failures ?? 0) + 1
    const next = { failures, locked_until: iso(now + delayMs(failures, free)), last_at: iso(now) }
    return { wait_ms: 0, next }
  }
}

/** So many attempts, and then one each `each_ms`, from wherever they come. */
export function bounded({ most, each_ms }: { readonly most: number; readonly each_ms: number }): Rule {
  return (known, now) => {
    const since = known ? Date.parse(known.last_at) : now
    const leaked = Math.floor(Math.max(0, now - since) / each_ms)
    const level = Math.max(0, (known?.failures ?? 0) - leaked)
    const from = level === 0 ? now : since + leaked * each_ms
    if (level >= most) return { wait_ms: from + each_ms - now }
    return { wait_ms: 0, next: { failures: level + 1, locked_until: iso(now), last_at: iso(from) } }
  }
}
