import { say } from '../../../../contracts/messages/words.ts'
import { PointProblems } from '../reading/point-problems.ts'
import { readTime, type TimeRule } from '../reading/read-time.ts'
import { type Point, type Reading, Unreadable } from '../reading/source-kind.ts'

export type CsvOrder = {
  readonly text: string
  readonly delimiter: string
  readonly time: string | null
  readonly time_rule: TimeRule
  /** The name of each value, and its column. */
  readonly values: Readonly<Record<string, string>>
  readonly now: number
}

const mostPoints = 50_000
const number = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?$/i

/** The first row names the columns. */
export function readCsv({ text, delimiter, time, time_rule, values, now }: CsvOrder): Reading {
  const [head = [], ...rows] = rowsOf(text.replace(/^\ufeff/, ''), delimiter)
  const placeOf = (column: string) => {
    const place = head.findIndex(cell => cell.trim() === column)
    if (place < 0) throw new Unreadable(say('source.no-column', { column, columns: head.slice(0, 20) }))
    return place
  }
  const timePlace = time === null ? -1 : placeOf(time)
  const places = Object.entries(values).map(([name, column]) => [name, placeOf(column)] as const)
  const points: Point[] = []
  const problems = new PointProblems()
  for (const [index, row] of rows.entries()) {
    const raw = time === null ? null : row[timePlace]
    const moment = time === null ? ({ at: now, form: 'now' } as const) : readTime(raw, time_rule, now)
    if ('code' in moment) {
      problems.add(index, moment, places.length)
      continue
    }
    for (const [name, place] of places) {
      const cell = row[place]?.trim() ?? ''
      if (cell === '') problems.add(index, say('point.no-value'))
      else if (!number.test(cell)) problems.add(index, say('point.not-number'))
      else if (points.length >= mostPoints) problems.add(index, say('point.surplus', { limit: mostPoints }))
      else {
        const value = Number(cell.replace(',', '.'))
        points.push({ name, labels: {}, at: moment.at, value, time_text: raw ?? null, time_form: moment.form })
      }
    }
  }
  return { points, problems: problems.list }
}

/** RFC 4180: a cell in quotation marks may hold the delimiter, line breaks, and quotation marks written twice. */
export function rowsOf(text: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? quoted(text, at) : plain(text, at, delimiter)
    row.push(cell)
    at = end + 1
    if (text[end] === delimiter) {
      if (at >= text.length) row.push('')
      continue
    }
    if (text[end] === '\r' && text[at] === '\n') at += 1
    if (row.some(one => one !== '')) rows.push(row)
    row = []
  }
  return rows
}

type Cell = readonly [text: string, end: number]

function plain(text: string, from: number, delimiter: string): Cell {
  let end = from
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1
  return [text.slice(from, end), end]
}

function quoted(text: string, from: number): Cell {
  const parts: string[] = []
  for (let at = from + 1; ; ) {
    const end = text.indexOf('"', at)
    if (end < 0) return [parts.join('') + text.slice(at), text.length]
    parts.push(text.slice(at, end))
    if (text[end + 1] !== '"') return [parts.join(''), end + 1]
    parts.push('"')
    at = end + 2
  }
}
