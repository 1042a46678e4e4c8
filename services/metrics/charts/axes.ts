import { scaleLinear, scaleUtc } from 'd3-scale'
import type { Language } from '../../../kit/messages/languages.ts'

export type Tick = { readonly at: number; readonly text: string }
export type Axis = { readonly place: (value: number) => number; readonly ticks: readonly Tick[] }

type Ends = readonly [number, number]
export type Reading = { readonly language: Language; readonly time_zone: string }

export function valueAxis(values: Ends, places: Ends, language: Language): Axis {
  const scale = scaleLinear(values, places).nice(5)
  const ticks = scale.ticks(5)
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0))
  const digits = Math.max(0, -Math.floor(Math.log10(step || 1) + 1e-9))
  const isLarge = Math.max(...ticks.map(Math.abs)) >= 1e6
  const format = new Intl.NumberFormat(
    language,
    isLarge
      ? { notation: 'compact', maximumSignificantDigits: 4 }
      : { minimumFractionDigits: Math.min(digits, 12), maximumFractionDigits: Math.min(digits, 12) },
  )
  return { place: scale, ticks: ticks.map(value => ({ at: scale(value), text: format.format(value) })) }
}

const dayMs = 86_400_000

/** In the time of the zone: d3 knows UTC and that of this machine. */
export function timeAxis([from, to]: Ends, places: Ends, { language, time_zone }: Reading): Axis {
  const shift = zoneShift((from + to) / 2, time_zone)
  const scale = scaleUtc([from + shift, to + shift], places)
  const times = scale.ticks(6).map(Number)
  const isOfDays = times.every(time => time % dayMs === 0)
  const day = new Intl.DateTimeFormat(language, { timeZone: time_zone, day: 'numeric', month: 'short' })
  const hour = new Intl.DateTimeFormat(language, { timeZone: time_zone, hour: '2-digit', minute: '2-digit' })
  const text = (time: number) => (isOfDays || time % dayMs === 0 ? day : hour).format(time - shift)
  const place = (time: number) => scale(time + shift)
  return { place, ticks: times.map(time => ({ at: scale(time), text: text(time) })) }
}

/** What a clock of the zone is ahead of UTC. */
function zoneShift(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find(one => one.type === type)?.value)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return local - Math.floor(at / 1_000) * 1_000
}
