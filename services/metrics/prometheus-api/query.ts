import type { Reply } from '../../../kit/service/service.ts'
import { PromqlError } from '../promql/errors.ts'
import type { PromqlResult } from '../promql/evaluate-query.ts'
import { instantQuery, type PromqlOptions, rangeQuery } from '../promql/promql.ts'
import { failure, presentResult, success } from './answers.ts'
import type { PrometheusDeps } from './prometheus-deps.ts'
import { stepParam, timeParam } from './read-params.ts'
import { inSlices } from './select-series.ts'

/** Read, and made on the way: of each sixteen bytes and more. */
const mostSamples = 2_000_000
const longestMs = 30_000

type Instant = { readonly query?: string; readonly time?: string }
type Range = { readonly query?: string; readonly start?: string; readonly end?: string; readonly step?: string }

export const queryInstant = (deps: PrometheusDeps, { query = '', time }: Instant): Promise<Reply> =>
  answered(() => {
    const at = timeParam('time', time, deps.clock.now())
    return instantQuery(query, Math.floor(at), optionsOf(deps))
  })

export const queryRange = (deps: PrometheusDeps, { query = '', start, end, step }: Range): Promise<Reply> =>
  answered(() => {
    const steps = { start: timeParam('start', start), end: timeParam('end', end), interval: stepParam(step) }
    return rangeQuery(query, steps, optionsOf(deps))
  })

function optionsOf({ clock, workers, sources }: PrometheusDeps): PromqlOptions {
  const until = clock.monotonic() + longestMs
  const options = { mostSamples, select: inSlices(sources, { mostSamples, isLate: () => clock.monotonic() > until }) }
  return workers ? { ...options, workers } : options
}

async function answered(run: () => Promise<PromqlResult>): Promise<Reply> {
  try {
    return success(presentResult(await run()))
  } catch (thrown) {
    if (thrown instanceof PromqlError) return failure(thrown)
    throw thrown
  }
}
