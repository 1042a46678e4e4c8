import { say } from '../../../contracts/messages/words.ts'
import { KnownSecrets } from '../../../kit/http-client/known-secrets.ts'
import type { OutgoingPolicy, Trust } from '../../../kit/http-client/network.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { secretsOf } from '../config.ts'
import type { Check } from '../definitions/check.ts'
import type { Beat } from '../definitions/check-store.ts'
import type { Definition } from '../definitions/definition.ts'
import { attempt, unknown } from '../probes/kind/attempt.ts'
import type { ProbeResult } from '../probes/kind/kind.ts'

export type ProbeOptions = {
  readonly clock: Clock
  readonly network: OutgoingPolicy
  readonly redactor: Redactor
  readonly beat?: Beat | undefined
  readonly watched_since: number
  readonly stopping?: AbortSignal
  /** Who named the target; `operator` when left out: the file, or an administrator. */
  readonly trust?: Trust
}

type Asked = Pick<Check, 'kind' | 'definition' | 'timeout_ms'> & {
  readonly unreadable?: Check['unreadable'] | undefined
}

/** One probe, with nothing remembered. Its result holds no secret: neither ours nor one of the target. */
export async function probeOnce(
  { kind, definition, timeout_ms, unreadable }: Asked,
  { redactor, ...options }: ProbeOptions,
): Promise<ProbeResult> {
  const reason = reasonNotToProbe({ kind, unreadable })
  if (reason !== null) return attempt({ trust: 'operator', ...options, timeout_ms }, async () => unknown(reason))
  const result = await kind.probe(definition.settings, { trust: 'operator', ...options, timeout_ms })
  const own = () => ownSecrets(definition)
  return {
    ...result,
    reason: result.reason === null ? null : redactor.value(result.reason, own()),
    evidence: () => redactor.value(result.evidence(), own()),
  }
}

/** What is received needs no secret of ours. */
export const reasonNotToProbe = ({ kind, unreadable }: Pick<Asked, 'kind' | 'unreadable'>): Message | null =>
  unreadable && !kind.passive ? say('check.secrets-unreadable') : null

const known = new WeakMap<object, KnownSecrets>()

/** Somebody whom we send a secret may quote any word of it. Made when there is something to hide for the first time. */
function ownSecrets(definition: Definition): KnownSecrets {
  const { settings } = definition
  const before = known.get(settings)
  if (before) return before
  const { values, words } = secretsOf(definition)
  const secrets = new KnownSecrets([...values, ...words])
  known.set(settings, secrets)
  return secrets
}
