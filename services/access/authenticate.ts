import { createHash, timingSafeEqual } from 'node:crypto'
import type { AccessKey, AccessUser } from '../../contracts/identity/access.ts'
import type { Authenticator } from '../../kit/auth/auth.ts'
import type { Caller } from '../../kit/auth/caller.ts'
import { RateLimit } from '../../kit/rate-limit/rate-limit.ts'
import { type Clock, iso } from '../../kit/runtime/clock.ts'
import type { AccessStore } from './access-store.ts'
import type { CallerCache } from './caller-cache.ts'
import type { IdentitySync } from './identity-sync.ts'
import { VerifiedTokens } from './verified-tokens.ts'

type Deps = {
  readonly copy: AccessStore
  readonly sync: IdentitySync
  readonly clock: Clock
  readonly callers: CallerCache
}

/** Whoever makes tokens up does not make every process ask for each of them; what is new is heard of in a moment anyway. */
const askedAboutUnknown = { count: 20, per_ms: 1_000 }

/** Who brings this token: a person who signed in, or a key. Asks nobody, except about what the copy has never heard of. */
export function createAuthenticator({ copy, sync, clock, callers }: Deps): Authenticator {
  const asks = new RateLimit(clock, askedAboutUnknown)
  const known = async <Thing>(
    find: () => Promise<Thing | undefined>,
    isGood: (thing: Thing) => boolean = () => true,
  ): Promise<Thing | undefined> => {
    const found = await find()
    if (found !== undefined && isGood(found)) return found
    if (asks.take('') > 0) return found
    await sync.run()
    return find()
  }
  // Somebody who has just joined or come back may be faster than the event that says so.
  const userNamed = (id: string) =>
    known(
      () => copy.user(id),
      ({ state }) => state === 'active',
    )
  const tokens = new VerifiedTokens(clock, kid => known(() => copy.signingKey(kid)))
  const person = async (token: string): Promise<Caller | null | undefined> => {
    const verified = await tokens.verify(token)
    if (!verified) return verified
    const user = await userNamed(verified.user_id)
    if (user?.state !== 'active' || (await copy.isRevoked(verified.session_id))) return null
    return { id: user.id, kind: 'user', name: user.name, role: user.role, scopes: [] }
  }
  const program = async (token: string): Promise<Caller | null | undefined> => {
    const id = /^vg_([0-9a-z]{10,40})_[\w-]{43}$/.exec(token)?.[1]
    if (id === undefined) return undefined
    const key = await known(() => copy.key(id))
    if (!key || !isKey(token, key) || key.revoked || isOver(key, clock.now())) return null
    const owner = key.user_id === null ? null : await userNamed(key.user_id)
    if (owner === undefined || (owner && owner.state !== 'active')) return null
    sync.keyUsed(key.id)
    const role = owner ? smaller(key.role, owner.role) : key.role
    const caller = { id: key.id, kind: 'key', name: key.name, role, scopes: key.scopes } as const
    return owner ? { ...caller, owner: owner.id, owner_role: owner.role } : caller
  }
  const find = async (token: string, writes: boolean): Promise<Caller | null | undefined> => {
    try {
      const caller = (await person(token)) ?? (await program(token))
      callers.put(token, caller)
      return caller
    } catch (thrown) {
      // Without its database a process goes on answering those whom it knew, as long as they change nothing.
      const known = writes ? undefined : callers.last(token)
      if (known) return known
      throw thrown
    }
  }
  return (token, writes) => {
    const known = callers.fresh(token)
    if (!writes) return known ?? find(token, writes)
    return (async () => {
      const caller = known ?? (await find(token, writes))
      if (caller) await sync.requireFresh()
      return caller
    })()
  }
}

function isKey(token: string, { sha256 }: AccessKey): boolean {
  const expected = Buffer.from(sha256, 'hex')
  const found = createHash('sha256').update(token).digest()
  return expected.length === found.length && timingSafeEqual(expected, found)
}

const isOver = ({ expires_at }: AccessKey, now: number): boolean => expires_at !== null && expires_at <= iso(now)

const ranks = ['none', 'viewer', 'responder', 'admin'] as const

/** A key may do less than its owner, never more. */
function smaller(key: AccessKey['role'], owner: AccessUser['role']): AccessKey['role'] {
  return ranks.indexOf(key) < ranks.indexOf(owner) ? key : owner
}
