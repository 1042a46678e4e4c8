import { PromqlError, tooManySamples } from '../promql/errors.ts'
import type { SelectedSeries, SelectSeries } from '../promql/evaluation/load.ts'
import { metricOf } from '../promql/evaluation/metric.ts'
import { readPoints } from '../series/read-points.ts'
import type { Bounds } from './prometheus-deps.ts'

type Deps = Parameters<typeof readPoints>[0]

const firstSpan = 600_000
/** A slice of the time that is read at once holds about so many samples. */
const samplesAtOnce = 200_000

/** Series of metrics itself. */
export const ownSeries =
  (deps: Deps): SelectSeries =>
  async (matchers, from, to) =>
    (await readPoints(deps, matchers, { from, to })).map(({ name, labels, points }) => ({
      labels: { ...labels, __name__: name },
      times: points.map(([at]) => at),
      values: points.map(([, value]) => value ?? Number.NaN),
    }))

/** Reads slice by slice, so that a query that asks for too much is known before all of it is in memory. */
export function inSlices(sources: readonly SelectSeries[], { mostSamples, isLate }: Bounds): SelectSeries {
  let read = 0
  return async (matchers, from, to) => {
    const series = new Map<string, Growing>()
    let span = firstSpan
    for (let at = Math.max(0, from); at <= to; ) {
      const end = Math.min(to, at + span - 1)
      let samples = 0
      for (const select of sources) {
        const found = await select(matchers, at, end)
        samples += found.reduce((sum, { times }) => sum + times.length, 0)
        for (const one of found) add(series, one)
      }
      read += samples
      if (read > mostSamples) throw tooManySamples()
      if (isLate()) throw new PromqlError('timeout', 'query timed out in query execution')
      at = end + 1
      const faster = Math.min(8, Math.max(1 / 8, samplesAtOnce / (samples + 1)))
      span = Math.max(1_000, Math.floor(span * faster))
    }
    return [...series.values()]
  }
}

type Growing = { readonly labels: SelectedSeries['labels']; readonly times: number[]; readonly values: number[] }

function add(series: Map<string, Growing>, { labels, times, values }: SelectedSeries): void {
  if (times.length === 0) return
  const { key } = metricOf(labels)
  const growing = series.get(key) ?? { labels, times: [], values: [] }
  series.set(key, growing)
  for (let at = 0; at < times.length; at++) {
    growing.times.push(times[at] ?? 0)
    growing.values.push(values[at] ?? Number.NaN)
  }
}
