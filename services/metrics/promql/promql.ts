import { Refusal } from '../../../kit/service/errors.ts'
import { defineTask } from '../../../kit/worker-pool/task.ts'
import type { WorkerPool } from '../../../kit/worker-pool/worker-pool.ts'
import { PromqlError } from './errors.ts'
import {
  type Answer,
  evaluateQuery,
  type Order,
  type PromqlQuery,
  type PromqlResult,
  readQuery,
} from './evaluate-query.ts'
import { load, type SelectSeries } from './evaluation/load.ts'
import type { Steps } from './evaluation/series.ts'

export type PromqlOptions = {
  readonly select: SelectSeries
  /** Samples that a query may read, and values that it may make on its way. */
  readonly mostSamples: number
  /** Where a query that makes more than a few values is evaluated; left out: here, whatever it is. */
  readonly workers?: Pick<WorkerPool, 'run'>
}

/** About ten milliseconds: what is larger would keep others waiting. */
const fewValues = 20_000

const task = defineTask<Order, Answer>('services/metrics/promql/evaluate-query-task', {
  deadline_ms: 30_000,
  memory_mb: 1_024,
})

/** What an expression gives at one time, in milliseconds. */
export const instantQuery = (text: string, at: number, options: PromqlOptions): Promise<PromqlResult> =>
  answer({ text, steps: { start: at, end: at, interval: 1 }, isInstant: true }, options)

/** What an expression gives at each step from `start` to `end`; always a matrix. */
export const rangeQuery = (text: string, steps: Steps, options: PromqlOptions): Promise<PromqlResult> =>
  answer({ text, steps, isInstant: false }, options)

async function answer(query: PromqlQuery, { select, mostSamples, workers }: PromqlOptions): Promise<PromqlResult> {
  const loaded = await load(readQuery(query), query.steps, select, mostSamples)
  const read = loaded.flat().reduce((sum, { times }) => sum + times.length, 0)
  if (!workers) return evaluateQuery(query, loaded, mostSamples)
  if (read <= fewValues) {
    const result = withinFew(query, loaded)
    if (result) return result
  }
  const { result, failure } = await inThread(workers, { query, loaded, mostSamples })
  if (result) return result
  throw new PromqlError(failure?.type ?? 'execution', failure?.message ?? 'the query gave no answer')
}

/** Null for a query that makes more values than may be made here. */
function withinFew(query: PromqlQuery, loaded: Order['loaded']): PromqlResult | null {
  try {
    return evaluateQuery(query, loaded, fewValues)
  } catch (thrown) {
    if (thrown instanceof PromqlError && thrown.isTooLarge) return null
    throw thrown
  }
}

async function inThread(workers: Pick<WorkerPool, 'run'>, order: Order): Promise<Answer> {
  try {
    return await workers.run(task, order)
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    throw new PromqlError('timeout', `query timed out in expression evaluation: ${thrown.message}`)
  }
}
