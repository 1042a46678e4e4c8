import { isIP } from 'node:net'

/** What the lookout knows of its own eyes. Epoch milliseconds. */
export type Sight = {
  /** When any target last answered, be it with a refusal. */
  readonly answered_at: number
  /** Since when nothing can be seen; null while we see. */
  readonly blind_since: number | null
  /** When sight came back last. */
  readonly returned_at: number
}

export const clearSight: Sight = {
  answered_at: Number.NEGATIVE_INFINITY,
  blind_since: null,
  returned_at: Number.NEGATIVE_INFINITY,
}

/** An answer that was already on its way when the network broke arrives within this. */
const onItsWayMs = 500

export function noteAnswer(sight: Sight, at: number): Sight {
  return at > sight.answered_at ? { ...sight, answered_at: at } : sight
}

/** An answer of any kind proves that the network worked after `at`. */
export function heardSince(sight: Sight, at: number): boolean {
  return sight.answered_at > at + onItsWayMs
}

export function becomeBlind(sight: Sight, since: number): Sight {
  return { ...sight, blind_since: since }
}

export function seeAgain(sight: Sight, at: number): Sight {
  return { ...sight, blind_since: null, returned_at: at }
}

/** Silence heard while we were blind, or begun then, says nothing of the target. */
export function saysNothing(sight: Sight, began_at: number): boolean {
  return sight.blind_since !== null || began_at <= sight.returned_at
}

/** Such a target is reached without any network; `address` is what the kind shows: a URL, `host:port`, a name. */
export function isOwnMachine(address: string): boolean {
  const host = hostOf(address).toLowerCase()
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}

function hostOf(address: string): string {
  const rest = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/^[^/@]*@/, '')
  const bracketed = /^\[([^\]]*)\]/.exec(rest)?.[1]
  if (bracketed !== undefined) return bracketed
  const host = rest.split(/[/?#\s]/)[0] ?? ''
  return isIP(host) ? host : (host.split(':')[0] ?? '')
}
