import { type LookupAddress, lookup as resolve } from 'node:dns'
import type { Agent } from 'node:http'
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net'
import { inEnglish, type kitCatalogue, say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'

/** `operator`: named in the operator's file or by an administrator. `anyone`: named by whoever may use the API. */
export type Trust = 'operator' | 'anyone'

/**
 * The one policy of outgoing requests. Link-local and metadata addresses are refused always; private and loopback ones
 * may be named by the operator's file and by administrators, by everybody else only when `network.allow` lists them.
 */
export type OutgoingPolicy = {
  /**
   * null when the host may be contacted, else the reason. `host` as in a URL: an address (brackets allowed) is
   * judged here; a name passes, its addresses are judged by `lookup`. To be asked before every connection: sockets do
   * not call their `lookup` for a literal address.
   */
  refuses(host: string, trust: Trust): Message | null
  /** A `lookup` for sockets that drops refused addresses; fails with `EREFUSEDBYPOLICY` when none is left. */
  lookup(trust: Trust): LookupFunction
  /** Of the proxy that names the target to the outside, should there be one; the names it resolves are not ours to judge. */
  agentFor(url: URL): Agent | undefined
}

type Ranges = readonly [sort: RangeCode, ranges: readonly string[]]
type RangeCode = Extract<keyof typeof kitCatalogue, `network.${string}`>

// Metadata services answer whoever asks with the credentials of the machine, so nothing makes an exception for them.
const never: readonly Ranges[] = [
  [
    'network.metadata',
    [
      '169.254.169.254',
      '169.254.170.2', // Amazon ECS
      'fd00:ec2::/32', // Amazon
      '100.100.100.200', // Alibaba
      '168.63.129.16', // Azure
      '192.0.0.192', // Oracle
      'fd20:ce::254', // Google
      'fd00:42::42', // Scaleway
      'fd00:a9fe:a9fe::/48', // Akamai
    ],
  ],
  ['network.link-local', ['169.254.0.0/16', 'fe80::/10']],
]

/** Sources: the IANA registries of special-purpose addresses. */
const notPublic: readonly Ranges[] = [
  ['network.loopback', ['127.0.0.0/8', '::1']],
  ['network.unspecified', ['0.0.0.0/8', '::']],
  ['network.private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10', '64:ff9b:1::/48']],
  ['network.shared', ['100.64.0.0/10']],
  ['network.multicast', ['224.0.0.0/4', 'ff00::/8']],
  [
    'network.reserved',
    [
      ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
      ...['240.0.0.0/4', '::/96', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16'],
    ],
  ],
]

type Options = { readonly allow: readonly string[]; readonly proxies?: Pick<OutgoingPolicy, 'agentFor'> }

export function outgoingPolicy({ allow, proxies }: Options): OutgoingPolicy {
  const forbidden = never.map(sorted)
  const restricted = notPublic.map(sorted)
  const allowed = listOf(allow)
  const refuses = (host: string, trust: Trust): Message | null => {
    const address = literal(host)
    if (address === null) return null
    const always = sortOf(address, forbidden)
    if (always) return say('network.never', { address, range: { code: always } })
    if (trust === 'operator' || contains(allowed, address)) return null
    const sort = sortOf(address, restricted)
    return sort && say('network.not-allowed', { address, range: { code: sort } })
  }
  const lookups = { operator: filteredLookup('operator', refuses), anyone: filteredLookup('anyone', refuses) }
  return { refuses, lookup: trust => lookups[trust], agentFor: url => proxies?.agentFor(url) }
}

/** What is wrong with an address or a range, or null. */
export function rangeProblem(range: string): string | null {
  const { address, prefix } = parts(range)
  const version = isIP(address)
  if (version === 0 || address.includes('%')) return `"${range}" is not an address or a range such as 10.0.0.0/8`
  const longest = version === 4 ? 32 : 128
  if (prefix === null) return null
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest ? null : `"/${prefix}" must be /0 to /${longest}`
}

/** Addresses and ranges; throws a RangeError that names the wrong one. */
export function rangesOf(ranges: readonly string[]): (address: string) => boolean {
  const list = listOf(ranges)
  return address => isIP(address) !== 0 && contains(list, address)
}

/**
 * Lookups of one name that run at the same time share one. They cannot be cancelled and run in a small thread pool: with
 * a resolver that hangs, every check would add another one behind the others.
 */
function filteredLookup(trust: Trust, refuses: OutgoingPolicy['refuses']): LookupFunction {
  type Waiting = (failure: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void
  const running = new Map<string, Waiting[]>()
  const resolveOnce = (hostname: string, family: number, waiting: Waiting) => {
    const key = `${family} ${hostname}`
    const others = running.get(key)
    if (others) return others.push(waiting)
    const all = [waiting]
    running.set(key, all)
    resolve(hostname, { all: true, family }, (failure, addresses) => {
      running.delete(key)
      for (const tell of all) tell(failure, addresses)
    })
  }
  return (hostname, options, callback) => {
    resolveOnce(hostname, familyOf(options.family), (failure, addresses) => {
      if (failure) return callback(failure, '', 0)
      const usable = addresses.filter(({ address }) => refuses(address, trust) === null)
      const [first] = usable
      if (!first) return callback(refused(hostname, refuses(addresses[0]?.address ?? '', trust)), '', 0)
      if (options.all) callback(null, usable)
      else callback(null, first.address, first.family)
    })
  }
}

/** What a connection fails with that the policy does not allow. */
export type PolicyFailure = NodeJS.ErrnoException & { readonly refusal: Message }

export const policyFailure = (refusal: Message): PolicyFailure =>
  Object.assign(new Error(inEnglish(refusal)), { code: 'EREFUSEDBYPOLICY', refusal })

function refused(host: string, why: Message | null): PolicyFailure {
  const reason = why ?? say('network.no-address')
  return policyFailure(say('network.refused', { host, reason }))
}

function familyOf(family: number | 'IPv4' | 'IPv6' | undefined): number {
  if (family === 'IPv4') return 4
  return family === 'IPv6' ? 6 : (family ?? 0)
}

const sorted = ([sort, ranges]: Ranges) => ({ sort, list: listOf(ranges) })

function sortOf(address: string, lists: readonly { sort: RangeCode; list: BlockList }[]): RangeCode | null {
  return lists.find(({ list }) => contains(list, address))?.sort ?? null
}

/** A BlockList also compares the IPv4 address inside `::ffff:0:0/96`. */
function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const problem = rangeProblem(range)
    if (problem) throw new RangeError(problem)
    const { address, prefix } = parts(range)
    if (isIPv4(address)) {
      const length = Number(prefix ?? 32)
      list.addSubnet(address, length, 'ipv4')
      // Where a network translates (NAT64), the same host is also reached as these: RFC 6052, RFC 8215.
      for (const prefix of ['64:ff9b::', '64:ff9b:1::']) list.addSubnet(`${prefix}${address}`, 96 + length, 'ipv6')
    } else list.addSubnet(address, Number(prefix ?? 128), 'ipv6')
  }
  return list
}

function parts(range: string): { address: string; prefix: string | null } {
  const slash = range.indexOf('/')
  if (slash < 0) return { address: range, prefix: null }
  return { address: range.slice(0, slash), prefix: range.slice(slash + 1) }
}

function literal(host: string): string | null {
  const address = host.startsWith('[') ? host.slice(1, -1) : host
  return isIP(address) === 0 ? null : address
}
