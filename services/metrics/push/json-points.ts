import { type Message, say } from '../../../contracts/messages/words.ts'
import { isMapping } from '../../../kit/config/schema/json-schema.ts'
import { PointProblems } from '../adapters/reading/point-problems.ts'
import { readTime } from '../adapters/reading/read-time.ts'
import type { SeriesSample } from '../sources/source-state.ts'
import { labelName, metricName, type Parsed } from './line-protocol.ts'

export type JsonOrder = {
  readonly value: unknown
  /** Before the name of each value. */
  readonly prefix: string
  readonly labels: Readonly<Record<string, string>>
  readonly now: number
  readonly most: number
}

type Taking = {
  readonly order: JsonOrder
  readonly samples: SeriesSample[]
  readonly problems: PointProblems
}

const timeRule = { format: 'auto', zone: 'UTC' }

/** `[{name, value, at?, labels?, unit?}]`, or columns: `{at, values: {name: []}, labels?, unit?}`. Null: it is neither. */
export function parseJsonPoints(order: JsonOrder): Parsed | null {
  const { value } = order
  const taking: Taking = { order, samples: [], problems: new PointProblems() }
  if (Array.isArray(value)) for (const [index, row] of value.entries()) takeRow(taking, index, row)
  else if (isMapping(value) && isMapping(value.values)) takeColumns(taking, value, value.values)
  else return null
  const { samples, problems } = taking
  return { samples, problems: problems.list, refused: problems.total }
}

function takeRow(taking: Taking, index: number, row: unknown): void {
  if (isMapping(row)) take(taking, index, row)
  else taking.problems.add(index, say('point.no-object'))
}

/** All columns are as long as that of the times; without one there is one value of each, of now. */
function takeColumns(taking: Taking, columns: Record<string, unknown>, values: Record<string, unknown>): void {
  const { at, labels, unit } = columns
  const times = Array.isArray(at) ? at : [at]
  let index = 0
  for (const [name, column] of Object.entries(values)) {
    const list = Array.isArray(column) ? column : [column]
    if (list.length !== times.length) {
      const reason = say('point.column', { name: name.slice(0, 60), length: list.length, wanted: times.length })
      taking.problems.add(index, reason, Math.max(list.length, 1))
    } else
      for (const [place, value] of list.entries())
        take(taking, index + place, { name, value, at: times[place], labels, unit })
    index += list.length
  }
}

type Row = { readonly [key in 'name' | 'value' | 'at' | 'labels' | 'unit']?: unknown }

function take({ order, samples, problems }: Taking, index: number, row: Row): void {
  const read = sampleOf(row, order)
  if ('code' in read) problems.add(index, read)
  else if (samples.length >= order.most) problems.add(index, say('point.surplus', { limit: order.most }))
  else samples.push(read)
}

function sampleOf({ name, value, at, labels, unit }: Row, order: JsonOrder): SeriesSample | Message {
  if (typeof name !== 'string' || name === '' || name.length > 200) return say('point.bad-name')
  if (value === null || value === undefined) return say('point.no-value')
  if (typeof value === 'string') return say('point.sent-text', { text: value.slice(0, 60) })
  if (typeof value !== 'number' && typeof value !== 'boolean') return say('point.not-number')
  if (labels !== undefined && !isMapping(labels)) return say('point.bad-labels')
  const time = at === undefined || at === null ? ({ at: order.now } as const) : readTime(at, timeRule, order.now)
  if ('code' in time) return time
  const own = Object.entries(labels ?? {}).map(([label, text]) => [labelName(label), String(text)])
  return {
    name: metricName(`${order.prefix}${name}`),
    labels: { ...Object.fromEntries(own), ...order.labels },
    at: time.at,
    value: Number(value),
    ...(typeof unit === 'string' && unit !== '' && unit.length <= 60 ? { unit } : {}),
  }
}
