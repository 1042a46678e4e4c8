import type { TSchema } from 'typebox'
import type { Message } from '../message.ts'
import type { ChannelKind, Outcome, SendContext } from './channel.ts'
import { type Mail, type MailOutcome, sendMail } from './send-mail.ts'
import { Smtp } from './smtp.ts'

export type SendOptions = Omit<SendContext, 'signal'> & {
  readonly timeout_ms: number
  /** Aborted when the program stops and will not wait any longer. */
  readonly stopped?: AbortSignal
}

type Use = { readonly kind: ChannelKind; readonly settings: Readonly<Record<string, unknown>> }

/** One attempt: bounded in time whatever the kind does, never throws, and names no secret. */
export function sendThrough({ kind, settings }: Use, message: Message, options: SendOptions): Promise<Outcome> {
  return bounded(settings, kind, options, context => kind.send(message, settings, context))
}

/** Whether the channel would take messages; null when its kind cannot tell without sending one. */
export async function verifyThrough({ kind, settings }: Use, options: SendOptions): Promise<Outcome | null> {
  if (!kind.verify) return null
  const verify = kind.verify.bind(kind)
  return bounded(settings, kind, options, context => verify(settings, context))
}

type Settings = Readonly<Record<string, unknown>>

/** One letter to one person, bounded in the same way. */
export function mailThrough(mail: Mail, smtp: Smtp, options: SendOptions): Promise<MailOutcome> {
  return bounded({}, { schema: Smtp }, { ...options, smtp }, context => sendMail(mail, smtp, context))
}

async function bounded<Result extends Outcome>(
  settings: Settings,
  { schema }: Pick<ChannelKind, 'schema'>,
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
    return withoutSecrets(outcome, [...secretsIn(schema, settings), ...secretsIn(Smtp, rest.smtp)])
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

type Schemas = Readonly<Record<string, TSchema>>
type Described = { readonly properties?: Schemas; readonly patternProperties?: Schemas }

/** Every value that its schema marks as secret, whatever it stands in. Too short ones would blot out the whole text. */
function secretsIn(schema: TSchema, value: unknown): string[] {
  if (typeof value === 'string') return 'secret' in schema && schema.secret && value.length >= 4 ? partsOf(value) : []
  if (typeof value !== 'object' || value === null) return []
  const { properties = {}, patternProperties = {} }: Described = schema
  const [alike] = Object.values(patternProperties)
  return Object.entries(value).flatMap(([name, inside]) => {
    const described = properties[name] ?? alike
    return described ? secretsIn(described, inside) : []
  })
}

/** Of a secret address, its long parts are secrets too: somebody may quote only them. */
function partsOf(secret: string): string[] {
  if (!/^https?:/.test(secret)) return [secret]
  return [secret, ...secret.split(/[/?&=#]/).filter(part => part.length >= 16)]
}

function withoutSecrets<Result extends Outcome>(outcome: Result, secrets: readonly string[]): Result {
  if (!('error' in outcome)) return outcome
  const error = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), outcome.error)
  return { ...outcome, error: error.slice(0, 500) }
}
