import type { LookupFunction } from 'node:net'

/** `operator`: named in the operator's file or by an administrator. `anyone`: named by whoever may use the API. */
export type Trust = 'operator' | 'anyone'

/**
 * The one policy of outgoing requests. Link-local and metadata addresses are refused always; private and loopback ones
 * may be named by the operator's file and by administrators, by everybody else only when `network.allow` lists them.
 */
export type OutgoingPolicy = {
  /** null when the address may be contacted, else the reason in words. `address` is a literal IPv4 or IPv6 address. */
  refuses(address: string, trust: Trust): string | null
  /** A `lookup` for sockets that checks every resolved address; used for each connection, so after each redirect too. */
  lookup(trust: Trust): LookupFunction
}
