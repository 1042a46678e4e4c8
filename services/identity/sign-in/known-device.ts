import { cookieOf } from '../../../kit/auth/auth.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { newSecret, sha256 } from '../accounts/secret.ts'
import type { Made } from '../deps.ts'
import type { Visitor } from '../sessions/start-session.ts'

export type Deps = Pick<Made, 'devices' | 'clock'>

/**
 * A browser that somebody has signed in with keeps a secret, and is not held up by what others try at the account. It
 * signs nobody in. https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
const cookie = 'vigie_device'
/** The longest that browsers keep a cookie: https://www.rfc-editor.org/rfc/rfc6265bis 5.5. */
export const deviceLifeMs = 400 * 86_400_000
const usedAgainMs = 86_400_000

const hashOf = (secret: string, user_id: string): string => sha256(`device ${user_id} ${secret}`)

function secretOf(headers: Visitor['headers']): string | undefined {
  return /^[\w-]{43}$/.exec(cookieOf(headers, cookie) ?? '')?.[0]
}

/** What the device of this request is kept as, when this user has signed in with it. Asks as much for nobody. */
export async function knownDevice(
  { devices }: Deps,
  user_id: string | undefined,
  headers: Visitor['headers'],
): Promise<string | null> {
  const secret = secretOf(headers)
  if (secret === undefined) return null
  const found = await devices.find(hashOf(secret, user_id ?? ''))
  return found?.sha256 ?? null
}

export type RememberedDevice = { readonly secret: string; readonly sha256: string }

/** In the running transaction: from now on the user is known by this browser, which keeps the secret it has. */
export async function rememberDevice(
  { devices, clock }: Deps,
  user_id: string,
  headers: Visitor['headers'],
): Promise<RememberedDevice> {
  const secret = secretOf(headers) ?? newSecret()
  const hash = hashOf(secret, user_id)
  const now = clock.now()
  const known = await devices.find(hash)
  if (known && Date.parse(known.last_used_at) > now - usedAgainMs && known.last_used_at > known.created_at) {
    return { secret, sha256: hash }
  }
  await devices.put({ sha256: hash, user_id, created_at: iso(now), last_used_at: iso(now) })
  return { secret, sha256: hash }
}

export const deviceSet = (secret: string, scope: string): string =>
  `${cookie}=${secret}; Max-Age=${deviceLifeMs / 1000}; ${scope}`
