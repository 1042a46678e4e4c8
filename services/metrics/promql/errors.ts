/** By the names of Prometheus's HTTP API: a query that cannot be read, one that fails while it runs, one that takes too long. */
export type PromqlErrorType = 'bad_data' | 'execution' | 'timeout'

/** The words are Prometheus's own, since its clients read them. */
export class PromqlError extends Error {
  readonly type: PromqlErrorType
  /** It would have answered, had it been allowed more samples. */
  readonly isTooLarge: boolean

  constructor(type: PromqlErrorType, message: string, isTooLarge = false) {
    super(message)
    this.type = type
    this.isTooLarge = isTooLarge
  }
}

export const parseError = (message: string): PromqlError => new PromqlError('bad_data', message)
export const executionError = (message: string): PromqlError => new PromqlError('execution', message)
export const tooManySamples = (): PromqlError =>
  new PromqlError('execution', 'query processing would load too many samples into memory in query execution', true)
