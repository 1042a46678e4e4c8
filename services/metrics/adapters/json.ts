import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { fieldProblem } from '../../../contracts/refusals.ts'
import { lazyRequire } from '../../../kit/runtime/lazy-require.ts'
import { defineTask } from '../../../kit/worker-pool/task.ts'
import type { JsonOrder, JsonReading } from './json/read-json.ts'
import { fetchAnswer } from './reading/fetch-text.ts'
import { expressionOf, Headers, originOf, SourceUrl, TimeFormat, TimeZone, zoneProblems } from './reading/settings.ts'
import { defineSourceKind, type Point, type PointProblem, type Reading, Unreadable } from './reading/source-kind.ts'

const library = lazyRequire<typeof import('jsonata')>('jsonata')
const readJsonTask = defineTask<JsonOrder, JsonReading>('services/metrics/adapters/json/read-json-task', {
  deadline_ms: 15_000,
  memory_mb: 256,
})

const ValueName = Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]{0,99}$' })
const Expressions = (description: string) =>
  Type.Record(ValueName, expressionOf('JSONata'), { description, maxProperties: 50 })

/** All pages of one reading together. */
const mostPoints = 50_000

export const json = defineSourceKind({
  kind: 'json',
  summary: 'Numbers of a JSON document at an address, by expressions in JSONata',
  every_s: 60,
  schema: Type.Object({
    url: SourceUrl,
    method: Type.Optional(Type.Enum(['GET', 'POST'])),
    body: Type.Optional(Type.String({ maxLength: 20_000, secret: true, multiline: true })),
    headers: Headers,
    items: Type.Optional(expressionOf('The list in the document, such as list; the document itself when left out.')),
    time: Type.Optional(expressionOf('The time of an item, such as dt; the time of the request when left out.')),
    time_format: TimeFormat,
    time_zone: TimeZone,
    values: Expressions('Each value of an item by its name, such as temp: "main.temp - 273.15".'),
    labels_from: Type.Optional(Expressions('Labels that differ from item to item, such as room: "sensor.room".')),
    next: Type.Optional(expressionOf('The address of the next page, such as links.next.')),
    pages: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'At most; 20 when left out.' })),
  }),
  sendsTo: ({ url }) => originOf(url),
  problems: settings => {
    const { items, time, next, values, labels_from = {} } = settings
    const named = [
      ...Object.entries({ items, time, next }),
      ...Object.entries(values).map(([name, text]) => [`values.${name}`, text] as const),
      ...Object.entries(labels_from).map(([name, text]) => [`labels_from.${name}`, text] as const),
    ]
    const wrong = named.flatMap(([field, text]) => {
      const problem = text === undefined ? null : problemOf(text)
      return problem === null ? [] : [fieldProblem(field, 'source.bad-expression', { problem })]
    })
    const none = Object.keys(values).length === 0 ? [fieldProblem('values', 'source.no-values')] : []
    return [...none, ...wrong, ...zoneProblems(settings)]
  },
  read: async (settings, context) => {
    const points: Point[] = []
    const problems: PointProblem[] = []
    let [url, answer, seen]: [string | null, string | undefined, number] = [settings.url, undefined, 0]
    for (let page = 0; url !== null && page < (settings.pages ?? 20); page += 1) {
      const { method, body, headers } = settings
      const fetched = await fetchAnswer(url, { ...context, method, body, headers, accept: 'application/json' })
      answer ??= fetched.body.toString('utf8', 0, 20_000)
      const reading: JsonReading = await context.workers.run(readJsonTask, orderOf(fetched.body, settings, context.now))
      if ('failed' in reading) throw new Unreadable(reading.failed, { answer })
      points.push(...reading.points)
      problems.push(...reading.problems.map(one => ({ ...one, index: one.index + seen })))
      seen += reading.total
      if (points.length > mostPoints) throw new Unreadable(say('source.too-many', { limit: mostPoints }), { answer })
      url = nextPage(url, reading.next)
    }
    return { points, problems, answer } satisfies Reading
  },
})

type JsonSettings = {
  readonly items?: string
  readonly time?: string
  readonly time_format?: string
  readonly time_zone?: string
  readonly values: Readonly<Record<string, string>>
  readonly labels_from?: Readonly<Record<string, string>>
  readonly next?: string
}

function orderOf(body: Buffer, settings: JsonSettings, now: number): JsonOrder {
  const { items = null, time = null, next = null, values, labels_from = {} } = settings
  const time_rule = { format: settings.time_format ?? 'auto', zone: settings.time_zone ?? 'UTC' }
  return { body: new Uint8Array(body), items, time, time_rule, values, labels: labels_from, next, now }
}

/** The headers may hold a secret: they go to no other site. */
function nextPage(url: string, next: string | null): string | null {
  const to = next === null ? null : URL.parse(next, url)
  if (to === null) return null
  if (to.origin !== new URL(url).origin) throw new Unreadable(say('source.page-elsewhere', { host: to.host }))
  return to.href === url ? null : to.href
}

function problemOf(text: string): string | null {
  try {
    library()(text)
    return null
  } catch (thrown) {
    return String((thrown as Error).message ?? thrown).slice(0, 200)
  }
}
