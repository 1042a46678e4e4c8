import type { NotificationChoices, Role, UserState } from '../../../contracts/identity/access.ts'
import type { Me, User } from '../../../contracts/identity/identity.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'

export type Account = {
  readonly id: string
  /** null once the user is deleted. */
  readonly email: string | null
  readonly name: string
  readonly role: Role
  readonly state: UserState
  readonly password_hash: string | null
  /** Encrypted: opened only where a code is looked at. */
  readonly otp_secret: Sealed | null
  readonly otp_enabled: boolean
  /** The newest time step of which a code was used: it works once. */
  readonly otp_last_step: number
  /** `<issuer> <subject>` at the OpenID provider. */
  readonly oidc_subject: string | null
  readonly language: Language | null
  readonly time_zone: string | null
  readonly notifications: NotificationChoices
  readonly followed_components: readonly string[]
  readonly created_at: string
  readonly last_sign_in_at: string | null
  readonly revision: number
}

export type NewAccount = Pick<Account, 'id' | 'email' | 'name' | 'role' | 'state' | 'password_hash' | 'created_at'>

export function newAccount(parts: NewAccount): Account {
  return {
    ...parts,
    otp_secret: null,
    otp_enabled: false,
    otp_last_step: 0,
    oidc_subject: null,
    language: null,
    time_zone: null,
    notifications: { email: 'followed', minimum_impact: 'minor' },
    followed_components: [],
    last_sign_in_at: null,
    revision: 0,
  }
}

export function shownUser(account: Account): User {
  const { id, name, role, state, otp_enabled, language, time_zone, created_at, last_sign_in_at, revision } = account
  const dates = { created_at, last_sign_in_at }
  return { id, email: account.email ?? '', name, role, state, otp_enabled, language, time_zone, ...dates, revision }
}

export function shownMe(account: Account, session_id: string | null): Me {
  const { id, email, name, role, otp_enabled, language, time_zone, notifications } = account
  const followed_components = [...account.followed_components]
  const me = { id, kind: 'user', name, role, email, session_id, otp_enabled, language, time_zone } as const
  return { ...me, scopes: [], notifications, followed_components }
}

/** What is left of a user: enough to keep the history in order, nothing that says who it was. */
export function withoutPerson(account: Account, name: string): Account {
  const { id, role, created_at, revision } = account
  const nobody = newAccount({ id, role, created_at, name, email: null, state: 'deleted', password_hash: null })
  return { ...nobody, notifications: { email: 'none', minimum_impact: 'critical' }, revision }
}

/** What the audit compares of a user. */
export function auditable(account: Account): Readonly<Record<string, unknown>> {
  const { password_hash, otp_secret: _secret, otp_last_step: _step, revision: _revision, ...facts } = account
  const { id: _id, created_at: _created, last_sign_in_at: _last, ...shown } = facts
  return { ...shown, password: password_hash }
}

const personal = new Set(['email', 'name', 'oidc_subject', 'language', 'time_zone', 'followed_components', 'network'])

export function withoutPersonalParts(facts: Record<string, unknown> | null): Record<string, unknown> | null {
  return (
    facts && Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, personal.has(name) ? null : value]))
  )
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
