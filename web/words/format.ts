import { useMemo } from 'react'
import { durationText } from '../../contracts/messages/duration.ts'
import { useLocale } from './language.tsx'

const steps = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const

export type Format = ReturnType<typeof formatFor>

export function formatFor(language: string, timeZone: string) {
  const at = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { timeZone, ...options })
  const absolute = at({ dateStyle: 'medium', timeStyle: 'short' })
  const exact = at({ dateStyle: 'full', timeStyle: 'long' })
  const day = at({ dateStyle: 'medium' })
  const clock = at({ timeStyle: 'short' })
  const seconds = at({ timeStyle: 'medium' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 3 })
  return {
    language,
    timeZone,
    /** 14 nov. 2026, 14:02 */
    dateTime: (time: string | number) => absolute.format(new Date(time)),
    /** With day of the week, seconds and zone. */
    exact: (time: string | number) => exact.format(new Date(time)),
    /** From when to when, as short as it can be said. */
    range: (from: string, to: string) => absolute.formatRange(new Date(from), new Date(to)),
    date: (time: string | number) => day.format(new Date(time)),
    /** 14:02 */
    clock: (time: string | number) => clock.format(new Date(time)),
    clockWithSeconds: (time: string | number) => seconds.format(new Date(time)),
    /** 5 minutes ago. */
    relative: (time: string | number, now: number) => {
      const difference = (new Date(time).getTime() - now) / 1000
      const step = steps.find(one => Math.abs(difference) >= one.seconds)
      return step ? relative.format(Math.round(difference / step.seconds), step.unit) : relative.format(0, 'second')
    },
    /** 2 hours 5 minutes. */
    duration: (length_s: number) => durationText(length_s, language),
    number: (value: number) => plain.format(value),
    /** Of a ratio: 99.95 %, cut and never rounded up to a hundred. */
    percent: (ratio: number, digits = 2) => {
      const scale = 10 ** (digits + 2)
      const cut = Math.floor(ratio * scale + 1e-9) / scale
      return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(cut)
    },
    milliseconds: (value: number) =>
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit: 'millisecond',
        maximumFractionDigits: value < 10 ? 1 : 0,
      }).format(value),
    list: (items: readonly string[]) => new Intl.ListFormat(language).format(items),
  }
}

/** Dates, numbers and durations in the language and the time zone of whoever reads. */
export function useFormat(): Format {
  const { language, timeZone } = useLocale()
  return useMemo(() => formatFor(language, timeZone), [language, timeZone])
}
