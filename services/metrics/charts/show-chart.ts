import type { Caller } from '../../../kit/auth/caller.ts'
import type { Language } from '../../../kit/messages/languages.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { isPublic } from './chart.ts'
import { chartCsv, chartData } from './chart-data.ts'
import { drawChart } from './draw-chart.ts'

type Deps = Pick<Made, 'charts' | 'telemetry' | 'states' | 'clock' | 'language' | 'time_zone'>

type Asked = {
  readonly params: { readonly name: string }
  readonly query?: { readonly language?: Language }
  readonly caller: Caller
}

const types = {
  svg: 'image/svg+xml; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
} as const

/** A chart as it is now, for whoever may see it; for everybody else it is not there. */
export async function showChart(deps: Deps, form: keyof typeof types, asked: Asked): Promise<Reply> {
  const { name } = asked.params
  const chart = await deps.charts.definitions.find(name)
  const open = chart !== undefined && isPublic(chart)
  if (!chart || chart.archived || (!open && asked.caller.role === 'none')) throw deps.charts.absent(name)
  const data = await chartData(deps, chart)
  const { time_zone } = deps
  const language = asked.query?.language ?? deps.language
  const bodies = {
    svg: () => drawChart(data, { language, time_zone, style: true }),
    csv: () => chartCsv(data),
    json: () => JSON.stringify(data),
  }
  return new Reply(bodies[form](), {
    'content-type': types[form],
    // A picture that is opened by itself is a document, too.
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'`,
    'cache-control': open ? 'public, max-age=30' : 'private, no-store',
    ...(open ? { 'access-control-allow-origin': '*' } : {}),
  })
}
