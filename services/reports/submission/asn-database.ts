import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { ipv6Groups } from '../../../kit/http/ip-prefix.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import { senderOf } from './sender.ts'

export type AsnOf = (address: string) => string | null

/** Ranges of one version of IP, by their first address; IPv6 is told apart by its first 48 bits. */
type Ranges = { readonly first: Float64Array; readonly last: Float64Array; readonly asn: Uint32Array }

/**
 * Which autonomous system an address belongs to, from lines `first⇥last⇥number⇥…` as https://iptoasn.com offers them for
 * download. Nobody is asked over the network.
 */
export function asnDatabase(text: string): AsnOf {
  const lines = text.split('\n').map(line => line.split('\t'))
  const versions = { 4: rangesOf(lines, 4), 6: rangesOf(lines, 6) }
  return address => {
    const { address: plain } = senderOf(address)
    const version = isIP(plain)
    if (version !== 4 && version !== 6) return null
    const { first, last, asn } = versions[version]
    const number = numberOf(plain, version)
    const at = lastBefore(first, number)
    const found = at >= 0 && number <= (last[at] ?? -1) ? asn[at] : 0
    return found ? `AS${found}` : null
  }
}

/** Without it nothing but the share of systems is missing: a file that cannot be read stops nobody. */
export async function readAsnDatabase(file: string, log: Log): Promise<AsnOf | undefined> {
  try {
    return asnDatabase(await readFile(file, 'utf8'))
  } catch (thrown) {
    log.error({ file, error: messageOf(thrown) }, 'no database of autonomous systems; networks stand for them')
    return undefined
  }
}

function rangesOf(lines: readonly (readonly string[])[], version: 4 | 6): Ranges {
  const rows = lines
    .filter(([first = '', last = '']) => isIP(first) === version && isIP(last) === version)
    .map(
      ([first = '', last = '', system]) => [numberOf(first, version), numberOf(last, version), Number(system)] as const,
    )
    .filter(([, , system]) => Number.isInteger(system) && system > 0)
    .sort((a, b) => a[0] - b[0])
  return {
    first: Float64Array.from(rows, row => row[0]),
    last: Float64Array.from(rows, row => row[1]),
    asn: Uint32Array.from(rows, row => row[2]),
  }
}

function numberOf(address: string, version: 4 | 6): number {
  const [parts, base] =
    version === 4
      ? [address.split('.').map(Number), 256]
      : [
          ipv6Groups(address)
            .slice(0, 3)
            .map(group => Number.parseInt(group, 16)),
          65_536,
        ]
  return parts.reduce((number, part) => number * base + part, 0)
}

/** The last range that begins at or before the number; -1 when there is none. */
function lastBefore(first: Float64Array, number: number): number {
  let from = 0
  let to = first.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((first[middle] ?? 0) <= number) from = middle + 1
    else to = middle
  }
  return from - 1
}
