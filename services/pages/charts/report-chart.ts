import type { ReportsOfComponent } from '../../../contracts/reports.ts'

type Bin = ReportsOfComponent['bins'][number]

/** A day of reports, drawn: SVG path data in a field of `width` × `pictureHeight`. */
export type ReportChart = {
  readonly width: number
  readonly bars: string
  /** What is usual, as a line of steps. */
  readonly usual: string
  readonly total: number
  readonly most: number
  /** Reports of the highest point of the field. */
  readonly top: number
  readonly hours: readonly { readonly at: string; readonly reports: number; readonly usual: number }[]
}

export const chartHeight = 100
const pitch = 6
const gap = 1
/** A single report on a quiet day must not look like a storm. */
const leastTop = 4
const hourMs = 3_600_000

export function reportChart(bins: readonly Bin[]): ReportChart {
  const most = Math.max(0, ...bins.map(bin => bin.reports))
  const top = Math.max(leastTop, ...bins.map(bin => Math.max(bin.reports, bin.baseline) * 1.1))
  const y = (count: number): number => Math.round((1 - count / top) * chartHeight * 10) / 10
  const bars = bins.map(({ reports }, index) =>
    reports > 0 ? `M${index * pitch} ${y(reports)}h${pitch - gap}V${chartHeight}h${gap - pitch}z` : '',
  )
  const steps = bins.map(({ baseline }, index) => `${index === 0 ? 'M0 ' : 'V'}${y(baseline)}h${pitch}`)
  return {
    width: bins.length * pitch,
    bars: bars.join(''),
    usual: steps.join(''),
    total: bins.reduce((sum, bin) => sum + bin.reports, 0),
    most,
    top,
    hours: hoursOf(bins),
  }
}

/** For readers of the table, newest first. */
function hoursOf(bins: readonly Bin[]): ReportChart['hours'] {
  const hours = Map.groupBy(bins, bin => Math.floor(Date.parse(bin.at) / hourMs))
  return [...hours.values()].toReversed().map(within => ({
    at: within[0]?.at ?? '',
    reports: within.reduce((sum, bin) => sum + bin.reports, 0),
    usual: within.reduce((sum, bin) => sum + bin.baseline, 0),
  }))
}
