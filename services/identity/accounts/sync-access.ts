import type { SyncAccess } from '../../../contracts/identity/access.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { accessKey } from '../api-keys/api-key.ts'
import type { Made } from '../deps.ts'
import { tokenLifeMs } from '../sessions/token-signer.ts'

type Deps = Pick<Made, 'store' | 'accounts' | 'sessions' | 'keys' | 'signer' | 'clock'>

/** What changed since the copy asked last. Tokens of sessions that were revoked earlier have expired by themselves. */
export async function syncAccess(
  deps: Deps,
  { since, used_keys }: Input<typeof SyncAccess>['body'],
): Promise<Output<typeof SyncAccess>> {
  if (used_keys.length > 0) {
    await deps.store.relaxed(async () => {
      for (const { id, at } of used_keys) await deps.keys.used(id, at)
    })
  }
  const revision = await deps.accounts.revision()
  const reset = since > revision
  const from = reset ? 0 : since
  const accounts = await deps.accounts.changedSince(from)
  const keys = await deps.keys.changedSince(from)
  return {
    revision,
    reset,
    users: accounts.map(({ id, name, role, state, revision }) => ({ id, name, role, state, revision })),
    keys: keys.map(accessKey),
    signing_keys: deps.signer.publicKeys(),
    revoked_sessions: await deps.sessions.revokedSince(iso(deps.clock.now() - 2 * tokenLifeMs)),
  }
}
