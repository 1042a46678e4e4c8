/** By the names of Prometheus's HTTP API: a query that cannot be read, one that fails while it runs, one that takes too long. */
export type PromqlErrorType = 'bad_data' | 'execution' | 'timeout'

/** The words are Prometheus's own, since its clients read them. */
export class PromqlError extends Error {
  readonly type: PromqlErrorType

  constructor(type: PromqlErrorType, message: string) {
    super(message)
    this.type = type
  }
}

export const parseError = (message: string): PromqlError => new PromqlError('bad_data', message)
export const executionError = (message: string): PromqlError => new PromqlError('execution', message)
