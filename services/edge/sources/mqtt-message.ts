import type { GivenSample } from '../ingest/ingest-samples.ts'
import { timeOf } from '../ingest/sample-time.ts'

/** What a topic says of the values in its messages. */
export type TopicFields = { readonly client?: string; readonly object?: string; readonly metric?: string }

/** `plant/{client}/{object}/{metric}`: what is in braces is read, `+` is any level. */
export type TopicPattern = { readonly filter: string; read(topic: string): TopicFields | undefined }

const fields = ['client', 'object', 'metric']

export function topicPattern(template: string): TopicPattern {
  const levels = template.split('/')
  const nameOf = (level: string) => fields.find(field => level === `{${field}}`)
  return {
    filter: levels.map(level => (nameOf(level) ? '+' : level)).join('/'),
    read: topic => {
      const given = topic.split('/')
      const fits = levels.every((level, index) => level === '+' || nameOf(level) || level === given[index])
      if (!fits || given.length !== levels.length) return undefined
      return Object.fromEntries(levels.flatMap((level, index) => [[nameOf(level) ?? '', given[index] ?? '']]))
    },
  }
}

type Fields = Readonly<Record<string, unknown>>

/**
 * A number alone, or JSON: `{ value, unit, at }` where the topic names the metric, else a value for each metric. Undefined: it
 * is neither, or nothing says of what it is.
 */
export function readMessage(payload: string, { object, metric }: TopicFields, now: number): GivenSample[] | undefined {
  const given = parsed(payload)
  if (object === undefined || object === '' || given === undefined) return undefined
  if (!isRecord(given)) return metric === undefined ? undefined : [{ object, metric, value: given, at: now }]
  const { at = given.timestamp, type, unit, value, timestamp: _, metrics, ...others } = given
  const time = momentOf(at, now)
  const common = { object, at: time, ...(typeof type === 'string' ? { type } : {}) }
  const inUnit = typeof unit === 'string' ? { unit } : {}
  if (metric !== undefined) return [{ ...common, ...inUnit, metric, value }]
  const values = isRecord(metrics) ? metrics : { ...others, ...(value === undefined ? {} : { value }) }
  return Object.entries(values)
    .filter(([, one]) => one !== null && typeof one !== 'object')
    .map(([name, one]) => ({ ...common, metric: name, value: one }))
}

function momentOf(at: unknown, now: number): number | undefined {
  if (at === undefined || at === null) return now
  if (typeof at === 'string') return timeOf(at, 'UTC')
  if (typeof at !== 'number') return undefined
  return at < 100_000_000_000 ? at * 1_000 : at
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
