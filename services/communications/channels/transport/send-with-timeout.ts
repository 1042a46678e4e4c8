import { plainSchema } from '../../../../kit/config/schema/json-schema.ts'
import { secretsIn } from '../../../../kit/config/secret-settings.ts'
import { KnownSecrets } from '../../../../kit/http-client/known-secrets.ts'
import type { Redactor } from '../../../../kit/http-client/redact.ts'
import type { Message } from '../../notifications/message.ts'
import type { ChannelKind, Outcome, SendContext } from './channel-kind.ts'
import { type EmailOutcome, type OutgoingEmail, sendEmail } from './send-mail.ts'
import { Smtp } from './smtp.ts'

export type SendOptions = Omit<SendContext, 'signal'> & {
  readonly timeout_ms: number
  /** Aborted when the program stops and will not wait any longer. */
  readonly stopped?: AbortSignal
}

type Use = { readonly kind: ChannelKind; readonly settings: Readonly<Record<string, unknown>> }

/** One attempt: bounded in time whatever the kind does, never throws, and names no secret. */
export function sendWithTimeout({ kind, settings }: Use, message: Message, options: SendOptions): Promise<Outcome> {
  return bounded(settings, kind, options, context => kind.send(message, settings, context))
}

/** Whether the channel would take messages; null when its kind cannot tell without sending one. */
export async function verifyWithTimeout({ kind, settings }: Use, options: SendOptions): Promise<Outcome | null> {
  if (!kind.verify) return null
  const verify = kind.verify.bind(kind)
  return bounded(settings, kind, options, context => verify(settings, context))
}

type Settings = Readonly<Record<string, unknown>>

/** One letter to one person, bounded in the same way. */
export function sendEmailWithTimeout(mail: OutgoingEmail, smtp: Smtp, options: SendOptions): Promise<EmailOutcome> {
  return bounded(smtp, { schema: Smtp }, { ...options, smtp }, context => sendEmail(mail, smtp, context))
}

async function bounded<Result extends Outcome>(
  settings: Settings,
  { schema }: { readonly schema: Schema },
  options: SendOptions,
  run: (context: SendContext) => Promise<Result>,
): Promise<Result | Outcome> {
  const { timeout_ms, stopped, ...rest } = options
  const late = new AbortController()
  const timer = options.clock.after(timeout_ms, () => late.abort())
  const signal = stopped ? AbortSignal.any([late.signal, stopped]) : late.signal
  const over = new Promise<Outcome>(resolve => {
    const error = `no answer within ${timeout_ms / 1000} s`
    signal.addEventListener('abort', () => resolve({ outcome: 'retry', error }), { once: true })
  })
  try {
    const outcome = await Promise.race([run({ ...rest, signal }).catch(trouble), over])
    const own = [secretsOf(schema, settings), ...(rest.smtp ? [secretsOf(Smtp, rest.smtp)] : [])]
    return withoutSecrets(outcome, own, rest.redactor)
  } finally {
    timer.cancel()
  }
}

function trouble(thrown: unknown): Outcome {
  const error = reasonOf(thrown)
  return codeOf(thrown) === 'EREFUSEDBYPOLICY' ? { outcome: 'refused', error } : { outcome: 'retry', error }
}

/** An attempt at several addresses fails with an error that has no message of its own. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return [...new Set(thrown.errors.map(reasonOf))].join(', ')
  if (!(thrown instanceof Error)) return String(thrown)
  return thrown.message || (codeOf(thrown) ?? thrown.name)
}

function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : undefined
}

type Schema = ChannelKind['schema'] | typeof Smtp

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
  if ('error' in outcome) return { ...outcome, error: cut(outcome.error) }
  return 'note' in outcome && outcome.note !== undefined ? { ...outcome, note: cut(outcome.note) } : outcome
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
