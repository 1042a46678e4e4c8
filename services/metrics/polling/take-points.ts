import { say } from '../../../contracts/messages/words.ts'
import type { Appended } from '../../../kit/telemetry/series/sample.ts'
import { keyOf, type RefusalReason } from '../../../kit/telemetry/series/sample.ts'
import { sourceKind } from '../adapters/index.ts'
import { PointProblems } from '../adapters/reading/point-problems.ts'
import type { Point, PointProblem } from '../adapters/reading/source-kind.ts'
import type { Made } from '../deps.ts'
import { tenant } from '../series/read-points.ts'
import { metricPrefix, sourceLabel } from '../series/series-id.ts'
import type { SourceDefinition } from '../sources/source.ts'
import type { SeriesSample, SourceState } from '../sources/source-state.ts'

/** What a forecast of two weeks for a hundred places has is less than that. */
const mostUpcoming = 5_000

export type Taken = {
  readonly accepted: number
  readonly duplicates: number
  readonly refused: number
  readonly problems: readonly PointProblem[]
  readonly upcoming: readonly SeriesSample[]
}

/** Points of a source as samples of its series. */
export function samplesOf(source: string, definition: SourceDefinition, points: readonly Point[]): SeriesSample[] {
  const prefix = sourceKind(definition.kind)?.keepsNames ? '' : metricPrefix(source)
  return points.map(({ name, labels, at, value, unit }) => ({
    name: `${prefix}${name}`,
    labels: { ...definition.labels, ...labels, [sourceLabel]: source },
    at,
    value,
    ...unitOf(unit ?? definition.unit),
  }))
}

const unitOf = (unit: string | null) => (unit === null ? {} : { unit })

/** Stores what has happened. What has not yet, and was said before of times that have come since, is told apart. */
export async function takePoints(
  { telemetry, clock }: Pick<Made, 'telemetry' | 'clock'>,
  samples: readonly SeriesSample[],
  { upcoming: before }: Pick<SourceState, 'upcoming'>,
): Promise<Taken> {
  const now = clock.now()
  const said = new Set(samples.map(momentOf))
  const come = before.filter(one => one.at <= now && !said.has(momentOf(one)))
  const later = samples.filter(({ at }) => at > now)
  const isLater = later.length > 0
  const past = isLater ? samples.filter(({ at }) => at <= now) : samples
  const still = isLater ? [] : before.filter(({ at }) => at > now)
  const appended = await telemetry.append(tenant, [...past, ...come])
  const problems = problemsOf(appended)
  const surplus = later.length - mostUpcoming
  if (surplus > 0) problems.add(mostUpcoming, say('point.too-many-later', { limit: mostUpcoming }), surplus)
  return {
    accepted: appended.accepted,
    duplicates: appended.duplicates,
    refused: problems.total,
    problems: problems.list,
    upcoming: [...still, ...later.slice(0, mostUpcoming)],
  }
}

const momentOf = ({ name, labels, at }: SeriesSample): string => `${at}\0${keyOf(name, labels)}`

export function problemsOf({ refused }: Pick<Appended, 'refused'>): PointProblems {
  const problems = new PointProblems()
  for (const { index, reason } of refused) problems.add(index, refusalOf(reason))
  return problems
}

const refusals = {
  'not-a-number': say('point.not-finite'),
  'bad-time': say('point.out-of-range'),
  'bad-name': say('point.bad-name'),
  'bad-labels': say('point.bad-labels'),
  expired: say('point.expired'),
  'too-many-series': say('point.too-many-series'),
} as const

export const refusalOf = (reason: RefusalReason) => refusals[reason]
