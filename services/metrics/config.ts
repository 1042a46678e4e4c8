import { type Static, Type } from 'typebox'
import { say } from '../../contracts/messages/words.ts'
import { ByKind } from '../../kit/config/schema/by-kind.ts'
import type { ConfigProblem } from '../../kit/service/service.ts'
import { sourceKind, sourceKinds } from './adapters/index.ts'
import { type ChartDefinition, ChartFields, selectorProblems, toChart } from './charts/chart.ts'
import { chartsOfSources } from './charts/short-addresses.ts'
import { ExportFields } from './export/target.ts'
import { CommonFields, type SourceDefinition, toDefinition, type WrittenSource } from './sources/source.ts'

const kinds = Object.fromEntries(
  sourceKinds.map(({ kind, schema, summary }) => [kind, Type.Object(schema.properties, { description: summary })]),
)

export const MetricsConfig = Type.Object({
  metrics: Type.Optional(
    Type.Object(
      {
        sources: Type.Array(ByKind({ kinds, common: CommonFields }), {
          default: [],
          maxItems: 1_000,
          description: 'Where numbers come from.',
        }),
        charts: Type.Array(ChartFields, { default: [], maxItems: 1_000, description: 'Pictures of them.' }),
        export: Type.Array(ExportFields, {
          default: [],
          maxItems: 20,
          description: 'Where samples are passed on to, by remote write.',
        }),
      },
      { additionalProperties: false, description: 'Numbers from anywhere, and charts of them.' },
    ),
  ),
})
export type MetricsConfig = Static<typeof MetricsConfig>

type Written = NonNullable<MetricsConfig['metrics']>

export const sourcesIn = ({ metrics }: MetricsConfig): readonly WrittenSource[] => metrics?.sources ?? []
export const exportsIn = ({ metrics }: MetricsConfig): Written['export'] => metrics?.export ?? []
export const chartsIn = ({ metrics }: MetricsConfig): Written['charts'] => metrics?.charts ?? []

export function metricsProblems(config: MetricsConfig): ConfigProblem[] {
  const sources = sourcesIn(config)
  const charts = chartsIn(config)
  return [
    ...doubles('sources', sources),
    ...doubles('charts', charts),
    ...doubles('export', exportsIn(config)),
    ...sources.flatMap((written, index) => {
      const { settings, kind } = toDefinition(written)
      const problems = sourceKind(kind)?.problems?.(settings) ?? []
      return problems.map(({ field, message_i18n }) => ({
        path: ['metrics', 'sources', index, ...field.split('.')],
        message: say('config.problem', { place: field, problem: message_i18n }),
      }))
    }),
    ...charts.flatMap((written, index) =>
      selectorProblems(toChart(written)).map(({ message_i18n }) => ({
        path: ['metrics', 'charts', index, 'series'],
        message: message_i18n,
      })),
    ),
  ]
}

function doubles(section: 'sources' | 'charts' | 'export', all: readonly { readonly name: string }[]): ConfigProblem[] {
  const names = all.map(({ name }) => name)
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ path: ['metrics', section, index, 'name'], message: say('configuration.name-there', { name }) }]
      : [],
  )
}

export const sourcesOf = (config: MetricsConfig): { name: string; definition: SourceDefinition }[] =>
  sourcesIn(config).map(written => ({ name: written.name, definition: toDefinition(written) }))

type PlacedChart = { readonly name: string; readonly definition: ChartDefinition; readonly path: ConfigProblem['path'] }

/** Those that the file defines, and those that come with its sources. */
export function chartsOf(config: MetricsConfig): PlacedChart[] {
  const written = chartsIn(config).map((chart, index) => {
    return { name: chart.name, definition: toChart(chart), path: ['metrics', 'charts', index] }
  })
  const sources = sourcesIn(config)
  const coming = chartsOfSources(sourcesOf(config)).map(({ name, source, definition }) => {
    const index = sources.findIndex(one => one.name === source)
    return { name, definition, path: ['metrics', 'sources', index] }
  })
  return [...written, ...coming.filter(({ name }) => !written.some(one => one.name === name))]
}
