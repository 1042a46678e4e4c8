import { isIPv6 } from 'node:net'

/**
 * What is one machine or one home to a limit: an IPv4 address, or the /64 that every IPv6 home has. However an address is
 * written, its prefix is the same.
 */
export function hostPrefix(address: string): string {
  const plain = plainAddress(address)
  return isIPv6(plain) ? ipv6Groups(plain).slice(0, 4).join(':') : plain
}

/** What one owner usually has many of: an IPv4 /24, or the /48 that an IPv6 site is given. */
export function networkPrefix(address: string): string {
  const plain = plainAddress(address)
  return isIPv6(plain) ? ipv6Groups(plain).slice(0, 3).join(':') : plain.split('.').slice(0, 3).join('.')
}

/** Without a zone, and an IPv4 address as such: `::ffff:192.0.2.7` is how a socket that takes both writes one. */
export function plainAddress(address: string): string {
  const zoneless = address.replace(/%.*$/, '')
  if (!isIPv6(zoneless)) return zoneless
  const groups = ipv6Groups(zoneless)
  return groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff' ? dottedOf(groups) : zoneless
}

function dottedOf(groups: readonly string[]): string {
  return groups
    .slice(6)
    .map(group => Number.parseInt(group, 16))
    .flatMap(group => [group >> 8, group & 255])
    .join('.')
}

/** The eight groups of an IPv6 address, without leading zeros. */
export function ipv6Groups(address: string): string[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const text = dotted ? `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}` : address
  const [head = '', tail] = text.split('::')
  const left = head.split(':').filter(Boolean)
  const right = (tail ?? '').split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].map(group => Number.parseInt(group, 16).toString(16))
}

const pair = (high = '0', low = '0'): string => (Number(high) * 256 + Number(low)).toString(16)
