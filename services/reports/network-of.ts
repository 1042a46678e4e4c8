import { isIP } from 'node:net'
import { groupsOf, householdOf } from '../../kit/household.ts'

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
  const home = householdOf(plain)
  if (isIP(plain) === 4) return { address: plain, home, network: plain.split('.').slice(0, 3).join('.') }
  return { address: plain, home, network: isIP(plain) === 0 ? plain : groupsOf(plain).slice(0, 3).join(':') }
}
