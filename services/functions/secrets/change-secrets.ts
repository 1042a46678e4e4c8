import type { SecretToSet } from '../../../contracts/functions/gateway.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { conflict, invalid, notFound } from '../../../contracts/refusals.ts'
import { type Actor, auditWriter } from '../../../kit/audit/audit-record.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Made } from '../deps.ts'
import { requireNamespace } from '../gateway/namespace.ts'

type Deps = Pick<Made, 'store' | 'publish' | 'clock' | 'functions' | 'secrets' | 'storedSecrets'>

const recordAudit = auditWriter({ service: 'functions', event: AuditRecorded })

export async function setSecret(
  deps: Deps,
  actor: Actor,
  { secret, isNew }: { readonly secret: SecretToSet; readonly isNew: boolean },
): Promise<void> {
  const { name, namespace, value, rawValue } = secret
  requireNamespace(namespace)
  const text = rawValue ? Buffer.from(rawValue, 'base64').toString('utf8') : value
  if (!text) throw invalid('functions.empty-secret', { name })
  refuseOfFile(deps, name)
  const isThere = deps.secrets.names().includes(name)
  if (isNew && isThere) throw conflict('functions.secret-taken', { name })
  if (!isNew && !isThere) throw notFound('functions.secret-not-found', { name })
  await deps.store.transaction(async () => {
    await deps.storedSecrets.put(name, text, iso(deps.clock.now()))
    const action = isNew ? 'function-secret.created' : 'function-secret.changed'
    await recordAudit(deps, actor, { action, id: name })
  })
  await inForce(deps)
}

export async function deleteSecret(deps: Deps, actor: Actor, name: string): Promise<void> {
  refuseOfFile(deps, name)
  await deps.store.transaction(async () => {
    if (!(await deps.storedSecrets.delete(name))) throw notFound('functions.secret-not-found', { name })
    await recordAudit(deps, actor, { action: 'function-secret.deleted', id: name })
  })
  await inForce(deps)
}

async function inForce({ secrets, functions }: Deps): Promise<void> {
  await secrets.load()
  await functions.redeploy()
}

function refuseOfFile({ secrets }: Deps, name: string): void {
  if (secrets.isOfFile(name)) throw conflict('functions.secret-of-file', { name })
}
