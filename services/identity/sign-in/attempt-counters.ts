import { emailKey } from '../../../kit/auth/email-address.ts'
import { hostPrefix, networkPrefix } from '../../../kit/http/ip-prefix.ts'
import { sha256 } from '../accounts/secret.ts'
import { bounded, slowing } from './attempt-rules.ts'
import type { Door } from './attempt-store.ts'

const freeOfOneHost = 5
const freeOfOneNetwork = 20
const quarterMs = 15 * 60_000

/** What everything that is counted of one address begins with; nobody reads the address from it. */
export const attemptsOf = (email: string): string => `${sha256(`sign-in ${emailKey(email)}`)}/`

type Place = { readonly email: string; readonly ip: string }

/**
 * Somebody who was never here before. From one host five attempts are free, from one network twenty; more are slower and
 * slower. From wherever they come, an account has a hundred (NIST SP 800-63B-4, 3.2.2) and then four an hour: one network
 * alone never uses these up, so it keeps nobody else out.
 */
export function strangersDoors({ email, ip }: Place): Door[] {
  const account = attemptsOf(email)
  return [
    { key: `${account}host/${sha256(hostPrefix(ip))}`, rule: slowing(freeOfOneHost) },
    { key: `${account}network/${sha256(networkPrefix(ip))}`, rule: slowing(freeOfOneNetwork) },
    { key: `${account}everywhere`, rule: bounded({ most: 100, each_ms: quarterMs }) },
  ]
}

/** A device that the owner signed in with: what is tried elsewhere does not concern it. */
export const deviceDoor = (email: string, device: string): Door => ({
  key: `${attemptsOf(email)}device/${device}`,
  rule: slowing(freeOfOneHost),
})

/** Whoever found an open browser guesses there, and keeps nobody out of another one. */
export const sessionDoor = (email: string, session: string): Door => ({
  key: `${attemptsOf(email)}session/${session}`,
  rule: slowing(freeOfOneHost),
})

/** Six digits are few: behind the password they are guessed from all places together. Only who knows the password gets here. */
export const codeDoor = (email: string): Door => ({ key: `${attemptsOf(email)}code`, rule: slowing(freeOfOneHost) })

/** Letters with a link, few an hour to one address; whoever asked for it, its owner has one that works. */
export function resetDoors({ email, ip }: Place): Door[] {
  const account = sha256(`reset ${emailKey(email)}`)
  return [
    { key: `${account}/host/${sha256(hostPrefix(ip))}`, rule: slowing(freeOfOneHost) },
    { key: `${account}/everywhere`, rule: bounded({ most: 10, each_ms: quarterMs }) },
  ]
}
