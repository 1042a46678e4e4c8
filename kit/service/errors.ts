import type { Message } from '../messages/message.ts'

/** The only failures a caller is told about. Anything else that is thrown is a bug: logged with its stack, answered 500. */
export type RefusalKind =
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'limited'
  | 'unavailable'

export const statusOf: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
}

/** One wrong field: where (`services[2].url`, `body.title`), what is wrong, and what would be right. */
export type FieldProblem = { readonly field: string; readonly message: string; readonly message_i18n: Message }

/** Mapped once, in `http`, to RFC 9457 `application/problem+json`. `code` is stable: `<service>.<what>`. */
export class Refusal extends Error {
  readonly kind: RefusalKind
  readonly code: string
  /** What `message` says in English, for readers of other languages; what is said on the terminal has none. */
  readonly detail_i18n: Message | undefined
  readonly fields: readonly FieldProblem[]
  /** Seconds the caller should wait, for `limited` and `unavailable`. */
  readonly retryAfterS: number | undefined
  /** What is there now, for `conflict` with a change that somebody else made. */
  readonly present: unknown

  constructor(kind: RefusalKind, code: string, message: string, more: RefusalMore = {}) {
    super(message)
    this.name = 'Refusal'
    this.kind = kind
    this.code = code
    this.detail_i18n = more.detail_i18n
    this.fields = more.fields ?? []
    this.retryAfterS = more.retryAfterS
    this.present = more.present
  }
}

export type RefusalMore = {
  readonly detail_i18n?: Message | undefined
  readonly fields?: readonly FieldProblem[]
  readonly retryAfterS?: number
  readonly present?: unknown
}
type Refuse = (code: string, message: string, more?: RefusalMore) => Refusal

const refuse =
  (kind: RefusalKind): Refuse =>
  (code, message, more) =>
    new Refusal(kind, code, message, more)

export const notFound = refuse('not-found')
export const conflict = refuse('conflict')
export const invalid = refuse('invalid')
export const unauthenticated = refuse('unauthenticated')
export const forbidden = refuse('forbidden')
export const limited = refuse('limited')
export const unavailable = refuse('unavailable')

/** The message of whatever was thrown, for logs and for `last_error` fields. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
