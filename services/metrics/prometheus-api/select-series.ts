import type { Labels } from '../../../kit/telemetry/series/sample.ts'
import { keyOf } from '../../../kit/telemetry/series/sample.ts'
import { PromqlError, tooManySamples } from '../promql/errors.ts'
import type { SelectSeries } from '../promql/evaluation/load.ts'
import { readPoints } from '../series/read-points.ts'
import type { Bounds } from './prometheus-deps.ts'

type Growing = { readonly labels: Labels; readonly times: number[]; readonly values: number[] }

type Deps = Parameters<typeof readPoints>[0]

const firstSpan = 600_000
/** A slice of the time that is read at once holds about so many samples. */
const samplesAtOnce = 200_000

/** Reads slice by slice, so that a query that asks for too much is known before all of it is in memory. */
export function selectSeries(deps: Deps, { mostSamples, isLate }: Bounds): SelectSeries {
  let read = 0
  return async (matchers, from, to) => {
    const series = new Map<string, Growing>()
    let span = firstSpan
    for (let at = Math.max(0, from); at <= to; ) {
      const end = Math.min(to, at + span - 1)
      const found = await readPoints(deps, matchers, { from: at, to: end })
      const samples = found.reduce((sum, { points }) => sum + points.length, 0)
      read += samples
      if (read > mostSamples) throw tooManySamples()
      if (isLate()) throw new PromqlError('timeout', 'query timed out in query execution')
      for (const one of found) add(series, one)
      at = end + 1
      span *= Math.min(8, Math.max(1 / 8, samplesAtOnce / (samples + 1)))
      span = Math.max(1_000, Math.floor(span))
    }
    return [...series.values()]
  }
}

type Found = Awaited<ReturnType<typeof readPoints>>[number]

function add(series: Map<string, Growing>, { name, labels, points }: Found): void {
  if (points.length === 0) return
  const key = keyOf(name, labels)
  const growing = series.get(key) ?? { labels: { ...labels, __name__: name }, times: [], values: [] }
  series.set(key, growing)
  for (const [at, value] of points) {
    growing.times.push(at)
    growing.values.push(value ?? Number.NaN)
  }
}
