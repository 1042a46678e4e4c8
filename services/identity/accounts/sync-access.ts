import type { SyncAccess } from '../../../contracts/access.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { accessKey } from '../api-keys/api-key.ts'
import { tokenLifeMs } from '../sessions/token-signer.ts'
import type { Work } from '../work.ts'

/** What changed since the copy asked last. Tokens of sessions that were revoked earlier have expired by themselves. */
export async function syncAccess(
  work: Work,
  { since, used_keys }: Input<typeof SyncAccess>['body'],
): Promise<Output<typeof SyncAccess>> {
  if (used_keys.length > 0) {
    await work.store.relaxed(async () => {
      for (const { id, at } of used_keys) await work.keys.used(id, at)
    })
  }
  const revision = await work.accounts.revision()
  const reset = since > revision
  const from = reset ? 0 : since
  const accounts = await work.accounts.changedSince(from)
  const keys = await work.keys.changedSince(from)
  return {
    revision,
    reset,
    users: accounts.map(({ id, name, role, state, revision }) => ({ id, name, role, state, revision })),
    keys: keys.map(accessKey),
    signing_keys: work.signer.publicKeys(),
    revoked_sessions: await work.sessions.revokedSince(iso(work.clock.now() - 2 * tokenLifeMs)),
  }
}
