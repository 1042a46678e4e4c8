import { randomBytes } from 'node:crypto'
import { KeyChanged } from '../../../contracts/identity/access.ts'
import type { CreateApiKey, ListApiKeys } from '../../../contracts/identity/identity.ts'
import { fieldProblem, invalidFields, notFound } from '../../../contracts/refusals.ts'
import type { Actor } from '../../../kit/audit/audit-record.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { newSecret, sha256 } from '../accounts/secret.ts'
import { actorOf, type Deps as RecordChangeDeps, record } from '../audit/record-change.ts'
import type { Made } from '../deps.ts'
import { type ApiKey, accessKey, shownKey } from './api-key.ts'

export type Deps = RecordChangeDeps & Pick<Made, 'store' | 'keys'>

const pages = pagesOf(cursorOf('identity.api-keys', 'text'), ({ id }: ApiKey) => id)

export async function listApiKeys({ keys }: Pick<Deps, 'keys'>, query: Input<typeof ListApiKeys>['query']) {
  const { items, next_cursor } = await pages(query, from => keys.list(from.limit, from.after))
  return { items: items.map(shownKey), next_cursor }
}

/** The answer is the only place where the key can ever be read. */
export async function createApiKey(
  deps: Deps,
  caller: Caller,
  {
    name,
    scopes = [],
    role = scopes.length > 0 ? 'none' : 'viewer',
    expires_at = null,
  }: Input<typeof CreateApiKey>['body'],
): Promise<Output<typeof CreateApiKey>> {
  const now = deps.clock.now()
  const ends = expires_at === null ? null : Date.parse(expires_at)
  if (ends !== null && !(ends > now)) {
    throw invalidFields('identity.key-expired', [fieldProblem('body.expires_at', 'problem.future')])
  }
  // Begins with the time, so that lists are in order; no underscore, which separates the parts.
  const id = `${Math.floor(now).toString(36).padStart(9, '0')}${randomBytes(5).toString('hex')}`
  const key = `vg_${id}_${newSecret()}`
  return deps.store.transaction(async () => {
    const made: ApiKey = {
      id,
      name,
      role,
      scopes,
      sha256: sha256(key),
      created_at: iso(now),
      user_id: caller.kind === 'user' ? caller.id : null,
      expires_at: ends === null ? null : iso(ends),
      last_used_at: null,
      revoked_at: null,
      revision: await deps.accounts.nextRevision(now),
    }
    await deps.keys.add(made)
    await record(deps, actorOf(caller), { action: 'api-key.created', id, after: shownKey(made) })
    await deps.publish(fact(KeyChanged, id, accessKey(made)))
    return { ...shownKey(made), key }
  })
}

export function revokeApiKey(deps: Deps, actor: Actor, id: string): Promise<null> {
  return deps.store.transaction(async () => {
    const key = await deps.keys.findValid(id)
    if (!key) throw notFound('identity.key-not-found', { id })
    await revokeKeys(deps, actor, [key])
    return null
  })
}

/** In the running transaction. */
export async function revokeKeys(deps: Deps, actor: Actor, keys: readonly ApiKey[]): Promise<void> {
  const now = deps.clock.now()
  for (const key of keys) {
    const revoked = { ...key, revoked_at: iso(now), revision: await deps.accounts.nextRevision(now) }
    await deps.keys.revoke(key.id, revoked.revoked_at, revoked.revision)
    await record(deps, actor, { action: 'api-key.revoked', id: key.id, before: shownKey(key) })
    await deps.publish(fact(KeyChanged, key.id, accessKey(revoked)))
  }
}
