import { lazyRequire } from '../../../kit/runtime/lazy-require.ts'

const temporal = lazyRequire<typeof import('temporal-polyfill')>('temporal-polyfill')

const written = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i

/**
 * Epoch milliseconds of ISO 8601, of which none has to name its zone: then it is the time of `zone`. Undefined when it is no
 * time. Of an hour that comes twice the first is meant.
 */
export function timeOf(text: string, zone: string): number | undefined {
  const [, date, clock, fraction = '', offset] = written.exec(text.trim()) ?? []
  if (date === undefined || clock === undefined) return undefined
  const ms = fraction.padEnd(3, '0').slice(0, 3)
  const wall = `${date}T${clock.length === 5 ? `${clock}:00` : clock}.${ms}`
  const utc = Date.parse(`${wall}${offset?.toUpperCase() ?? 'Z'}`)
  if (Number.isNaN(utc)) return undefined
  if (offset !== undefined || zone === 'UTC') return utc
  const { Temporal } = temporal()
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
