import { BlockList, isIP } from 'node:net'

/** Who sent something, as coarse as each rule needs it. None of these is ever stored. */
export type Sender = {
  readonly address: string
  /** One household or machine: the address itself, or the /64 that every IPv6 household has. */
  readonly home: string
  /** /24, or /48. */
  readonly network: string
}

export function senderOf(address: string): Sender {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIP(plain) === 4) {
    return { address: plain, home: plain, network: plain.split('.').slice(0, 3).join('.') }
  }
  if (isIP(plain) === 0) return { address: plain, home: plain, network: plain }
  const groups = groupsOf(plain)
  return { address: plain, home: groups.slice(0, 4).join(':'), network: groups.slice(0, 3).join(':') }
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

export type Proxies = (address: string) => boolean

/** Addresses and CIDR ranges; throws a RangeError that names the wrong one. */
export function proxiesOf(ranges: readonly string[]): Proxies {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const version = isIP(address)
    const most = version === 4 ? 32 : 128
    const prefix = bits === undefined ? most : Number(bits)
    if (version === 0 || !/^\d+$/.test(bits ?? '0') || prefix > most) {
      throw new RangeError(`"${range}" is no address and no range such as 10.0.0.0/8`)
    }
    list.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6')
  }
  return address => {
    const plain = senderOf(address).address
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
  }
}

/** The nearest address of the chain that is no proxy of ours: what stands left of it anybody may have written. */
export function clientAddress(peer: string, forwarded: string | string[] | undefined, isProxy: Proxies): string {
  const chain = [forwarded ?? []]
    .flat()
    .join(',')
    .split(',')
    .map(one => one.trim())
    .filter(Boolean)
  let address = peer
  while (isProxy(address)) {
    const before = chain.pop()
    if (before === undefined || isIP(before) === 0) return address
    address = before
  }
  return address
}
