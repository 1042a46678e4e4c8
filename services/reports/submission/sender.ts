import { hostPrefix, networkPrefix, plainAddress } from '../../../kit/http/ip-prefix.ts'

/** Who sent something, as coarse as each rule needs it. None of these is ever stored. */
export type Sender = {
  readonly address: string
  /** One household or machine: the address itself, or the /64 that every IPv6 household has. */
  readonly home: string
  readonly network: string
}

export function senderOf(address: string): Sender {
  return { address: plainAddress(address), home: hostPrefix(address), network: networkPrefix(address) }
}
