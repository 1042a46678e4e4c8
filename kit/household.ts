import { isIPv6 } from 'node:net'

/** What limits count: an IPv4 address, or the /64 that every IPv6 household has. However it is written, it is the same. */
export function householdOf(address: string): string {
  return isIPv6(address) ? groupsOf(address).slice(0, 4).join(':') : address
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
