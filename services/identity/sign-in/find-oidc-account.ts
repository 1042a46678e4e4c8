import type { Role } from '../../../contracts/access.ts'
import type { Account } from '../accounts/account.ts'
import { addAccount, isLastAdmin } from '../accounts/manage-users.ts'
import { actorOf, saveAccount } from '../audit/record-change.ts'
import type { OidcConfig } from '../config.ts'
import type { Work } from '../work.ts'
import type { NoEmail } from './oidc-claims.ts'
import type { OidcPerson } from './oidc-provider.ts'

/** What the operator reads in the log. */
export const whyRefused = {
  'no-email': 'it told no e-mail address; does identity.oidc.scope ask for "email"?',
  'email-not-verified': 'it says that the e-mail address is not verified',
  'email-verified-missing':
    'it does not say whether the e-mail address is verified; where it always is, set identity.oidc.trust_email',
  'no-account': 'nobody here has this e-mail address; invite them, or set identity.oidc.sign_up',
  'not-active': 'the account is disabled',
  'linked-to-another': 'the account is linked to somebody else of the provider already',
} as const
export type Why = keyof typeof whyRefused
export type Refused = { readonly refusal: Why; readonly user_id?: string }

const ofEmail: readonly Why[] = ['no-email', 'email-not-verified', 'email-verified-missing'] satisfies NoEmail[]
export const isOfEmail = (why: Why): boolean => ofEmail.includes(why)

/** In the running transaction. By what the provider calls the person, else by an address that it has verified. */
export async function findOidcAccount(
  work: Work,
  config: OidcConfig,
  person: OidcPerson,
): Promise<{ readonly account: Account } | Refused> {
  const linked = await work.accounts.byOidcSubject(person.subject)
  const found = linked ? { account: linked } : await link(work, config, person)
  if ('refusal' in found) return found
  if (found.account.state !== 'active') return { refusal: 'not-active', user_id: found.account.id }
  return { account: await withRole(work, found.account, person.role) }
}

async function link(
  work: Work,
  { sign_up, role }: OidcConfig,
  { subject, email: known, ...person }: OidcPerson,
): Promise<{ readonly account: Account } | Refused> {
  if (typeof known === 'string') return { refusal: known }
  const { email } = known
  const before = await work.accounts.byEmail(email)
  if (!before && !sign_up) return { refusal: 'no-account' }
  if (before?.state === 'disabled') return { refusal: 'not-active', user_id: before.id }
  if (before && before.oidc_subject !== null) return { refusal: 'linked-to-another', user_id: before.id }
  const parts = { email, name: person.name ?? email, role: person.role ?? role, password_hash: null }
  const account = before ?? (await addAccount(work, undefined, { ...parts, state: 'active' }))
  await work.mailTokens.forget(account.id)
  const after: Account = { ...account, state: 'active', oidc_subject: subject }
  return { account: await saveAccount(work, actorOf(account), { action: 'user.linked', before: account, after }) }
}

const provider = { id: 'oidc', kind: 'operator', name: 'OpenID provider' }

/** The role that the provider gives now. It does not take the last administrator away. */
async function withRole(work: Work, before: Account, role: Role | null): Promise<Account> {
  if (role === null || role === before.role) return before
  const after = { ...before, role }
  if (await isLastAdmin(work, before, after)) {
    work.log.warn({ user_id: before.id, role }, 'the OpenID provider gives the last administrator another role: kept')
    return before
  }
  return saveAccount(work, provider, { action: 'user.changed', before, after })
}
