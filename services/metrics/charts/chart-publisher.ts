import { createHash } from 'node:crypto'
import { type ChartData, ChartDrawn } from '../../../contracts/metrics/charts.ts'
import { inEach } from '../../../kit/messages/languages.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Defined } from '../definitions/definition.ts'
import type { Made } from '../deps.ts'
import { type ChartDefinition, isPublic } from './chart.ts'
import { chartData } from './chart-data.ts'
import { drawChart } from './draw-chart.ts'

type Deps = Pick<Made, 'charts' | 'telemetry' | 'states' | 'clock' | 'store' | 'publish' | 'time_zone'>

/** As many rows has the table of a page. */
const mostRows = 48
/** So many charts have a page. */
const mostCharts = 200
/** A picture with its table, so that a page stays small. */
const longestPicture = 30_000

/** Tells everybody how public charts look, when they look different. */
export class ChartPublisher {
  readonly #deps: Deps
  /** What was told of each last; null: that it is gone. */
  readonly #told = new Map<string, string | null>()
  #running: Promise<void> = Promise.resolve()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** One after the other, whoever asks. */
  publish(): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#publishAll())
    return this.#running
  }

  async #publishAll(): Promise<void> {
    const all = await this.#deps.charts.definitions.all()
    const shown = all.filter(one => !one.archived && isPublic(one)).slice(0, mostCharts)
    for (const chart of shown) await this.#publishOne(chart)
    const names = new Set(shown.map(({ name }) => name))
    for (const chart of all) {
      if (names.has(chart.name) || this.#told.get(chart.name) === null) continue
      await this.#tell({ name: chart.name, revision: chart.revision, gone: true, ...nothing(this.#deps.clock.now()) })
      this.#told.set(chart.name, null)
    }
  }

  async #publishOne(chart: Defined<ChartDefinition>): Promise<void> {
    const data = await chartData(this.#deps, chart)
    const { from: _, to: __, ...lasting } = data
    const print = createHash('sha256').update(JSON.stringify(lasting)).digest('base64')
    if (this.#told.get(chart.name) === print) return
    const { time_zone, clock } = this.#deps
    const pictures = inEach(language => {
      const picture = drawChart(data, { language, time_zone, style: false })
      return picture.length <= longestPicture
        ? picture
        : drawChart(thinned(data), { language, time_zone, style: false })
    })
    await this.#tell({
      name: chart.name,
      revision: chart.revision,
      gone: false,
      drawn_at: iso(clock.now()),
      title: data.title,
      unit: data.unit,
      from: data.from,
      to: data.to,
      pictures,
      series: data.series.map(({ label, unit }) => ({ label, unit })),
      rows: rowsOf(data),
    })
    this.#told.set(chart.name, print)
  }

  async #tell(data: Parameters<typeof fact<typeof ChartDrawn.data>>[2]): Promise<void> {
    await this.#deps.store.transaction(() => this.#deps.publish(fact(ChartDrawn, data.name, data)))
  }
}

const nothing = (now: number) => ({
  drawn_at: iso(now),
  title: '',
  unit: null,
  from: iso(now),
  to: iso(now),
  pictures: {},
  series: [],
  rows: [],
})

/** Every other point. */
const thinned = (data: ChartData): ChartData => ({
  ...data,
  series: data.series.map(one => ({ ...one, points: one.points.filter((_, index) => index % 2 === 0) })),
})

/** The latest first. */
function rowsOf({ series }: ChartData) {
  const times = [...new Set(series.flatMap(({ points }) => points.slice(-mostRows).map(([at]) => at)))]
  const values = series.map(({ points }) => new Map(points))
  return times
    .toSorted((a, b) => b - a)
    .slice(0, mostRows)
    .map(at => ({ at: iso(at), values: values.map(one => one.get(at) ?? null) }))
}
