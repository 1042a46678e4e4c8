import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findPostgres, withPostgres } from '../kit/testing/postgres.ts'
import type { Bench } from './bench.ts'
import { type Limit, plain, type Report } from './report.ts'
import type { Measured, Order } from './telemetry-worker/main.ts'
import { findVictoriaMetrics } from './telemetry-worker/victoria-metrics.ts'

export const telemetry: Bench = {
  name: 'telemetry',
  shows:
    'samples of a fleet of sensors, from JSON to the disk and back: how fast, how small, beside rows of a database and a time-series database',
  quick: report => run(report, { series: 300, ticks: 1_440 }),
  proof: report => run(report, { series: 1_000, ticks: 4_320, limits: full }),
}

/** A short run pays for its start in every figure: there they are only told. */
type Plan = Pick<Order, 'series' | 'ticks'> & { readonly limits?: Readonly<Record<keyof typeof full, Limit>> }
const full = {
  rows_per_s: { at_least: 300_000 },
  bytes: { at_most: 4.2 },
  written: { at_most: 35 },
  one_ms: { at_most: 10 },
  fleet_ms: { at_most: 100 },
  resident_mb: { at_most: 140 },
} satisfies Record<string, Limit>

type Peer = { readonly what: string; readonly engine: Order['engine']; readonly on?: 'postgres' }

const peers: readonly Peer[] = [
  { what: 'Vigie on SQLite', engine: 'vigie' },
  { what: 'Vigie on PostgreSQL', engine: 'vigie', on: 'postgres' },
  { what: 'rows of SQLite', engine: 'sqlite-rows' },
  { what: 'rows of PostgreSQL', engine: 'postgres-rows', on: 'postgres' },
  { what: 'VictoriaMetrics', engine: 'victoria-metrics' },
]

const execute = promisify(execFile)

async function run(report: Report, plan: Plan): Promise<void> {
  const found: (Measured & { readonly what: string })[] = []
  for (const { what, ...peer } of peers) {
    const isHere = peer.on === 'postgres' ? await findPostgres() : true
    const isInstalled = peer.engine === 'victoria-metrics' ? await findVictoriaMetrics() : true
    if (isHere && isInstalled)
      found.push({ what, ...(await measured({ ...peer, series: plan.series, ticks: plan.ticks })) })
    else report.fact(what, 'is not on this machine')
    report.progress(what)
  }
  const live = await measured({ engine: 'vigie', series: 1_000, ticks: 400, pause_ms: 50 })
  judge(report, plan, found[0], live)
  report.sideBySide(
    [
      '',
      'rows/s',
      'processor µs a row',
      'of its server',
      'p99 of 1 tick, ms',
      'bytes a row',
      'written a row',
      '24 h of one, p50 / p95 ms',
      '24 h of all, ms',
      'MB',
    ],
    found.map(row => [
      row.what,
      plain(row.rows_per_s),
      plain(row.cpu_us_per_row),
      plain(row.server_us_per_row),
      plain(row.batch_p99_ms),
      plain(row.bytes_per_row),
      plain(row.written_per_row),
      `${plain(row.one_p50_ms)} / ${plain(row.one_p95_ms)}`,
      plain(row.fleet_ms),
      plain(row.resident_mb),
    ]),
  )
}

function judge(report: Report, { series, ticks, limits }: Plan, own: Measured | undefined, live: Measured): void {
  if (!own) return
  report.figure('JSON to the disk', 1e6 / own.cpu_us_per_row, 'rows/s a core', limits?.rows_per_s)
  report.figure('on the disk', own.bytes_per_row, 'B a row', limits?.bytes)
  report.figure('written', own.written_per_row, 'B a row', limits?.written)
  report.figure('24 h of one series by the minute, p95', own.one_p95_ms, 'ms', limits?.one_ms)
  report.figure('24 h of all series by the hour', own.fleet_ms, 'ms', limits?.fleet_ms)
  report.figure('1,000 series, 20 ticks a second', live.resident_mb, 'MB', limits?.resident_mb)
  report.require(
    'each minute and hour is there',
    own.minutes === ticks / 3 && own.hours === (series * ticks) / 180,
    `${own.minutes} and ${own.hours}`,
  )
}

/** In a process of its own, with a folder and a database that are gone afterwards. */
async function measured({
  on,
  ...order
}: Omit<Order, 'folder' | 'url'> & { readonly on?: 'postgres' }): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-telemetry-'))
  const database = on === 'postgres' ? await withPostgres() : null
  try {
    const told = JSON.stringify({ ...order, folder, url: database?.url ?? null } satisfies Order)
    const { stdout } = await execute(process.execPath, [join(import.meta.dirname, 'telemetry-worker', 'main.ts'), told])
    return JSON.parse(stdout) as Measured
  } finally {
    await database?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
