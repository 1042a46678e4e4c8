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
