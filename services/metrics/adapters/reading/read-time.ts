import { utcParse } from 'd3-time-format'
import { Temporal } from 'temporal-polyfill'
import { type Message, say } from '../../../../contracts/messages/words.ts'

/** `zoned`: the text names its zone. `assumed`: it does not, and is of the zone that was said for it. */
export type TimeForm = 'now' | 'unix' | 'unix_ms' | 'unix_us' | 'unix_ns' | 'zoned' | 'assumed'

export type ReadTime = { readonly at: number; readonly form: TimeForm }

export type TimeRule = {
  /** `auto`, `unix`, `unix_ms`, `unix_us`, `unix_ns`, or a pattern such as `%d/%m/%Y %H:%M`. */
  readonly format: string
  /** Of times that name none. */
  readonly zone: string
}

const perMs = { unix: 1_000, unix_ms: 1, unix_us: 0.001, unix_ns: 0.000_001 } as const
type Unix = keyof typeof perMs

const isUnix = (format: string): format is Unix => format in perMs

const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?))?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i
/** As in mail and HTTP: `Tue, 01 Dec 2026 03:00:00 GMT`. */
const rfc2822 = /^(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})? (?:GMT|UTC|[+-]\d{4})$/
/** Nobody means a time later than that, and a forecast is not that long. */
const furthestMs = 366 * 86_400_000

export function readTime(raw: unknown, { format, zone }: TimeRule, now: number): ReadTime | Message {
  if (raw === undefined || raw === null || raw === '') return say('point.no-time')
  const text = String(raw).trim()
  const number = typeof raw === 'number' ? raw : /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null
  const read = number !== null && !format.startsWith('%') ? ofNumber(number, format) : ofText(text, { format, zone })
  if (!read || !Number.isFinite(read.at) || read.at < 0) return say('point.bad-time', { text: text.slice(0, 60) })
  if (read.at > now + furthestMs) return say('point.future', { text: text.slice(0, 60) })
  return { at: Math.round(read.at), form: read.form }
}

function ofNumber(value: number, format: string): ReadTime {
  const form = isUnix(format) ? format : magnitude(value)
  return { at: value * perMs[form], form }
}

/** Until the year 5138 seconds have eleven digits, and each thousandth three more. */
function magnitude(value: number): Unix {
  const size = Math.abs(value)
  if (size < 1e11) return 'unix'
  if (size < 1e14) return 'unix_ms'
  return size < 1e17 ? 'unix_us' : 'unix_ns'
}

function ofText(text: string, { format, zone }: TimeRule): ReadTime | null {
  if (format.startsWith('%')) return ofPattern(text, format, zone)
  const [, day, time = '00:00', offset] = iso.exec(text) ?? []
  if (day === undefined) return rfc2822.test(text) ? { at: Date.parse(text), form: 'zoned' } : null
  const local = `${day}T${time.replace(',', '.')}`
  return offset === undefined ? inZone(local, zone) : { at: Date.parse(local + offsetOf(offset)), form: 'zoned' }
}

/** As `Date.parse` takes it: `+02` and `+0200` are `+02:00`. */
function offsetOf(offset: string): string {
  if (/^z$/i.test(offset)) return 'Z'
  const digits = offset.replace(':', '').padEnd(5, '0')
  return `${digits.slice(0, 3)}:${digits.slice(3)}`
}

function ofPattern(text: string, format: string, zone: string): ReadTime | null {
  const read = utcParse(format)(text)
  if (read === null) return null
  const isZoned = /%[ZsQ]/.test(format)
  return isZoned ? { at: read.getTime(), form: 'zoned' } : inZone(read.toISOString().slice(0, -1), zone)
}

function inZone(local: string, zone: string): ReadTime | null {
  try {
    const { epochMilliseconds } = Temporal.PlainDateTime.from(local).toZonedDateTime(zone)
    return { at: epochMilliseconds, form: 'assumed' }
  } catch (thrown) {
    if (thrown instanceof RangeError) return null
    throw thrown
  }
}
