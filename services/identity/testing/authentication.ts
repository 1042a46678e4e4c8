import { createHash } from 'node:crypto'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { SyncAccess } from '../../../contracts/identity/access.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import type { Output } from '../../../kit/service/operation.ts'
import { defineService } from '../../../kit/service/service.ts'

type Access = Output<typeof SyncAccess>

const roles = ['none', 'viewer', 'responder', 'admin'] as const

/** Asks identity for all that it tells the copies, at each token and key: what it says is in force at once. */
export const authentication = defineService({
  name: 'authentication',
  instances: 'many',
  start: ({ call, clock }) => ({
    authenticates: async token => {
      const isKey = token.startsWith('vg_')
      if (!isKey && !token.startsWith('eyJ')) return undefined
      const all = await call(SyncAccess, { body: { since: 0, used_keys: [] } })
      if (!isKey) return personOf(all, token, clock.now())
      const found = keyOf(all, token, clock.now())
      if (found) await call(SyncAccess, { body: { since: 0, used_keys: [{ id: found.id, at: nowOf(clock.now()) }] } })
      return found
    },
  }),
})

const nowOf = (ms: number): string => new Date(ms).toISOString()

async function personOf({ users, signing_keys, revoked_sessions }: Access, token: string, now: number) {
  const options = { issuer: 'vigie', audience: 'vigie', currentDate: new Date(now) }
  const claims = await jwtVerify(token, createLocalJWKSet({ keys: signing_keys }), options).then(
    ({ payload }) => payload,
    () => null,
  )
  const user = users.find(({ id }) => id === claims?.sub)
  if (user?.state !== 'active') return null
  if (revoked_sessions.some(({ session_id }) => session_id === claims?.sid)) return null
  const caller: Caller = { id: user.id, kind: 'user', name: user.name, role: user.role, scopes: [] }
  return caller
}

function keyOf({ users, keys }: Access, token: string, now: number): Caller | null {
  const sha256 = createHash('sha256').update(token).digest('hex')
  const key = keys.find(one => one.sha256 === sha256)
  if (!key || key.revoked || (key.expires_at !== null && key.expires_at <= nowOf(now))) return null
  const caller = { id: key.id, kind: 'key', name: key.name, scopes: key.scopes } as const
  if (key.user_id === null) return { ...caller, role: key.role }
  const owner = users.find(({ id }) => id === key.user_id)
  if (owner?.state !== 'active') return null
  const role = roles[Math.min(roles.indexOf(key.role), roles.indexOf(owner.role))] ?? 'none'
  return { ...caller, role, owner: owner.id, owner_role: owner.role }
}
