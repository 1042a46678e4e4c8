// One engine, measured in a process of its own: what it is told is JSON, and so is what it answers.
import { setTimeout as pause } from 'node:timers/promises'
import { residentMb, writtenBytes } from '../machine.ts'
import { quantile } from '../report.ts'
import { deviceOf, type SeriesEngine } from './engine.ts'
import { Fleet } from './fleet.ts'
import { openPostgresRows } from './rows-postgres.ts'
import { openSqliteRows } from './rows-sqlite.ts'
import { openVictoriaMetrics } from './victoria-metrics.ts'
import { openVigie } from './vigie.ts'

export type Order = {
  readonly engine: 'vigie' | 'sqlite-rows' | 'postgres-rows' | 'victoria-metrics'
  readonly folder: string
  readonly url: string | null
  readonly series: number
  readonly ticks: number
  /** Between two ticks; left out: as fast as it can. */
  readonly pause_ms?: number
}

export type Measured = {
  readonly rows: number
  readonly rows_per_s: number
  readonly cpu_us_per_row: number
  readonly server_us_per_row: number
  readonly batch_p99_ms: number
  readonly bytes_per_row: number
  readonly written_per_row: number
  readonly one_p50_ms: number
  readonly one_p95_ms: number
  readonly fleet_ms: number
  readonly resident_mb: number
  readonly minutes: number
  readonly hours: number
}

const dayMs = 86_400_000
const periodMs = 20_000
const queries = 60
const fleets = 5

async function open({ engine, folder, url }: Order): Promise<SeriesEngine> {
  switch (engine) {
    case 'sqlite-rows':
      return openSqliteRows(folder)
    case 'postgres-rows':
      return openPostgresRows(url ?? '')
    case 'victoria-metrics':
      return openVictoriaMetrics(folder)
    default:
      return openVigie(folder, url)
  }
}

async function measure(order: Order): Promise<Measured> {
  const { series, ticks } = order
  const engine = await open(order)
  const end = Math.floor(Date.now() / dayMs) * dayMs
  const start = end - ticks * periodMs
  const written = writtenBytes(process.pid)
  const size = await engine.diskBytes()
  const before = engine.serverSeconds()
  const ingested = await ingest(engine, order, new Fleet({ series, start, periodMs }))
  const rows = series * ticks
  const range = [Math.max(start, end - dayMs), end - 1] as const
  const bytes = {
    bytes_per_row: ((await engine.diskBytes()) - size) / rows,
    written_per_row: (writtenBytes(process.pid) - written) / rows,
  }
  const serverUs = ((engine.serverSeconds() - before) * 1e6) / rows
  const one = await timed(queries, query => engine.oneSeries((query * 7) % series, ...range))
  const fleet = await timed(fleets, () => engine.fleet(...range))
  await engine.stop()
  return {
    rows,
    rows_per_s: rows / ingested.seconds,
    cpu_us_per_row: ingested.cpu_us / rows,
    server_us_per_row: serverUs,
    batch_p99_ms: quantile(ingested.times, 0.99),
    ...bytes,
    one_p50_ms: quantile(one.times, 0.5),
    one_p95_ms: quantile(one.times, 0.95),
    fleet_ms: quantile(fleet.times, 0.5),
    resident_mb: ingested.resident_mb,
    minutes: one.found,
    hours: fleet.found,
  }
}

/** What making the requests takes is no work of the engine. */
async function ingest(engine: SeriesEngine, { ticks, pause_ms }: Order, fleet: Fleet) {
  const times: number[] = []
  const before = process.cpuUsage()
  let making = 0
  for (let tick = 0; tick < ticks; tick++) {
    const own = process.threadCpuUsage()
    const body = JSON.stringify(
      fleet
        .next()
        .map(({ series, at, value }) => ({ name: 'reading', labels: { device: deviceOf(series) }, at, value })),
    )
    const made = process.threadCpuUsage(own)
    making += made.user + made.system
    const begun = performance.now()
    await engine.ingest(body)
    times.push(performance.now() - begun)
    if (pause_ms !== undefined) await pause(pause_ms)
  }
  const resident_mb = residentMb(process.pid)
  const settling = performance.now()
  await engine.settle()
  const seconds = (times.reduce((sum, ms) => sum + ms, 0) + performance.now() - settling) / 1_000
  const used = process.cpuUsage(before)
  return { times, seconds, resident_mb, cpu_us: used.user + used.system - making }
}

/** The first ones warm up. */
async function timed(count: number, ask: (number: number) => Promise<number>) {
  const times: number[] = []
  let found = 0
  for (let number = -2; number < count; number++) {
    const begun = performance.now()
    found = await ask(number + 2)
    if (number >= 0) times.push(performance.now() - begun)
  }
  return { times, found }
}

process.stdout.write(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? '') as Order)))
