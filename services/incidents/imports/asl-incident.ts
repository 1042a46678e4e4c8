/** What the old alerting tool wrote of one incident, as far as it can be read. */
export type AslIncident = {
  readonly service: string
  readonly url: string | null
  readonly error: string | null
  readonly http_code: number | null
  readonly critical: boolean
  readonly started_at: string
  readonly resolved_at: string | null
}

type Facts = Readonly<Record<string, unknown>>

const names = {
  service: ['service', 'service_name', 'name', 'component'],
  url: ['url', 'endpoint'],
  error: ['error', 'error_message', 'reason', 'message'],
  http_code: ['http_code', 'status_code', 'http_status', 'code'],
  started: ['started_at', 'started', 'start_time', 'start', 'detected_at', 'timestamp', 'date'],
  resolved: ['resolved_at', 'resolved', 'ended_at', 'ended', 'end_time', 'end', 'recovered_at'],
  duration: ['duration_s', 'duration_seconds', 'duration', 'downtime'],
} as const

/** Tolerant: versions of the tool named things differently. A string is what is wrong with it. */
export function readAslIncident(file: string, text: string): AslIncident | string {
  const facts = parsed(text)
  if (facts === undefined) return 'is no JSON object'
  const named = /^(?<service>.+)_(?<day>\d{8})_(?<second>\d{6})(_\d+)?\.json$/u.exec(file)?.groups
  const service = textOf(facts, names.service) ?? named?.service?.replaceAll('_', ' ').trim()
  if (!service) return 'names no service'
  const started_at = timeOf(facts, names.started) ?? timeOfName(named?.day, named?.second)
  if (started_at === null) return 'does not say when it started'
  const seconds = numberOf(facts, names.duration)
  const ended = timeOf(facts, names.resolved) ?? (seconds === null ? null : later(started_at, seconds))
  return {
    service: service.slice(0, 200),
    url: textOf(facts, names.url),
    error: textOf(facts, names.error),
    http_code: statusOf(numberOf(facts, names.http_code)),
    critical: facts.critical === true,
    started_at,
    resolved_at: ended !== null && ended >= started_at ? ended : null,
  }
}

function parsed(text: string): Facts | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : undefined
  } catch {
    return undefined
  }
}

function textOf(facts: Facts, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = facts[key]
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, 2_000)
  }
  return null
}

function numberOf(facts: Facts, keys: readonly string[]): number | null {
  for (const key of keys) {
    const value = facts[key]
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number)) return number
  }
  return null
}

const statusOf = (code: number | null): number | null =>
  code !== null && Number.isInteger(code) && code >= 100 && code <= 599 ? code : null

function timeOf(facts: Facts, keys: readonly string[]): string | null {
  for (const key of keys) {
    const at = moment(facts[key])
    if (at !== null) return at
  }
  return null
}

/** Texts without a zone are UTC, as the names of the files are; numbers are seconds, or milliseconds, since 1970. */
function moment(value: unknown): string | null {
  if (typeof value === 'number') return valid(value < 1e11 ? value * 1000 : value)
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null
  const text = value.trim().replace(' ', 'T')
  return valid(Date.parse(/([zZ]|[+-]\d\d:?\d\d)$/.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`))
}

function timeOfName(day?: string, second?: string): string | null {
  if (!day || !second) return null
  const [date, time] = [day.replace(/(....)(..)(..)/, '$1-$2-$3'), second.replace(/(..)(..)(..)/, '$1:$2:$3')]
  return valid(Date.parse(`${date}T${time}Z`))
}

const later = (at: string, seconds: number): string | null => valid(Date.parse(at) + seconds * 1000)

function valid(ms: number): string | null {
  return ms > 0 && ms < 253_402_300_800_000 ? new Date(ms).toISOString() : null
}
