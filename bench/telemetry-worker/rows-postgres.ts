import { Client } from 'pg'
import { type Reading, type SeriesEngine, seriesOf } from './engine.ts'
import { databaseBytes } from './postgres-size.ts'
import { minutesOf, type Row } from './rows-sqlite.ts'

const insert = `insert into sample select * from unnest($1::int[], $2::bigint[], $3::float8[]) on conflict do nothing`
const fleet = `select series, at / 3600000 as hour, avg(value), max(value) from sample where at between $1 and $2 group by 1, 2`

/** One row a sample, one statement a request; every commit is on the disk. */
export async function openPostgresRows(url: string): Promise<SeriesEngine> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('create table sample (series int, at bigint, value float8, primary key (series, at))')
  return {
    serverSeconds: () => 0,
    ingest: async body => {
      const readings = JSON.parse(body) as Reading[]
      const columns = [readings.map(seriesOf), readings.map(({ at }) => at), readings.map(({ value }) => value)]
      await client.query({ name: 'add', text: insert, values: columns })
    },
    settle: async () => void (await client.query('vacuum analyze sample')),
    oneSeries: async (series, from, to) => {
      const text = 'select at, value from sample where series = $1 and at between $2 and $3 order by at'
      return minutesOf((await client.query<Row>({ name: 'one', text, values: [series, from, to] })).rows)
    },
    fleet: async (from, to) => (await client.query(fleet, [from, to])).rows.length,
    diskBytes: () => databaseBytes(url),
    stop: () => client.end(),
  }
}
