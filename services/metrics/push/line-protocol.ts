import { type Message, say } from '../../../contracts/messages/words.ts'
import { PointProblems } from '../adapters/reading/point-problems.ts'
import type { PointProblem } from '../adapters/reading/source-kind.ts'
import type { SeriesSample } from '../sources/source-state.ts'

/**
 * InfluxDB's line protocol (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/):
 * `measurement,tag=value field=1.5,other=2i 1465839830100400200`. A field is a series `measurement_field`.
 */

const perMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  n: 1e-6,
  us: 1e-3,
  u: 1e-3,
  µ: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

export type LineOrder = {
  readonly text: string
  readonly precision: string
  readonly now: number
  readonly labels: Readonly<Record<string, string>>
  readonly most: number
}

export type Parsed = {
  readonly samples: readonly SeriesSample[]
  readonly problems: readonly PointProblem[]
  /** Not taken: each field of a line counts, and a line that cannot be read counts once. */
  readonly refused: number
}

const longestLine = 65_536

/** A line that cannot be read is counted and told; the others are taken. */
export function parseLines({ text, precision, now, labels, most }: LineOrder): Parsed {
  const samples: SeriesSample[] = []
  const problems = new PointProblems()
  let index = -1
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? text.length : end).trim()
    start = end < 0 ? text.length : end + 1
    if (line === '' || line.startsWith('#')) continue
    index += 1
    const point = line.length > longestLine ? say('line.long', { limit: longestLine }) : parseLine(line)
    const at = 'code' in point ? 0 : timeOf(point.time, { precision, now })
    if ('code' in point) problems.add(index, point)
    else if (at === null) problems.add(index, say('point.bad-time', { text: point.time.slice(0, 60) }))
    else {
      for (const [field, value] of point.fields) {
        if (typeof value !== 'number') problems.add(index, value)
        else if (samples.length >= most) problems.add(index, say('point.surplus', { limit: most }))
        else {
          const name = metricName(`${point.measurement}_${field}`)
          samples.push({ name, labels: { ...point.tags, ...labels }, at, value })
        }
      }
    }
  }
  return { samples, problems: problems.list, refused: problems.total }
}

type Line = {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: readonly (readonly [name: string, value: number | Message])[]
  readonly time: string
}

function parseLine(line: string): Line | Message {
  const [series = '', fields = '', time = '', ...more] = split(line, ' ').filter(part => part !== '')
  if (fields === '') return say('line.no-fields')
  if (more.length > 0) return say('line.parts')
  const [measurement = '', ...tags] = split(series, ',')
  if (measurement === '') return say('line.no-measurement')
  const given: [string, string][] = []
  for (const tag of tags) {
    const [name = '', value = '', ...rest] = split(tag, '=')
    if (name === '' || value === '' || rest.length > 0) return say('line.tag', { text: tag.slice(0, 60) })
    given.push([labelName(unescaped(name)), unescaped(value)])
  }
  const values = split(fields, ',').map(field => {
    const [name = '', value = '', ...rest] = split(field, '=')
    const read = name === '' || rest.length > 0 ? say('line.field', { text: field.slice(0, 60) }) : numberIn(value)
    return [unescaped(name), read] as const
  })
  return { measurement: unescaped(measurement), tags: Object.fromEntries(given), fields: values, time }
}

/** At characters that are neither escaped nor within a text. */
function split(text: string, at: string): string[] {
  if (!text.includes('"') && !text.includes('\\')) return text.split(at)
  const parts: string[] = []
  let [start, isText] = [0, false]
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (character === '\\') index += 1
    // A quotation mark opens a text as the value of a field only; elsewhere it is a letter like others.
    else if (character === '"' && (isText || text[index - 1] === '=')) isText = !isText
    else if (character === at && !isText) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\([,= \\"])/g, '$1') : text)

const float = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const integer = /^[+-]?\d+[iu]$/
const yes = /^(?:t|true)$/i
const no = /^(?:f|false)$/i

/** Numbers are kept, what is true or false is 1 or 0; texts have no place in a series of numbers. */
function numberIn(text: string): number | Message {
  if (float.test(text)) return Number(text)
  if (integer.test(text)) return Number(text.slice(0, -1))
  if (yes.test(text)) return 1
  if (no.test(text)) return 0
  if (text.startsWith('"')) return say('point.is-text')
  return /^[+-]?(?:nan|inf(?:inity)?)$/i.test(text) ? say('point.not-finite') : say('point.not-number')
}

type TimeRule = Pick<LineOrder, 'precision' | 'now'>

function timeOf(text: string, { precision, now }: TimeRule): number | null {
  if (text === '') return now
  return /^-?\d{1,20}$/.test(text) ? Math.floor(Number(text) * (perMs[precision] ?? 1e-6)) : null
}

/** As PromQL takes it. */
export function metricName(text: string): string {
  const plain = text.replace(/[^a-zA-Z0-9_:]/g, '_')
  return /^\d/.test(plain) ? `_${plain}` : plain
}

export function labelName(text: string): string {
  const plain = text.replace(/[^a-zA-Z0-9_]/g, '_')
  return /^\d/.test(plain) || plain === '__name__' ? `_${plain}` : plain
}
