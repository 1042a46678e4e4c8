import { isIP } from 'node:net'

export type Connectivity = {
  /** When any target last answered, be it with a refusal. */
  readonly answered_at: number
  readonly offline_since: number | null
  readonly online_at: number
}

export const online: Connectivity = {
  answered_at: Number.NEGATIVE_INFINITY,
  offline_since: null,
  online_at: Number.NEGATIVE_INFINITY,
}

/** An answer that was already on its way when the network broke arrives within this. */
const onItsWayMs = 500

export const recordAnswer = (state: Connectivity, at: number): Connectivity =>
  at > state.answered_at ? { ...state, answered_at: at } : state

/** An answer of any kind proves that the network worked after `at`. */
export const answeredSince = ({ answered_at }: Connectivity, at: number): boolean => answered_at > at + onItsWayMs

export const goOffline = (state: Connectivity, since: number): Connectivity => ({ ...state, offline_since: since })

export const goOnline = (state: Connectivity, at: number): Connectivity => ({
  ...state,
  offline_since: null,
  online_at: at,
})

/** A probe that ran or began while we were offline says nothing of its target. */
export const isInconclusive = ({ offline_since, online_at }: Connectivity, began_at: number): boolean =>
  offline_since !== null || began_at <= online_at

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
