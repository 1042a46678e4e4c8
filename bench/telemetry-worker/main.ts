// One engine, measured in a process of its own: what it is told is JSON, and so is what it answers.
import { cpuSeconds, residentMb, writtenBytes } from '../machine.ts'
import { quantile } from '../report.ts'
import { deviceOf, type SeriesEngine } from './engine.ts'
import { Fleet } from './fleet.ts'
import { openVigie } from './vigie.ts'

export type Order = {
  readonly engine: 'vigie' | 'sqlite-rows' | 'postgres-rows' | 'victoria-metrics'
  readonly folder: string
  readonly url: string | null
  readonly series: number
  readonly ticks: number
}

export type Measured = {
  readonly rows: number
  readonly rows_per_s: number
  readonly cpu_us_per_row: number
  readonly others_us_per_row: number
  readonly batch_p99_ms: number
  readonly bytes_per_row: number
  readonly written_per_row: number
  readonly one_p95_ms: number
  readonly fleet_ms: number
  readonly resident_mb: number
  readonly minutes: number
  readonly hours: number
}

const periodMs = 20_000
const queries = 60
const fleets = 5

async function open({ engine, folder, url }: Order): Promise<SeriesEngine> {
  if (engine === 'vigie') return openVigie(folder, url)
  throw new Error(engine)
}

async function measure(order: Order): Promise<Measured> {
  const { series, ticks } = order
  const engine = await open(order)
  const end = Math.floor(Date.now() / 86_400_000) * 86_400_000
  const start = end - ticks * periodMs
  const fleet = new Fleet({ series, start, periodMs })
  const times: number[] = []
  const written = writtenBytes(process.pid)
  const cpu = process.cpuUsage()
  const others = engine.others.map(cpuSeconds)
  const size = await engine.diskBytes()
  let making = 0
  for (let tick = 0; tick < ticks; tick++) {
    const before = process.threadCpuUsage()
    const readings = fleet
      .next()
      .map(({ series: one, at, value }) => ({ name: 'reading', labels: { device: deviceOf(one) }, at, value }))
    const body = JSON.stringify(readings)
    const made = process.threadCpuUsage(before)
    making += made.user + made.system
    const begun = performance.now()
    await engine.ingest(body)
    times.push(performance.now() - begun)
  }
  const settling = performance.now()
  const resident = residentMb(process.pid)
  await engine.settle()
  const seconds = (times.reduce((sum, ms) => sum + ms, 0) + performance.now() - settling) / 1_000
  const used = process.cpuUsage(cpu)
  const rows = series * ticks
  const range = [Math.max(start, end - 86_400_000), end - 1] as const
  let minutes = 0
  const ones: number[] = []
  for (let query = 0; query < queries; query++) {
    const begun = performance.now()
    minutes = await engine.oneSeries((query * 7) % series, ...range)
    if (query >= 10) ones.push(performance.now() - begun)
  }
  let hours = 0
  const all: number[] = []
  for (let query = 0; query < fleets; query++) {
    const begun = performance.now()
    hours = await engine.fleet(...range)
    all.push(performance.now() - begun)
  }
  const measured = {
    rows,
    rows_per_s: rows / seconds,
    cpu_us_per_row: (used.user + used.system - making) / rows,
    others_us_per_row:
      (engine.others.reduce((sum, pid, at) => sum + cpuSeconds(pid) - (others[at] ?? 0), 0) * 1e6) / rows,
    batch_p99_ms: quantile(times, 0.99),
    bytes_per_row: ((await engine.diskBytes()) - size) / rows,
    written_per_row: (writtenBytes(process.pid) - written) / rows,
    one_p95_ms: quantile(ones, 0.95),
    fleet_ms: quantile(all, 0.5),
    resident_mb: resident,
    minutes,
    hours,
  }
  await engine.stop()
  return measured
}

process.stdout.write(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? '') as Order)))
