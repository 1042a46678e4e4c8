import { parseError } from '../errors.ts'

const unitsMs = { y: 31_536_000_000, w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const
const duration = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/
/** What fits into Go's duration: int64 nanoseconds. */
const longestDuration = 9_223_372_036_854

/** `1h30m` in milliseconds. */
export function durationOf(text: string): number {
  const parts = duration.exec(text)
  if (!parts || text === '') throw parseError(`not a valid duration string: ${JSON.stringify(text)}`)
  const total = Object.values(unitsMs).reduce((sum, unit, at) => sum + unit * Number(parts[at + 1] ?? 0), 0)
  if (total === 0) throw parseError('duration must be greater than 0')
  if (total > longestDuration) throw parseError('duration out of range')
  return total
}

/** As Go reads numbers: hexadecimal after 0x, octal after 0, `Inf` and `NaN` in any case. */
export function numberOf(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[+-]\s*/, '').toLowerCase()
  if (digits === 'inf') return sign * Number.POSITIVE_INFINITY
  if (digits === 'nan') return Number.NaN
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)
  if (Number.isNaN(value)) throw parseError(`error parsing number: ${JSON.stringify(text)}`)
  return sign * value
}

const escaped = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/g
const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

/** A string as Go quotes it; nothing is escaped between backquotes. */
export function stringOf(text: string): string {
  const inside = text.slice(1, -1)
  if (text.startsWith('`')) return inside
  return inside.replace(escaped, (sequence, ...groups: (string | undefined)[]) => {
    const [hex, short, long, octal, simple = ''] = groups
    const code = hex ?? short ?? long
    if (code !== undefined) return characterOf(Number.parseInt(code, 16), text)
    if (octal !== undefined) return characterOf(Number.parseInt(octal, 8), text)
    return simpleEscapes[simple] ?? unreadable(sequence)
  })
}

const unreadable = (sequence: string): never => {
  throw parseError(`unknown escape sequence ${JSON.stringify(sequence)}`)
}

function characterOf(code: number, text: string): string {
  if (code > 0x10ffff) throw parseError(`escape sequence is an invalid Unicode code point in ${JSON.stringify(text)}`)
  return String.fromCodePoint(code)
}
