import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import { v7 as uuid } from 'uuid'
import { type SigningKey, SigningKeyAdded } from '../../../contracts/identity/access.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { NewSigningKey, SigningKeyStore, StoredSigningKey } from './signing-key-store.ts'

export const tokenLifeMs = 5 * 60_000
const rotateAfterMs = 30 * 86_400_000
/** Every process knows a new key before it signs anything. */
const announcedMs = 10 * 60_000

type Deps = {
  readonly store: Store
  readonly keys: SigningKeyStore
  readonly publish: Context['publish']
  readonly clock: Clock
}

/** Signs the short-lived tokens of people (EdDSA), and changes its key every month. */
export class TokenSigner {
  readonly #deps: Deps
  #known: readonly StoredSigningKey[] = []

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** Makes the first key, or the next one; forgets those that signed nothing that is still valid. */
  async rotate(): Promise<void> {
    const { store, keys, publish, clock } = this.#deps
    const now = clock.now()
    const newest = (await keys.all()).find(canSign)
    const fresh = !newest || ageOf(newest, now) >= rotateAfterMs ? await newKey(now) : undefined
    await store.transaction(async () => {
      if (fresh) {
        await keys.add(fresh)
        await publish(fact(SigningKeyAdded, fresh.kid, publicPart(fresh)))
      }
      const current = signingKey(await keys.all(), now)
      for (const key of await keys.all()) {
        if (current && key.created_at < current.created_at && ageOf(current, now) > announcedMs + 2 * tokenLifeMs) {
          await keys.remove(key.kid)
        }
      }
    })
    this.#known = await keys.all()
  }

  publicKeys(): SigningKey[] {
    return this.#known.map(publicPart)
  }

  async sign(user_id: string, session_id: string): Promise<{ token: string; expires_at: string }> {
    const now = this.#deps.clock.now()
    const key = signingKey(this.#known, now)
    if (!key) throw new Error('there is no key to sign with')
    const issued = Math.floor(now / 1000)
    const token = await new SignJWT({ sid: session_id })
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'at+jwt' })
      .setSubject(user_id)
      .setIssuer('vigie')
      .setAudience('vigie')
      .setIssuedAt(issued)
      .setExpirationTime(issued + tokenLifeMs / 1000)
      .sign(await importJWK({ kty: 'OKP', crv: 'Ed25519', x: key.x, d: key.d }, 'EdDSA'))
    return { token, expires_at: iso(issued * 1000 + tokenLifeMs) }
  }
}

/** The newest that everybody knows; of one key alone, that one. */
function signingKey(newestFirst: readonly StoredSigningKey[], now: number): NewSigningKey | undefined {
  const usable = newestFirst.filter(canSign)
  return usable.find(key => ageOf(key, now) >= announcedMs) ?? usable.at(-1)
}

/** One that cannot be read goes on proving what it has signed. */
const canSign = (key: StoredSigningKey): key is NewSigningKey => key.d !== null

const ageOf = ({ created_at }: StoredSigningKey, now: number): number => now - Date.parse(created_at)

function publicPart({ kid, x }: StoredSigningKey): SigningKey {
  return { kid, kty: 'OKP', crv: 'Ed25519', x, alg: 'EdDSA', use: 'sig' }
}

async function newKey(now: number): Promise<NewSigningKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const { x = '', d = '' } = await exportJWK(privateKey)
  return { kid: uuid(), x, d, created_at: iso(now) }
}
