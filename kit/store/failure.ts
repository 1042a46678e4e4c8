import { Refusal } from '../errors.ts'

/** What can be in the way, and how it is said to whoever asked: without a place, which is nobody's business outside. */
export const storeFailures = {
  'store.disk-full': 'the disk is full',
  'store.io-error': 'the disk fails',
  'store.read-only': 'the data can only be read',
  'store.cannot-open': 'the data cannot be opened',
  'store.locked': 'another program holds the data',
  'store.file-gone': 'the data was taken away while Vigie ran',
  'store.damaged': 'the data is damaged',
  'store.unavailable': 'the database cannot be reached',
  'store.no-answer': 'the database does not answer',
  'store.not-running': 'the database is starting or stopping',
  'store.account-refused': 'the database refuses the account',
  'store.no-rights': 'the account of the database lacks rights',
  'store.no-database': 'the database does not exist',
  'store.no-tables': 'the tables of the database are missing',
  'store.no-connection': 'the database takes no more connections',
  'store.busy': 'the database is busy',
  'store.taken-over': 'another process has taken over the data',
  'store.not-saved': 'the database was lost before the change was saved',
  'store.outcome-unknown': 'the database was lost while the change was being saved; look whether it is saved',
} as const
export type StoreFailureCode = keyof typeof storeFailures

export const isStoreFailureCode = (code: string | null): code is StoreFailureCode =>
  code !== null && code in storeFailures

type Reason = {
  /** With the place (a folder, a file): for the operator, never for whoever asked. */
  readonly why: string
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
  readonly why: string
  readonly lasts: boolean

  constructor(code: StoreFailureCode, { why, lasts = false, cause }: Reason) {
    super('unavailable', code, sentenceOf(code), { retryAfterS })
    this.name = 'StoreFailure'
    this.why = why
    this.lasts = lasts
    this.cause = cause
  }
}

export const sentenceOf = (code: StoreFailureCode): string =>
  `nothing can be stored at the moment: ${storeFailures[code]}`
