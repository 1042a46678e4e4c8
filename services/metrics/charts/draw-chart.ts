import { bin, extent } from 'd3-array'
import { area, line } from 'd3-shape'
import { tables } from '../../../contracts/messages/tables.ts'
import type { ChartData, ChartSeries } from '../../../contracts/metrics/charts.ts'
import { unitSign } from '../../../contracts/metrics/units.ts'
import { type Axis, type Reading, timeAxis, valueAxis } from './axes.ts'
import { chartStyle } from './chart-style.ts'

const width = 720
const height = 320
const frame = { left: 64, right: 704, top: 34, bottom: 286 } as const

/** `style`: for a picture that stands by itself; within a page it has the style of the page. */
export function drawChart(
  data: ChartData,
  { language, time_zone, style }: Reading & { readonly style: boolean },
): string {
  const words = tables[language].charts
  const drawn =
    data.as === 'histogram' ? histogram(data, { language, time_zone }) : overTime(data, { language, time_zone })
  const empty = drawn === null ? text(width / 2, height / 2, words.empty, 'middle') : ''
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(data.title)}</title>`,
    style ? `<style>${chartStyle}</style><rect class="ground" width="${width}" height="${height}"/>` : '',
    style ? text(frame.left, 18, data.title.slice(0, 80), 'start', 'title') : '',
    data.unit === null ? '' : text(frame.left - 8, 18, unitSign(data.unit), 'end'),
    drawn ?? empty,
    '</svg>',
  ].join('')
}

function overTime(data: ChartData, reading: Reading): string | null {
  const points = data.series.flatMap(one => one.points)
  const [first, last] = extent(points, ([at]) => at)
  const values = extent(points, ([, value]) => value ?? undefined)
  if (first === undefined || last === undefined || values[0] === undefined || values[1] === undefined) return null
  const isColumn = data.as === 'column'
  const pitch = isColumn ? pitchOf(data.series) : 0
  const from = Math.max(first, Math.min(Date.parse(data.from), last)) - pitch / 2
  const to = (last === first ? last + 60_000 : last) + pitch / 2
  const x = timeAxis([from, to], [frame.left, frame.right], reading)
  const isFromZero = isColumn || data.as === 'area'
  const y = valueAxis(valuesShown(values, data, isFromZero), [frame.bottom, frame.top], reading.language)
  const one = isColumn ? columns : data.as === 'area' ? areas : lines
  return [axes(x, y), one(data.series, x, y, pitch), thresholds(data, y)].join('')
}

/** With some room where all values are one. */
function valuesShown([low, high]: readonly [number, number], { thresholds }: ChartData, isFromZero: boolean) {
  const shown = [low, high, ...thresholds.map(({ value }) => value), ...(isFromZero ? [0] : [])]
  const [least, most] = [Math.min(...shown), Math.max(...shown)]
  return least === most ? ([least - 1, most + 1] as const) : ([least, most] as const)
}

const fine = (place: number): number => Math.round(place * 10) / 10

function axes(x: Axis, y: Axis): string {
  const rows = y.ticks.map(({ at }) => `M${frame.left} ${fine(at)}H${frame.right}`).join('')
  return [
    `<path class="grid" d="${rows}"/>`,
    ...y.ticks.map(({ at, text: label }) => text(frame.left - 8, fine(at) + 4, label, 'end')),
    ...x.ticks.map(({ at, text: label }) => text(fine(at), frame.bottom + 20, label, 'middle')),
  ].join('')
}

type Draw = (series: readonly ChartSeries[], x: Axis, y: Axis, pitch: number) => string

const lines: Draw = (series, x, y) =>
  series
    .map(({ points }, index) => {
      const path = line<Point>()
        .defined(isDrawn)
        .x(([at]) => x.place(at))
        .y(([, value]) => y.place(value ?? 0))
        .digits(1)
      const [only, ...others] = points.filter(isDrawn)
      const dot = only && others.length === 0 ? dotAt(x.place(only[0]), y.place(only[1] ?? 0), index) : ''
      return `<path class="line s${index}" d="${path(withGaps(points)) ?? ''}"/>${dot}`
    })
    .join('')

const dotAt = (x: number, y: number, index: number) =>
  `<circle class="dot s${index}" cx="${fine(x)}" cy="${fine(y)}" r="3"/>`

const areas: Draw = (series, x, y, pitch) =>
  series
    .map(({ points }, index) => {
      const path = area<Point>()
        .defined(isDrawn)
        .x(([at]) => x.place(at))
        .y0(y.place(0))
        .y1(([, value]) => y.place(value ?? 0))
        .digits(1)
      return `<path class="area s${index}" d="${path(withGaps(points)) ?? ''}"/>`
    })
    .join('') + lines(series, x, y, pitch)

/** Several series stand side by side. */
const columns: Draw = (series, x, y, pitch) => {
  const room = Math.max(0.8, Math.abs(x.place(pitch) - x.place(0)) * 0.8)
  const wide = room / series.length
  const base = y.place(0)
  return series
    .map(({ points }, index) => {
      const bars = points.filter(isDrawn).map(([at, value]) => {
        const left = x.place(at) - room / 2 + wide * index
        return `M${fine(left)} ${fine(base)}V${fine(y.place(value ?? 0))}h${fine(wide)}V${fine(base)}z`
      })
      return `<path class="column s${index}" d="${bars.join('')}"/>`
    })
    .join('')
}

type Point = ChartSeries['points'][number]
const isDrawn = ([, value]: Point): boolean => value !== null

/** A line across an hour without numbers would show what nobody measured. */
function withGaps(points: readonly Point[]): Point[] {
  const usual = usualPitch(points)
  return points.flatMap((point, index): Point[] => {
    const before = points[index - 1]
    const isGap = before !== undefined && usual > 0 && point[0] - before[0] > 4 * usual
    return isGap ? [[before[0] + 1, null], point] : [point]
  })
}

function usualPitch(points: readonly Point[]): number {
  const pitches = points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? at))
  return pitches.toSorted((a, b) => a - b)[Math.floor(pitches.length / 2)] ?? 0
}

/** The least of all, so that no column covers another. */
function pitchOf(series: readonly ChartSeries[]): number {
  const pitches = series.flatMap(({ points }) => points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? at)))
  return pitches.length === 0
    ? 3_600_000
    : Math.max(
        1,
        pitches.reduce((least, one) => Math.min(least, one)),
      )
}

function thresholds({ thresholds: all }: ChartData, y: Axis): string {
  return all
    .map(({ value, label }) => {
      const at = fine(y.place(value))
      const name = label === undefined ? '' : text(frame.right, at - 5, label, 'end')
      return `<path class="threshold" d="M${frame.left} ${at}H${frame.right}"/>${name}`
    })
    .join('')
}

/** How often each value came. */
function histogram({ series }: ChartData, { language }: Reading): string | null {
  const values = series.flatMap(({ points }) => points.flatMap(([, value]) => value ?? []))
  const [least, most] = extent(values)
  if (least === undefined || most === undefined) return null
  const bins = bin().domain(least === most ? [least - 1, most + 1] : [least, most])(values)
  const [first, last] = [bins[0]?.x0 ?? least, bins.at(-1)?.x1 ?? most]
  const x = valueAxis([first, last], [frame.left, frame.right], language)
  const y = valueAxis([0, Math.max(...bins.map(one => one.length))], [frame.bottom, frame.top], language)
  const bars = bins.map(({ x0 = first, x1 = last, length }) => {
    const [left, right] = [x.place(x0) + 0.5, x.place(x1) - 0.5]
    return `M${fine(left)} ${frame.bottom}V${fine(y.place(length))}H${fine(Math.max(left, right))}V${frame.bottom}z`
  })
  return `${axes(x, y)}<path class="column s0" d="${bars.join('')}"/>`
}

const text = (x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', name = 'word'): string =>
  `<text class="${name}" x="${fine(x)}" y="${fine(y)}" text-anchor="${anchor}">${escaped(content)}</text>`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML allows no control characters at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const forbidden = /[\u0000-\u001f\ufffe\uffff]/g

export const escaped = (content: string): string =>
  content.replace(forbidden, ' ').replace(/[&<>"]/g, character => entities[character] ?? '')
