import { createHash, randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import {
  type AccessKey,
  KeyChanged,
  SessionRevoked,
  SigningKeyAdded,
  UserChanged,
  type UserState,
} from '../../../contracts/identity/access.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'

export type SampleAccess = {
  readonly facts: readonly Fact[]
  readonly kid: string
  readonly x: string
  readonly keys: Readonly<Record<'good' | 'greedy' | 'revoked' | 'orphan', string>>
  token(sub: string, sid: string, changes?: { exp?: number; aud?: string; typ?: string; kid?: string }): Promise<string>
}

/** What identity says of two users (one was deleted since), a revoked session and four keys, earlier states included. */
export async function sampleAccess(): Promise<SampleAccess> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const { x = '' } = await exportJWK(privateKey)
  const kid = 'k1'
  const user = (id: string, name: string, state: UserState, revision: number) =>
    fact(UserChanged, id, {
      ...{ id, name, state, revision, role: 'responder', email: null, language: null, time_zone: null },
      notifications: { email: 'none', minimum_impact: 'none' },
      followed_components: [],
    })
  const secrets = new Map<string, string>()
  const key = (id: string, changes: Partial<AccessKey>) => {
    const secret = secrets.get(id) ?? `vg_${id.padEnd(12, '0')}_${randomBytes(32).toString('base64url')}`
    secrets.set(id, secret)
    const sha256 = createHash('sha256').update(secret).digest('hex')
    const mine = { id: id.padEnd(12, '0'), name: id, sha256, role: 'responder', scopes: [] } as const
    const always = { user_id: null, expires_at: null, revoked: false, revision: 1 }
    return fact(KeyChanged, mine.id, { ...mine, scopes: [], ...always, ...changes })
  }
  const facts = [
    fact(SigningKeyAdded, kid, { kid, kty: 'OKP', crv: 'Ed25519', x, alg: 'EdDSA', use: 'sig' }),
    user('u1', 'Ada the invited', 'invited', 1),
    user('u1', 'Ada', 'active', 5),
    user('u2', 'Bob', 'active', 2),
    user('u2', 'deleted user', 'deleted', 9),
    fact(SessionRevoked, 's2', { session_id: 's2', user_id: 'u1', at: '2026-01-05T08:00:00.000Z' }),
    key('good', { name: 'ci' }),
    key('greedy', { role: 'admin', user_id: 'u1' }),
    key('revoked', {}),
    key('revoked', { revoked: true, revision: 4 }),
    key('orphan', { user_id: 'u2' }),
  ]
  const named = (id: string) => secrets.get(id) ?? ''
  return {
    ...{ facts, kid, x },
    keys: { good: named('good'), greedy: named('greedy'), revoked: named('revoked'), orphan: named('orphan') },
    token: (sub, sid, { exp = 300, aud = 'vigie', typ = 'at+jwt', ...changes } = {}) => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ sid })
        .setProtectedHeader({ alg: 'EdDSA', kid: changes.kid ?? kid, typ })
        .setSubject(sub)
        .setIssuer('vigie')
        .setAudience(aud)
        .setIssuedAt(now)
        .setExpirationTime(now + exp)
        .sign(privateKey)
    },
  }
}
