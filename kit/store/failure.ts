import { Refusal } from '../errors.ts'

type Reason = {
  /** With the place (a folder, a file): for the operator, never for whoever asked. */
  readonly cause: string
  /** It does not pass by itself. */
  readonly lasts?: boolean
  /** What the database itself said. */
  readonly thrown: unknown
}

/**
 * The data cannot be used now, because of the world and not of a mistake: a full disk, a database that is away. Whoever asked
 * is told so (503), what was begun is left as it was before, and whoever can wait tries again.
 */
export class StoreFailure extends Refusal {
  /** For the log, for readiness and for the alert about ourselves. */
  readonly why: string
  readonly lasts: boolean

  constructor(code: `store.${string}`, message: string, { cause, lasts = false, thrown }: Reason) {
    super('unavailable', code, `nothing can be stored at the moment: ${message}`, { retryAfterS: retryAfterS })
    this.name = 'StoreFailure'
    this.why = cause
    this.lasts = lasts
    this.cause = thrown
  }
}

const retryAfterS = 5
