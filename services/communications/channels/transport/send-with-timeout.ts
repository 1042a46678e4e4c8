import { type Message as Reason, say, together } from '../../../../contracts/messages/words.ts'
import { plainSchema } from '../../../../kit/config/schema/json-schema.ts'
import { secretsIn } from '../../../../kit/config/secret-settings.ts'
import { KnownSecrets } from '../../../../kit/http-client/known-secrets.ts'
import type { PolicyFailure } from '../../../../kit/http-client/network.ts'
import type { Redactor } from '../../../../kit/http-client/redact.ts'
import { mapTexts, plainText } from '../../../../kit/messages/message.ts'
import type { Message } from '../../notifications/message.ts'
import type { ChannelKind, Outcome, SendContext } from './channel-kind.ts'
import { type EmailOutcome, type OutgoingEmail, sendEmail } from './send-mail.ts'
import { Smtp } from './smtp.ts'

type Settings = Readonly<Record<string, unknown>>
type Schema = ChannelKind['schema'] | typeof Smtp

export type SendDeps = Pick<SendContext, 'clock' | 'log' | 'network' | 'redactor'> & {
  readonly settings: Pick<SendContext, 'language'>
}
type Target = Pick<SendContext, 'smtp' | 'trust'> & {
  readonly kind: ChannelKind
  readonly settings: Settings
  readonly timeout_ms: number
}
type Attempt = {
  readonly delivery_id: string
  /** Aborted when the program stops and will not wait any longer. */
  readonly stopped?: AbortSignal | undefined
}

/** One attempt: bounded in time whatever the kind does, never throws, and names no secret. */
export function sendWithTimeout(target: Target, message: Message, attempt: Attempt, deps: SendDeps): Promise<Outcome> {
  const { kind, settings } = target
  return bounded({ ...target, schema: kind.schema }, attempt, deps, context => kind.send(message, settings, context))
}

/** Whether the channel would take messages; null when its kind cannot tell without sending one. */
export async function verifyWithTimeout(target: Target, attempt: Attempt, deps: SendDeps): Promise<Outcome | null> {
  const { kind, settings } = target
  const verify = kind.verify?.bind(kind)
  if (!verify) return null
  return bounded({ ...target, schema: kind.schema }, attempt, deps, context => verify(settings, context))
}

const emailTimeoutMs = 30_000

/** One e-mail to one person, bounded in the same way. */
export function sendEmailWithTimeout(
  email: OutgoingEmail,
  smtp: Smtp,
  attempt: Attempt,
  deps: SendDeps,
): Promise<EmailOutcome> {
  const target = { schema: Smtp, settings: smtp, smtp, trust: 'operator', timeout_ms: emailTimeoutMs } as const
  return bounded(target, attempt, deps, context => sendEmail(email, smtp, context))
}

async function bounded<Result extends Outcome>(
  { schema, settings, smtp, trust, timeout_ms }: Omit<Target, 'kind'> & { readonly schema: Schema },
  { delivery_id, stopped }: Attempt,
  deps: SendDeps,
  run: (context: SendContext) => Promise<Result>,
): Promise<Result | Outcome> {
  const { clock, log, network, redactor } = deps
  const late = new AbortController()
  const timer = clock.after(timeout_ms, () => late.abort())
  const signal = stopped ? AbortSignal.any([late.signal, stopped]) : late.signal
  const over = new Promise<Outcome>(resolve => {
    const error = say('delivery.late', { time: { ms: timeout_ms } })
    signal.addEventListener('abort', () => resolve({ outcome: 'retry', error }), { once: true })
  })
  const { language } = deps.settings
  const context = { delivery_id, signal, network, redactor, trust, language, clock, log, smtp }
  try {
    const outcome = await Promise.race([run(context).catch(outcomeOfThrown), over])
    const own = [secretsOf(schema, settings), ...(smtp ? [secretsOf(Smtp, smtp)] : [])]
    return withoutSecrets(outcome, own, redactor)
  } finally {
    timer.cancel()
  }
}

function outcomeOfThrown(thrown: unknown): Outcome {
  const error = reasonOf(thrown)
  return codeOf(thrown) === 'EREFUSEDBYPOLICY' ? { outcome: 'refused', error } : { outcome: 'retry', error }
}

/** An attempt at several addresses fails with an error that has no message of its own. */
function reasonOf(thrown: unknown): Reason {
  if (thrown instanceof AggregateError) return together(thrown.errors.map(reasonOf))
  if (!(thrown instanceof Error)) return plainText(String(thrown))
  const { refusal, code = '', address, port, hostname, reason = '', message }: NetworkError = thrown
  const where = address && port ? `${address}:${port}` : (hostname ?? address ?? '')
  return refusal ?? connectionFailures[code]?.({ where, reason }) ?? plainText(message || code || thrown.name)
}

type NetworkError = NodeJS.ErrnoException &
  Partial<PolicyFailure> & {
    readonly address?: string
    readonly port?: number
    readonly hostname?: string
    readonly reason?: string
  }

/** Of Node and of OpenSSL, by their codes. */
const connectionFailures: Readonly<Record<string, (failed: { where: string; reason: string }) => Reason>> = {
  ECONNREFUSED: ({ where }) => say('delivery.refused', { where }),
  ETIMEDOUT: ({ where }) => say('delivery.timed-out', { where }),
  EHOSTUNREACH: ({ where }) => say('delivery.no-host', { where }),
  ENETUNREACH: ({ where }) => say('delivery.no-network', { where }),
  ENOTFOUND: ({ where }) => say('delivery.no-name', { where }),
  EAI_AGAIN: ({ where }) => say('delivery.no-resolver', { where }),
  ECONNRESET: () => say('delivery.reset'),
  EPIPE: () => say('delivery.closed'),
  DEPTH_ZERO_SELF_SIGNED_CERT: () => say('certificate.self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: () => say('delivery.chain-self-signed'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: () => say('delivery.no-chain'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: () => say('delivery.no-authority'),
  CERT_HAS_EXPIRED: () => say('delivery.expired'),
  ERR_TLS_CERT_ALTNAME_INVALID: ({ reason }) => say('delivery.other-name', { reason }),
}

function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** Neither ours, nor what looks like one: the other side may quote anything of what it was sent. */
function withoutSecrets<Result extends Outcome>(
  outcome: Result,
  own: readonly KnownSecrets[],
  redactor: Redactor,
): Result {
  const cut = (text: string) => {
    const known = own.reduce((rest, secrets) => secrets.redact(rest), text)
    return redactor.text(known).slice(0, 500)
  }
  if ('error' in outcome) return { ...outcome, error: mapTexts(outcome.error, cut) }
  return 'note' in outcome && outcome.note !== undefined ? { ...outcome, note: mapTexts(outcome.note, cut) } : outcome
}

const known = new WeakMap<object, KnownSecrets>()

/** What is secret in these settings, however it is said. */
function secretsOf(schema: Schema, settings: Settings): KnownSecrets {
  const before = known.get(settings)
  if (before) return before
  const { values, words } = secretsIn(plainSchema(schema), settings)
  const secrets = new KnownSecrets([...values, ...words])
  known.set(settings, secrets)
  return secrets
}
