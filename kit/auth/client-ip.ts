import { isIP } from 'node:net'
import { rangesOf } from '../http-client/network.ts'

type Asking = {
  /** Of the connection. */
  readonly ip: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Where whoever asks sits. */
export type ClientIp = (request: Asking) => string

/** Where proxies sit. */
const near = ['127.0.0.0/8', '::1', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']

/**
 * Proxies append to X-Forwarded-For the address that they were called from, so it is read from its right end: the nearest
 * address that is no proxy of ours is the caller; what stands left of it anybody may have written.
 * `disbelieved` is told once of what looks like a proxy and is not on the list.
 */
export function clientIp(trusted_proxies: readonly string[], disbelieved?: (proxy: string) => void): ClientIp {
  const isProxy = remembered(rangesOf(trusted_proxies))
  const isNear = rangesOf(near)
  const plainly = remembered(plain)
  let told = false
  return ({ ip, headers }) => {
    let address = plainly(ip)
    if (!isProxy(address)) {
      if (!told && headers['x-forwarded-for'] !== undefined && isNear(address)) {
        told = true
        disbelieved?.(address)
      }
      return address
    }
    const chain = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
    for (;;) {
      const before = plain(chain.pop() ?? '')
      // The proxy said nothing that is an address, or we are asked from the proxy itself.
      if (isIP(before) === 0) return address
      address = before
      if (!isProxy(address)) return address
    }
  }
}

/** The same few addresses ask again and again, and looking them up costs more than all else that is done for a cached page. */
function remembered<Answer>(answer: (address: string) => Answer): (address: string) => Answer {
  const known = new Map<string, Answer>()
  return address => {
    let found = known.get(address)
    if (found === undefined) {
      found = answer(address)
      if (known.size >= 1_000) known.clear()
      known.set(address, found)
    }
    return found
  }
}

/** Without a port, a zone, or the IPv6 clothing of an IPv4 address: one address is written in one way. */
function plain(text: string): string {
  const address = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
