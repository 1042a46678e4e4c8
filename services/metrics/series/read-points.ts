import type { Aggregate, Point } from '../../../kit/telemetry/reader.ts'
import { type Matcher, matching } from '../../../kit/telemetry/series/matcher.ts'
import { keyOf } from '../../../kit/telemetry/series/sample.ts'
import type { KnownSeries } from '../../../kit/telemetry/telemetry.ts'
import type { Made } from '../deps.ts'
import type { SeriesSample } from '../sources/source-state.ts'

/** There is one tenant: whoever may read metrics may read all of them. */
export const tenant = 'default'

export type Span = {
  readonly from: number
  readonly to: number
  readonly step?: number | undefined
  readonly aggregate?: Aggregate | undefined
}

export type SeriesPoints = Pick<KnownSeries, 'name' | 'labels' | 'unit'> & {
  readonly points: readonly (readonly [at: number, value: number | null])[]
}

type Deps = Pick<Made, 'telemetry' | 'states'>

/** What is stored, and behind it what sources say of times that have not come yet. */
export async function readPoints(
  { telemetry, states }: Deps,
  match: readonly Matcher[],
  { from, to, step, aggregate = 'avg' }: Span,
): Promise<SeriesPoints[]> {
  const stored = await telemetry.query({
    tenant,
    match,
    from,
    to,
    ...(step === undefined ? {} : { step, aggregates: [aggregate] }),
  })
  const series = new Map<string, SeriesPoints>()
  for (const { name, labels, unit, points } of stored)
    series.set(keyOf(name, labels), { name, labels, unit, points: points.map(firstValue) })
  const isMeant = matching(match)
  const upcoming = (await states.upcoming()).filter(one => one.at >= from && one.at <= to && isMeant(one))
  for (const [key, samples] of Map.groupBy(upcoming, ({ name, labels }) => keyOf(name, labels))) {
    const known = series.get(key)
    const points = [...(known?.points ?? []), ...samples.map(({ at, value }) => [at, value] as const)]
    series.set(key, { ...headOf(samples), ...known, points: points.toSorted(([a], [b]) => a - b) })
  }
  return [...series.values()]
}

const headOf = ([first]: readonly SeriesSample[]) => ({
  name: first?.name ?? '',
  labels: first?.labels ?? {},
  unit: first?.unit ?? null,
})

const firstValue = ([at, value]: Point): readonly [number, number | null] => [at ?? 0, value ?? null]
