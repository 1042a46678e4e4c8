import type { ProviderPhase, ProviderState } from '../../../../contracts/providers.ts'
import type { ReadContext } from './adapter.ts'

/**
 * A vendor's words and what they mean. Compared without case and without anything that is neither letter nor digit, as
 * vendors spell theirs in several ways.
 */
export function vocabulary<Meaning extends string>(words: Readonly<Record<string, Meaning>>, fallback: Meaning) {
  const known = new Map(Object.entries(words).map(([word, meaning]) => [folded(word), meaning]))
  return (word: unknown, { unknownWord }: Pick<ReadContext, 'unknownWord'>): Meaning => {
    const meaning = typeof word === 'string' || typeof word === 'number' ? known.get(folded(String(word))) : undefined
    if (meaning === undefined) unknownWord(String(word).slice(0, 60))
    return meaning ?? fallback
  }
}

/** A word that nobody explained is not a sign of health. */
export const states = (words: Readonly<Record<string, ProviderState>>) => vocabulary(words, 'unknown')

/** An incident in a phase that nobody explained is not over. */
export const phases = (words: Readonly<Record<string, ProviderPhase>>) => vocabulary(words, 'investigating')

const folded = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const over: ReadonlySet<ProviderPhase> = new Set(['resolved', 'postmortem', 'completed'])

/** Going on now: neither over nor only planned. */
export const isOpen = (phase: ProviderPhase): boolean => phase !== 'scheduled' && !over.has(phase)

const earliest = Date.UTC(2000, 0)
const latest = Date.UTC(2200, 0)

/**
 * What vendors write for a time, as ISO 8601 UTC; null for what cannot be one. Numbers are epoch seconds or
 * milliseconds; texts without a zone are UTC.
 */
export function timeOf(value: unknown): string | null {
  const ms = typeof value === 'string' ? textMs(value.trim()) : typeof value === 'number' ? numberMs(value) : Number.NaN
  return ms >= earliest && ms < latest ? new Date(ms).toISOString() : null
}

function numberMs(value: number): number {
  return value < 1e11 ? value * 1000 : value
}

/** Nobody writes a time longer than this; the parser of the language takes its time over what is none. */
const longestTime = 64

function textMs(text: string): number {
  if (text.length > longestTime) return Number.NaN
  if (/^\d{9,14}$/.test(text)) return numberMs(Number(text))
  // 100 ns and the like: more digits than the parser takes.
  const trimmed = text.replace(/(\.\d{3})\d+/, '$1')
  if (/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(trimmed)) return Date.parse(`${trimmed.replace(' ', 'T')}Z`)
  return Date.parse(trimmed)
}

/** The latest of the times that are known. */
export function latestOf(...times: readonly (string | null | undefined)[]): string | null {
  return times.reduce<string | null>((best, time) => (time && (!best || time > best) ? time : best), null)
}

export function earliestOf(...times: readonly (string | null | undefined)[]): string | null {
  return times.reduce<string | null>((best, time) => (time && (!best || time < best) ? time : best), null)
}

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    copy: '©',
    reg: '®',
    trade: '™',
    deg: '°',
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    hellip: '…',
    bull: '•',
    middot: '·',
  }),
)

const longest = 4_000
/** Nothing to do: true of nearly all names, and some feeds have ten thousand. */
const isPlain = (text: string): boolean => !/[<&\p{Cc}\u00a0]|\s\s|^\s|\s$/u.test(text)

/** Nothing that a provider writes is shown as HTML: its texts are reduced to what one would read. */
export function plainText(html: string | null | undefined, limit = longest): string {
  if (!html) return ''
  if (html.length <= limit && isPlain(html)) return html
  const text = html
    .slice(0, limit * 8)
    .replace(/<(script|style|template)\b.*?(<\/\1\s*>|$)/gis, ' ')
    .replace(/<(?:br|\/p|\/div|\/li|\/h[1-6]|\/tr|hr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*(?:>|$)/g, '')
  const read = decodeEntities(text)
    .replace(/\p{Cc}/gu, character => (character === '\n' ? '\n' : ' '))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim()
  return read.length > limit ? `${read.slice(0, limit - 1)}…` : read
}

/** A title: one line. */
export function oneLine(html: string | null | undefined): string {
  return plainText(html, 300).replace(/\s*\n\s*/g, ' ')
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (all, decimal, hex, name) => {
    if (name) return named.get(String(name).toLowerCase()) ?? all
    const point = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? '\ufffd' : String.fromCodePoint(point)
  })
}
