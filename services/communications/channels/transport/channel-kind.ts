import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'
import type { Language } from '../../../../contracts/messages/tables.ts'
import type { Message as Reason } from '../../../../contracts/messages/words.ts'
import { expecting, say } from '../../../../contracts/messages/words.ts'
import { fieldProblem } from '../../../../contracts/refusals.ts'
import type { OutgoingPolicy, Trust } from '../../../../kit/http-client/network.ts'
import type { Redactor } from '../../../../kit/http-client/redact.ts'
import type { Clock } from '../../../../kit/runtime/clock.ts'
import type { Log } from '../../../../kit/runtime/log.ts'
import type { FieldProblem } from '../../../../kit/service/errors.ts'
import type { Message } from '../../notifications/message.ts'
import type { Carries } from '../../notifications/notification.ts'
import type { Smtp } from './smtp.ts'

/** `retry`: it may work later, so the queue tries again. `refused`: the same message will never be taken. */
export type Outcome =
  | { readonly outcome: 'delivered'; readonly note?: Reason }
  | { readonly outcome: 'retry'; readonly error: Reason; readonly retry_after_s?: number | undefined }
  | { readonly outcome: 'refused'; readonly error: Reason }

export type SendContext = {
  /** The same on every attempt of one delivery: by which receivers recognise repeats. */
  readonly delivery_id: string
  /** Aborted when the time of the attempt is over. */
  readonly signal: AbortSignal
  readonly network: OutgoingPolicy
  readonly redactor: Redactor
  readonly trust: Trust
  readonly language: Language
  readonly clock: Clock
  readonly log: Log
  /** The mail server of this Vigie, when one is configured. */
  readonly smtp: Smtp | undefined
}

/** A kind of channel: one file that exports one of these, and one line in `index.ts`. */
export type ChannelKind<Schema extends TObject = TObject> = {
  readonly kind: string
  readonly summary: string
  /** The kind's own fields, without the common ones; a closed object. Secrets carry `secret: true`. */
  readonly schema: Schema
  /** `messages` are words for people and can be grouped; `events` are for programs and `alerts` for pagers, each on its own. */
  readonly carries: Carries
  /** Wrong in a way the schema cannot say; field names as in the schema. */
  problems?(settings: Static<Schema>): readonly FieldProblem[]
  /** What is missing for it to work at all, in words for the operator; null when it can send. */
  lacks?(settings: Static<Schema>, smtp: Smtp | undefined): Reason | null
  /** Network trouble may be thrown: `send-with-timeout.ts`, the only caller, makes it a `retry`. */
  send(message: Message, settings: Static<Schema>, context: SendContext): Promise<Outcome>
  /** Asks the other side whether it would take messages, without sending one. */
  verify?(settings: Static<Schema>, context: SendContext): Promise<Outcome>
}

const httpUrl = expecting(say('expects.web-url'))

type Options = { readonly description?: string; readonly default?: string; readonly secret?: boolean }

export const HttpUrl = (options: Options = {}) =>
  Type.String({
    pattern: '^https?://[^\\s]+$',
    ...httpUrl,
    ...(options.secret ? {} : { address: true }),
    ...options,
  })

const isHttpUrl = (schema: TSchema | undefined): boolean =>
  schema !== undefined && 'expects' in schema && schema.expects === httpUrl.expects

type Definition<Fields extends TProperties> = Omit<ChannelKind<TObject<Fields>>, 'schema' | 'carries'> & {
  readonly fields: Fields
  readonly carries?: Carries
}

/** Closes its settings, and finds what should be an address and is none. Most kinds carry messages. */
export function defineChannelKind<Fields extends TProperties>(definition: Definition<Fields>): ChannelKind {
  const { fields, carries = 'messages', problems, ...kind } = definition
  const urls = Object.keys(fields).filter(field => isHttpUrl(fields[field]))
  const defined: ChannelKind<TObject<Fields>> = {
    ...kind,
    carries,
    schema: Type.Object(fields, { additionalProperties: false }),
    problems: settings => [
      ...urls
        .filter(field => field in settings && !URL.canParse(String(Reflect.get(settings, field))))
        .map(field => fieldProblem(field, 'problem.no-url')),
      ...(problems?.(settings) ?? []),
    ],
  }
  return defined
}
