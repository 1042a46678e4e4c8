import { type Matcher, matching } from '../../../../kit/telemetry/series/matcher.ts'
import type { Sample } from '../../../../kit/telemetry/series/sample.ts'
import { type Prometheus, startPrometheus } from '../../../../kit/testing/prometheus.ts'
import { encodeRemoteWrite } from '../../remote-write/remote-write.ts'
import { PromqlError } from '../errors.ts'
import type { PromqlResult } from '../evaluate-query.ts'
import type { SelectedSeries, SelectSeries } from '../evaluation/load.ts'
import { instantQuery, rangeQuery } from '../promql.ts'
import { type ApiAnswer, difference, sameOrder } from './compare-results.ts'
import { type FuzzQuery, fuzzQueries } from './fuzz-queries.ts'
import { fuzzSamples } from './fuzz-samples.ts'

export type Verdict = { readonly query: FuzzQuery } & (
  | { readonly is: 'same' | 'same error' | 'both empty' }
  | { readonly is: 'unsupported' | 'wrong'; readonly why: string }
)

/** The same samples and the same queries for a real Prometheus and for ours. */
export async function compareWithPrometheus(count: number, seed: number): Promise<readonly Verdict[]> {
  const samples = fuzzSamples(seed)
  const prometheus = await startPrometheus({}, ['--web.enable-remote-write-receiver'])
  try {
    await send(prometheus, samples)
    const select = selectFrom(samples)
    const verdicts: Verdict[] = []
    for (const query of fuzzQueries(count, seed)) verdicts.push(await judge(query, prometheus, select))
    return verdicts
  } finally {
    await prometheus.stop()
  }
}

async function send(prometheus: Prometheus, samples: readonly Sample[]): Promise<void> {
  for (let from = 0; from < samples.length; from += 5_000) {
    const body = encodeRemoteWrite(samples.slice(from, from + 5_000))
    const headers = { 'content-encoding': 'snappy', 'x-prometheus-remote-write-version': '0.1.0' }
    const answer = await fetch(`${prometheus.url}/api/v1/write`, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    })
    if (!answer.ok) throw new Error(`prometheus took no samples: ${answer.status} ${await answer.text()}`)
  }
}

/** As the store answers, without one. */
export function selectFrom(samples: readonly Sample[]): SelectSeries {
  const series = Map.groupBy(samples, ({ name, labels = {} }) => JSON.stringify([name, labels]))
  const all = [...series.values()].map(group => ({ name: group[0]?.name ?? '', labels: group[0]?.labels ?? {}, group }))
  return async (matchers: readonly Matcher[], from, to) => {
    const matches = matching(matchers)
    return all.filter(matches).map(({ name, labels, group }): SelectedSeries => {
      const within = group.filter(({ at }) => at >= from && at <= to)
      return {
        labels: { ...labels, __name__: name },
        times: within.map(({ at }) => at),
        values: within.map(({ value }) => value ?? Number.NaN),
      }
    })
  }
}

async function judge(query: FuzzQuery, prometheus: Prometheus, select: SelectSeries): Promise<Verdict> {
  const real = await asked(query, prometheus)
  const ours = await answered(query, select)
  if (ours instanceof PromqlError) {
    if (real.status === 'error') {
      return real.errorType === ours.type
        ? { query, is: 'same error' }
        : { query, is: 'wrong', why: `${ours.type} (${ours.message}) instead of ${real.errorType} (${real.error})` }
    }
    const is = ours.message.includes('not supported') ? 'unsupported' : 'wrong'
    return { query, is, why: ours.message }
  }
  if (real.status === 'error') return { query, is: 'wrong', why: `an answer instead of ${real.error}` }
  const why = difference(real, ours)
  if (why) return { query, is: 'wrong', why }
  if (isEmpty(ours)) return { query, is: 'both empty' }
  const isSorted = ['sort', 'sort_desc', 'topk', 'bottomk'].includes(query.feature)
  return isSorted && !sameOrder(real, ours) ? { query, is: 'wrong', why: 'another order' } : { query, is: 'same' }
}

const isEmpty = (result: PromqlResult) =>
  (result.type === 'vector' || result.type === 'matrix') && result.result.length === 0

async function asked({ text, start, end, interval }: FuzzQuery, { url }: Prometheus): Promise<ApiAnswer> {
  const isInstant = start === end
  const time = isInstant ? { time: start / 1000 } : { start: start / 1000, end: end / 1000, step: interval / 1000 }
  const body = new URLSearchParams({ query: text })
  for (const [name, value] of Object.entries(time)) body.set(name, String(value))
  const answer = await fetch(`${url}/api/v1/query${isInstant ? '' : '_range'}`, { method: 'POST', body })
  return (await answer.json()) as ApiAnswer
}

async function answered(query: FuzzQuery, select: SelectSeries): Promise<PromqlResult | PromqlError> {
  const { text, start, end, interval } = query
  const options = { select, mostSamples: 50_000_000 }
  try {
    return await (start === end
      ? instantQuery(text, start, options)
      : rangeQuery(text, { start, end, interval }, options))
  } catch (thrown) {
    if (thrown instanceof PromqlError) return thrown
    throw thrown
  }
}
