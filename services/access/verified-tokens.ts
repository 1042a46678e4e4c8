import { decodeProtectedHeader, importJWK, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../../kit/runtime/clock.ts'

/** Clocks of two processes may differ by this much, in seconds. */
const skewS = 5
const remembered = 1_000
const longestToken = 2_000

/** What a token says and its signature proves; whether session and user are still good is for others to say. */
export type VerifiedToken = { readonly user_id: string; readonly session_id: string; readonly expires_ms: number }

/** Looks at each signature once: that costs ten times as much as all the rest. */
export class VerifiedTokens {
  readonly #clock: Clock
  readonly #publicKey: (kid: string) => Promise<string | undefined>
  readonly #verified = new Map<string, VerifiedToken>()

  constructor(clock: Clock, publicKey: (kid: string) => Promise<string | undefined>) {
    this.#clock = clock
    this.#publicKey = publicKey
  }

  /** undefined: not a token of this sort; null: one that is not good. */
  async verify(token: string): Promise<VerifiedToken | null | undefined> {
    const before = this.#verified.get(token)
    if (before && before.expires_ms > this.#clock.now()) return before
    const kid = kidOf(token)
    if (kid === undefined) return undefined
    const x = await this.#publicKey(kid)
    const claims = x === undefined ? null : await verifiedClaims(token, x, this.#clock.now())
    if (!claims || typeof claims.sub !== 'string' || typeof claims.sid !== 'string') return null
    const verified = { user_id: claims.sub, session_id: claims.sid, expires_ms: (claims.exp ?? 0) * 1000 }
    if (this.#verified.size >= remembered) this.#verified.clear()
    this.#verified.set(token, verified)
    return verified
  }
}

function kidOf(token: string): string | undefined {
  if (!token.startsWith('eyJ') || token.length > longestToken) return undefined
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token)
    return alg === 'EdDSA' && typ === 'at+jwt' && typeof kid === 'string' ? kid : undefined
  } catch {
    return undefined
  }
}

async function verifiedClaims(token: string, x: string, now: number): Promise<JWTPayload | null> {
  const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA')
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer: 'vigie',
      audience: 'vigie',
      algorithms: ['EdDSA'],
      currentDate: new Date(now),
      clockTolerance: skewS,
      requiredClaims: ['exp', 'iat'],
    })
    return payload
  } catch {
    return null
  }
}
