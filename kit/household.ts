import { isIPv6 } from 'node:net'

/** What limits count: an IPv4 address, or the /64 that every IPv6 household has. However it is written, it is the same. */
export function householdOf(address: string): string {
  if (!isIPv6(address)) return address
  const groups = groupsOf(address)
  return isMapped(groups) ? dottedOf(groups) : groups.slice(0, 4).join(':')
}

/** `::ffff:192.0.2.7` is how a socket that takes both writes an IPv4 address. */
const isMapped = (groups: readonly string[]): boolean => groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff'

function dottedOf(groups: readonly string[]): string {
  return groups
    .slice(6)
    .map(group => Number.parseInt(group, 16))
    .flatMap(group => [group >> 8, group & 255])
    .join('.')
}

/** The eight groups of an IPv6 address, without leading zeros. */
export function groupsOf(address: string): string[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const text = dotted ? `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}` : address
  const [head = '', tail] = text.split('::')
  const left = head.split(':').filter(Boolean)
  const right = (tail ?? '').split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].map(group => Number.parseInt(group, 16).toString(16))
}

const pair = (high = '0', low = '0'): string => (Number(high) * 256 + Number(low)).toString(16)
