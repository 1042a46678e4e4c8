import type { Role } from '../../../contracts/access.ts'
import type { OidcConfig } from '../config.ts'

export type Claims = Readonly<Record<string, unknown>>

/** Why an address is nobody's, for the log: a person is told less. */
export type NoEmail = 'no-email' | 'email-not-verified' | 'email-verified-missing'

/** The address that somebody has, as far as the provider vouches for it. Several providers send the text "true". */
export function emailIn(claims: Claims, { trust_email }: Pick<OidcConfig, 'trust_email'>): { email: string } | NoEmail {
  const { email, email_verified } = claims
  if (typeof email !== 'string' || email === '') return 'no-email'
  if (email_verified === true || email_verified === 'true') return { email }
  if (email_verified !== undefined && email_verified !== null) return 'email-not-verified'
  return trust_email ? { email } : 'email-verified-missing'
}

const greatestFirst = ['admin', 'responder', 'viewer'] as const

/** The role that the claims give; null when the provider leaves open what it is, and nothing is to change. */
export function roleIn(claims: Claims, { roles, role }: Pick<OidcConfig, 'roles' | 'role'>): Role | null {
  if (!roles || isElsewhere(claims, roles.claim)) return null
  const held = valuesOf(claimNamed(claims, roles.claim))
  return greatestFirst.find(one => roles[one].some(value => held.includes(value))) ?? role
}

/** By its whole name, which may hold dots (`https://example.com/roles`), else step by step. */
export function claimNamed(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), claims)
}

/** Who is in very many groups is told only where they can be asked for: OpenID Connect Core 5.6.2. */
function isElsewhere(claims: Claims, name: string): boolean {
  const { _claim_names: elsewhere, hasgroups } = claims
  return (isObject(elsewhere) && Object.hasOwn(elsewhere, name)) || hasgroups === true || hasgroups === 'true'
}

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function valuesOf(claim: unknown): readonly unknown[] {
  return Array.isArray(claim) ? claim : [claim]
}
