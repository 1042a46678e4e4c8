import { randomBytes } from 'node:crypto'
import { KeyChanged } from '../../../contracts/access.ts'
import type { CreateApiKey, ListApiKeys } from '../../../contracts/identity.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid, notFound } from '../../../kit/service/errors.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { newSecret, sha256 } from '../accounts/secret.ts'
import { readCursor } from '../audit/read-cursor.ts'
import { type Actor, actorOf, record } from '../audit/record-change.ts'
import type { Work } from '../work.ts'
import { type ApiKey, accessKey, shownKey } from './api-key.ts'

const pages = cursorOf('identity.api-keys')

export async function listApiKeys(work: Work, { limit = 50, cursor }: Input<typeof ListApiKeys>['query']) {
  const found = await work.keys.list(limit + 1, readCursor(pages, cursor))
  const next_cursor = nextCursor(pages, { found, limit }, ({ id }) => id)
  return { items: found.slice(0, limit).map(shownKey), next_cursor }
}

/** The answer is the only place where the key can ever be read. */
export async function createApiKey(
  work: Work,
  caller: Caller,
  {
    name,
    scopes = [],
    role = scopes.length > 0 ? 'none' : 'viewer',
    expires_at = null,
  }: Input<typeof CreateApiKey>['body'],
): Promise<Output<typeof CreateApiKey>> {
  const now = work.clock.now()
  const ends = expires_at === null ? null : Date.parse(expires_at)
  if (ends !== null && !(ends > now)) {
    const message = 'must be in the future'
    throw invalid('identity.key-expired', `body.expires_at ${message}`, {
      fields: [{ field: 'body.expires_at', message }],
    })
  }
  // Begins with the time, so that lists are in order; no underscore, which separates the parts.
  const id = `${Math.floor(now).toString(36).padStart(9, '0')}${randomBytes(5).toString('hex')}`
  const key = `vg_${id}_${newSecret()}`
  return work.store.transaction(async () => {
    const made: ApiKey = {
      ...{ id, name, role, scopes, sha256: sha256(key), created_at: iso(now) },
      user_id: caller.kind === 'user' ? caller.id : null,
      expires_at: ends === null ? null : iso(ends),
      ...{ last_used_at: null, revoked_at: null, revision: await work.accounts.nextRevision(now) },
    }
    await work.keys.add(made)
    const subject = { kind: 'api-key', id }
    await record(work, actorOf(caller), { action: 'api-key.created', subject, after: { ...shownKey(made) } })
    await work.publish(fact(KeyChanged, id, accessKey(made)))
    return { ...shownKey(made), key }
  })
}

export function revokeApiKey(work: Work, actor: Actor, id: string): Promise<null> {
  return work.store.transaction(async () => {
    const key = await work.keys.findValid(id)
    if (!key) throw notFound('identity.key-not-found', `there is no key "${id}"; GET /api/v1/api-keys lists them`)
    await revokeKeys(work, actor, [key])
    return null
  })
}

/** In the running transaction. */
export async function revokeKeys(work: Work, actor: Actor, keys: readonly ApiKey[]): Promise<void> {
  const now = work.clock.now()
  for (const key of keys) {
    const revoked = { ...key, revoked_at: iso(now), revision: await work.accounts.nextRevision(now) }
    await work.keys.revoke(key.id, revoked.revoked_at, revoked.revision)
    const subject = { kind: 'api-key', id: key.id }
    await record(work, actor, { action: 'api-key.revoked', subject, before: { ...shownKey(key) } })
    await work.publish(fact(KeyChanged, key.id, accessKey(revoked)))
  }
}
