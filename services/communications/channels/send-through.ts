import type { TObject } from 'typebox'
import type { Message } from '../message.ts'
import type { ChannelKind, Outcome, SendContext } from './channel.ts'

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
  const { verify } = kind
  return verify ? bounded(settings, kind, options, context => verify(settings, context)) : null
}

async function bounded(
  settings: Readonly<Record<string, unknown>>,
  { schema }: ChannelKind,
  options: SendOptions,
  run: (context: SendContext) => Promise<Outcome>,
): Promise<Outcome> {
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
    return withoutSecrets(outcome, secretsOf(schema, settings, rest.smtp?.password))
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

function secretsOf(schema: TObject, settings: Readonly<Record<string, unknown>>, ...more: unknown[]): string[] {
  const marked = Object.entries(schema.properties).filter(([, property]) => 'secret' in property && property.secret)
  return [...marked.map(([name]) => settings[name]), ...more]
    .flatMap(value => (typeof value === 'object' && value !== null ? Object.values(value) : [value]))
    .filter(value => typeof value === 'string' && value.length >= 4) as string[]
}

function withoutSecrets(outcome: Outcome, secrets: readonly string[]): Outcome {
  if (!('error' in outcome)) return outcome
  const error = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), outcome.error)
  return { ...outcome, error: error.slice(0, 500) }
}
