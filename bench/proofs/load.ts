import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Result } from '../../contracts/monitor/monitor.ts'
import { startChild } from '../../kit/testing/children.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import { configText, histogramQuantile, metricsOf, numbered, type Sample, withVigie } from '../lookout.ts'
import { latenessMetric, looksIn, lostIn, missedIn } from '../monitor-metrics.ts'
import type { Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'
import { type Usage, usageOf } from '../usage.ts'

/** How long the heaviest part lasts. */
const longS = Number(process.env.LOAD_SECONDS ?? 600)

export const load: Bench = {
  name: 'load',
  shows: 'it keeps up with many checks, each result stored, each on time, at little cost',
  quick: report => run(report, [{ services: 40, interval_s: 1, seconds: 2, limits: {} }]),
  proof: report =>
    run(report, [
      { services: 8_000, interval_s: 10, seconds: longS, limits: { per_s: 800, cores: 1.5 } },
      { services: 4_000, interval_s: 20, seconds: 120, limits: { lateness_ms: 100 } },
      { services: 500, interval_s: 20, seconds: 300, limits: { of_bare: 1.3, written_kb: 1.5 } },
    ]),
}

type Stage = {
  readonly services: number
  readonly interval_s: number
  readonly seconds: number
  readonly limits: {
    readonly per_s?: number
    readonly cores?: number
    /** Times what a bare loop of `http.get` needs for as many requests in the same time. */
    readonly of_bare?: number
    readonly lateness_ms?: number
    readonly written_kb?: number
  }
}

async function run(report: Report, stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) {
    const target = await startBenchTarget()
    const peer = stage.limits.of_bare === undefined ? undefined : await startBareLoop(stage.services / stage.interval_s)
    const monitoring = `check_interval: ${stage.interval_s}, failure_threshold: 2`
    const config = configText({ services: numbered(stage.services, target.urlOf), monitoring })
    try {
      await withVigie({ config }, vigie => oneStage(report, stage, { vigie, target, peer }))
    } finally {
      await peer?.stop()
      await target.stop()
    }
  }
}

type BareLoop = { readonly pid: number; stop(): Promise<void> }

/** Asks a target of its own, so that nobody counts its requests for ours. */
async function startBareLoop(perSecond: number): Promise<BareLoop> {
  const target = await startBenchTarget()
  const file = join(import.meta.dirname, '..', 'bare-client', 'main.ts')
  const child = startChild(process.execPath, [file, target.urlOf(0), String(perSecond)])
  return { pid: child.process.pid ?? 0, stop: () => child.stop().finally(() => target.stop()) }
}

type Players = { readonly vigie: Vigie; readonly target: BenchTarget; readonly peer: BareLoop | undefined }

async function oneStage(report: Report, stage: Stage, { vigie, target, peer }: Players): Promise<void> {
  const { services, interval_s, seconds, limits } = stage
  const name = `${services} every ${interval_s} s`
  const all = async () => Object.keys((await target.counts()).per_service).length === services
  await until('a check of all', all, { within_s: 120, every_ms: 500 })
  // The first round is spread differently, and the code is not warm yet.
  await pause(Math.min(seconds, 15) * 1_000)
  const before = await metricsOf(vigie)
  const now = () => new Date().toISOString()
  const begun = now()
  await target.forget()
  const from = now()
  const [usage, bare] = await Promise.all([usageOf([vigie.pid], seconds), peer && usageOf([peer.pid], seconds)])
  const to = now()
  const { requests, per_service } = await target.counts()
  const ended = now()
  const after = await metricsOf(vigie)
  const grown = (count: (samples: readonly Sample[]) => number) => count(after) - count(before)

  const rate = requests / usage.seconds
  report.figure(`${name}: checks`, rate, '/s', limits.per_s ? { at_least: limits.per_s * 0.999 } : {})
  report.figure(`${name}: missed slots`, grown(missedIn), '', { at_most: 0 })
  report.require(`${name}: lost results`, grown(lostIn) === 0, `${grown(lostIn)} of ${grown(looksIn)}`)
  const counts = Object.values(per_service)
  const due = usage.seconds / interval_s
  report.figure(`${name}: fewest checks of one`, Math.min(...counts), '', { at_least: Math.floor(due) - 1 })
  report.figure(`${name}: most checks of one`, Math.max(...counts), '', { at_most: Math.ceil(due) + 1 })
  // Results are stored in batches of at most a second.
  await pause(1_500)
  await resultsAreThere(report, vigie, { name, per_service, surely: { from, to }, perhaps: { from: begun, to: ended } })
  const lateness = histogramQuantile(0.99, { name: latenessMetric, before, after }) * 1_000
  report.figure(
    `${name}: start lateness p99 below`,
    lateness,
    'ms',
    limits.lateness_ms ? { at_most: limits.lateness_ms } : {},
  )
  costs(report, name, { usage, bare, requests, limits })
}

type Costs = {
  readonly usage: Usage
  readonly bare: Usage | undefined
  readonly requests: number
  readonly limits: Stage['limits']
}

function costs(report: Report, name: string, { usage, bare, requests, limits }: Costs): void {
  report.figure(
    `${name}: processor`,
    100 * usage.cores,
    '% of a core',
    limits.cores ? { at_most: 100 * limits.cores } : {},
  )
  if (bare) {
    report.figure(`${name}: processor of a bare loop of http.get`, 100 * bare.cores, '% of a core')
    const most = limits.of_bare === undefined ? {} : { at_most: limits.of_bare }
    report.figure(`${name}: times the bare loop`, usage.cores / bare.cores, '', most)
  }
  report.figure(`${name}: processor per check`, (1e6 * usage.cores * usage.seconds) / requests, 'µs')
  report.figure(`${name}: resident memory`, usage.resident_mb, 'MB')
  const written = usage.written_bytes / 1_000 / requests
  report.figure(
    `${name}: written to disk per check`,
    written,
    'kB',
    limits.written_kb ? { at_most: limits.written_kb } : {},
  )
}

type Stored = {
  readonly name: string
  readonly per_service: Readonly<Record<number, number>>
  /** While requests were counted for sure, and while they may have been. */
  readonly surely: Span
  readonly perhaps: Span
}
type Span = { readonly from: string; readonly to: string }

/** What some services received, counted by the target, against what can be read back of them. */
async function resultsAreThere(
  report: Report,
  vigie: Vigie,
  { name, per_service, surely, perhaps }: Stored,
): Promise<void> {
  const entries = Object.entries(per_service)
  const step = Math.max(1, Math.floor(entries.length / 40))
  const sample = entries.filter((_, i) => i % step === 0)
  let wrong = 0
  for (const [service, received] of sample) {
    const resultsIn = async ({ from, to }: Span) => {
      const query = `from=${from}&to=${to}&limit=500`
      return (await vigie.get<{ items: Result[] }>(`/api/v1/checks/service-${service}/results?${query}`)).items
    }
    const [least, most] = [await resultsIn(surely), await resultsIn(perhaps)]
    // A check that is under way at either end has reached the target and is dated outside the span, or the reverse.
    const right = least.length <= received + 1 && most.length >= Math.min(500, received) - 1
    if (!right || most.some(item => item.state !== 'up')) wrong += 1
  }
  report.require(`${name}: every check is a stored result`, wrong === 0, `${wrong} of ${sample.length} services differ`)
}
