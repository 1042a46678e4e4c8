import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { fetchAnswer } from './reading/fetch-text.ts'
import { Headers, originOf, SourceUrl, TimeFormat, TimeZone, zoneProblems } from './reading/settings.ts'
import { defineSourceKind, Unreadable } from './reading/source-kind.ts'

/** Larger ones would keep everybody else waiting. */
const mostBytes = 2_097_152
const Column = Type.String({ minLength: 1, maxLength: 200 })

export const csv = defineSourceKind({
  kind: 'csv',
  summary: 'Columns of a table in CSV, whose first row names them',
  every_s: 300,
  schema: Type.Object({
    url: SourceUrl,
    headers: Headers,
    delimiter: Type.Optional(Type.Enum([',', ';', '\t', '|'], { description: 'A comma when left out.' })),
    time: Type.Optional({ ...Column, description: 'The column of the time; the time of the request when left out.' }),
    time_format: TimeFormat,
    time_zone: TimeZone,
    values: Type.Record(Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]{0,99}$' }), Column, {
      description: 'The column of each value, by the name of the value.',
      minProperties: 1,
      maxProperties: 50,
    }),
  }),
  sendsTo: ({ url }) => originOf(url),
  problems: zoneProblems,
  read: async (settings, context) => {
    const { url, headers, delimiter = ',', time = null, time_format = 'auto', time_zone = 'UTC', values } = settings
    const { body } = await fetchAnswer(url, { ...context, headers, accept: 'text/csv, text/plain' })
    if (body.length > mostBytes) throw new Unreadable(say('site.large', { limit: mostBytes / 1_048_576 }))
    const text = body.toString()
    const answer = text.slice(0, 20_000)
    if (text.trimStart().startsWith('<')) throw new Unreadable(say('source.no-table'), { answer })
    const { readCsv } = await import('./csv/read-csv.ts')
    const time_rule = { format: time_format, zone: time_zone }
    return { ...readCsv({ text, delimiter, time, time_rule, values, now: context.now }), answer }
  },
})
