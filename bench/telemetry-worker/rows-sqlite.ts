import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Reading, type SeriesEngine, seriesOf } from './engine.ts'
import { bytesIn } from './vigie.ts'

const table = `create table sample (series integer, at integer, value real, primary key (series, at)) without rowid`

/** One row a sample, as most would begin; every commit is on the disk. */
export function openSqliteRows(folder: string): SeriesEngine {
  const db = new Database(join(folder, 'rows.db'))
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.exec(table)
  const insert = db.prepare('insert or ignore into sample values (?, ?, ?)')
  const add = db.transaction((readings: readonly Reading[]) => {
    for (const reading of readings) insert.run(seriesOf(reading), reading.at, reading.value)
  })
  const one = db.prepare('select at, value from sample where series = ? and at between ? and ? order by at')
  const fleet = db.prepare(
    'select series, at / 3600000 as hour, avg(value), max(value) from sample where at between ? and ? group by 1, 2',
  )
  return {
    serverSeconds: () => 0,
    ingest: async body => add(JSON.parse(body) as Reading[]),
    settle: async () => void db.pragma('wal_checkpoint(truncate)'),
    oneSeries: async (series, from, to) => minutesOf(one.all(series, from, to) as Row[]),
    fleet: async (from, to) => fleet.all(from, to).length,
    diskBytes: async () => bytesIn(folder),
    stop: async () => void db.close(),
  }
}

export type Row = { readonly at: number; readonly value: number }

/** What SQL has no function for is calculated from the rows, here as everywhere. */
export function minutesOf(rows: readonly Row[]): number {
  const minutes = Map.groupBy(rows, ({ at }) => Math.floor(Number(at) / 60_000))
  return [...minutes.values()].map(minute => {
    const values = minute.map(({ value }) => value).sort((a, b) => a - b)
    const sum = values.reduce((all, value) => all + value, 0)
    return [values[0], values.at(-1), sum / values.length, values[Math.ceil(values.length * 0.95) - 1]]
  }).length
}
