import { type Static, Type } from 'typebox'
import {
  type Chart,
  ChartAggregate,
  ChartForm,
  ChartName,
  type ChartDefinition as Sent,
  Threshold,
} from '../../../contracts/metrics/charts.ts'
import { fieldProblem, invalidFields } from '../../../contracts/refusals.ts'
import { Duration, seconds } from '../../../kit/config/schema/duration.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { Defined } from '../definitions/definition.ts'
import type { Made } from '../deps.ts'
import { selectorOf } from '../series/series-id.ts'

/** A chart as it is kept. */
export type ChartDefinition = {
  readonly title: string | null
  readonly series: readonly string[]
  readonly as: ChartForm
  readonly range_s: number
  readonly step_s: number | null
  readonly aggregate: ChartAggregate
  readonly unit: string | null
  readonly thresholds: readonly Threshold[]
  /** Null: nobody said. */
  readonly public: boolean | null
}

const Selector = Type.String({ minLength: 1, maxLength: 500 })

/** As it stands in the file. */
export const ChartFields = Type.Object(
  {
    name: ChartName,
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    series: Type.Union([Selector, Type.Array(Selector, { minItems: 1, maxItems: 20 })], {
      description: 'What it shows: source.value, with labels as in PromQL; a list for several.',
    }),
    as: Type.Optional(ChartForm),
    range: Type.Optional(
      Duration({ minimum: 60, maximum: 366 * 86_400, description: 'Of the past; 7d when left out.' }),
    ),
    step: Type.Optional(Duration({ minimum: 1, maximum: 31 * 86_400, description: 'Points of equal steps.' })),
    aggregate: Type.Optional(ChartAggregate),
    unit: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    thresholds: Type.Optional(Type.Array(Threshold, { maxItems: 10 })),
    public: Type.Optional(
      Type.Boolean({ description: 'Whether everybody may see it: true when left out, unless it shows devices.' }),
    ),
  },
  { additionalProperties: false },
)
type ChartFields = Static<typeof ChartFields>

const usualRangeS = 7 * 86_400

/** Durations are in seconds already. */
export function toChart({
  title,
  series,
  as = 'line',
  aggregate = 'avg',
  unit,
  ...rest
}: ChartFields): ChartDefinition {
  return {
    title: title ?? null,
    series: typeof series === 'string' ? [series] : series,
    as,
    range_s: rest.range ?? usualRangeS,
    step_s: rest.step ?? null,
    aggregate,
    unit: unit ?? null,
    thresholds: rest.thresholds ?? [],
    public: rest.public ?? null,
  }
}

/** Validates a chart that somebody sent. */
export function readChart({ range, step, ...sent }: Sent): ChartDefinition {
  const chart = toChart({
    ...sent,
    ...(range === undefined ? {} : { range: lapse('range', range) }),
    ...(step === undefined ? {} : { step: lapse('step', step) }),
  })
  const wrong = selectorProblems(chart)
  if (wrong.length > 0) throw invalidFields('metrics.invalid-chart', wrong)
  return chart
}

function lapse(field: string, written: number | string): number {
  try {
    return Math.max(1, seconds(written))
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    throw invalidFields('metrics.invalid-chart', [fieldProblem(`body.${field}`, 'field.duration')])
  }
}

export function selectorProblems({ series }: Pick<ChartDefinition, 'series'>) {
  return series.flatMap((text, index) => {
    const problem = problemOf(text)
    return problem === null ? [] : [fieldProblem(`body.series[${index}]`, 'metrics.bad-series', { text: problem })]
  })
}

function problemOf(text: string): string | null {
  try {
    selectorOf(text)
    return null
  } catch (thrown) {
    if (thrown instanceof Refusal) return text.slice(0, 200)
    throw thrown
  }
}

/** What comes from devices belongs to people: such a chart is public only where somebody said so. */
const isOfDevices = (selector: string): boolean => /[{,]\s*(object|edge|app|type)\s*[=!]/.test(selector)

export const isPublic = ({ definition, origin }: Pick<Defined<ChartDefinition>, 'definition' | 'origin'>): boolean =>
  definition.public ?? (origin === 'file' && !definition.series.some(isOfDevices))

export function presentChart(chart: Defined<ChartDefinition>): Chart {
  const { name, definition, origin, place, revision } = chart
  const { title, series, as, range_s, step_s, aggregate, unit, thresholds } = definition
  return {
    id: name,
    name,
    title,
    series: [...series],
    as,
    range_s,
    step_s,
    aggregate,
    unit,
    thresholds: [...thresholds],
    public: isPublic(chart),
    origin,
    place,
    revision,
  }
}

const pages = pagesOf(cursorOf('metrics.charts', 'text'), ({ name }: Defined<ChartDefinition>) => name)

export async function listCharts({ charts }: Pick<Made, 'charts'>, query: { limit?: number; cursor?: string }) {
  const { items, next_cursor } = await pages(query, from => charts.definitions.list(from))
  return { items: items.map(presentChart), next_cursor }
}
