import { inEnglish, kitCatalogue, say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import { Refusal } from '../service/errors.ts'

/** What can be in the way. It is said to whoever asked without a place, which is nobody's business outside. */
export type StoreFailureCode = Extract<keyof typeof kitCatalogue, `store.${string}`>

export const isStoreFailureCode = (code: string | null): code is StoreFailureCode =>
  code?.startsWith('store.') === true && Object.hasOwn(kitCatalogue, code)

type Reason = {
  /** With the place (a folder, a file): for the operator, never for whoever asked. */
  readonly why: Message
  /** It does not pass by itself. */
  readonly lasts?: boolean
  /** What the database itself said. */
  readonly cause: unknown
}

const retryAfterS = 5

/**
 * The data cannot be used now, because of the world and not of a mistake: a full disk, a database that is away. Whoever asked
 * is told so (503), what was begun is left as it was before, and whoever can wait tries again.
 */
export class StoreFailure extends Refusal {
  /** For the log, for readiness and for the alert about ourselves. */
  readonly why: Message
  readonly lasts: boolean

  constructor(code: StoreFailureCode, { why, lasts = false, cause }: Reason) {
    super('unavailable', code, sentenceOf(code), { retryAfterS, detail_i18n: refusalOf(code) })
    this.name = 'StoreFailure'
    this.why = why
    this.lasts = lasts
    this.cause = cause
  }
}

const refusalOf = (code: StoreFailureCode): Message => say('kit.not-stored', { cause: { code } })
export const sentenceOf = (code: StoreFailureCode): string => inEnglish(refusalOf(code))
