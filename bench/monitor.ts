import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../kit/testing/until.ts'
import type { Bench } from './bench.ts'
import { blackboxMissing, startBlackbox } from './blackbox.ts'
import { configText, numbered, withVigie } from './lookout.ts'
import { plain, type Report } from './report.ts'
import { type BenchTarget, startBenchTarget } from './target/start-target.ts'
import { type Usage, usageOf } from './usage.ts'

export const monitor: Bench = {
  name: 'monitor',
  shows: 'what checks cost, beside Prometheus with its blackbox exporter, on the same target in the same run',
  quick: report => run(report, { counts: [100], interval_s: 5, seconds: 5 }),
  proof: report => run(report, { counts: [100, 250, 500, 1_000, 2_500, 5_000, 10_000], interval_s: 20, seconds: 60 }),
}

type Plan = { readonly counts: readonly number[]; readonly interval_s: number; readonly seconds: number }

async function run(report: Report, { counts, interval_s, seconds }: Plan): Promise<void> {
  const target = await startBenchTarget()
  const rows: string[][] = []
  try {
    for (const count of counts) {
      for (const [who, measure] of [
        ['Vigie', vigieUsage],
        ['blackbox + Prometheus', blackboxUsage],
      ] as const) {
        report.progress(`${who}, ${count} services`)
        await target.forget()
        const found = await measure(target, { count, interval_s, seconds })
        if (!found) {
          report.fact(who, blackboxMissing)
          continue
        }
        const { usage, requests, right } = found
        report.require(`${who}, ${count} services: every one found up`, right === count, `${right} of ${count}`)
        const rate = requests / usage.seconds
        const due = count / interval_s
        report.require(
          `${who}, ${count} services: keeps its pace`,
          rate > 0.9 * due,
          `${plain(rate)}/s of ${plain(due)}/s`,
        )
        rows.push(
          [
            count,
            rate,
            100 * usage.cores,
            (1e6 * usage.cores) / rate,
            usage.resident_mb,
            usage.written_bytes / 1_000 / requests,
          ]
            .map(plain)
            .toSpliced(1, 0, who),
        )
      }
    }
  } finally {
    // What was measured before something broke is still true.
    report.sideBySide(
      ['services', 'who', 'checks/s', '% of a core', 'µs per check', 'MB resident', 'kB written per check'],
      rows,
    )
    await target.stop()
  }
}

type Measured = { readonly usage: Usage; readonly requests: number; readonly right: number }
type Size = { readonly count: number; readonly interval_s: number; readonly seconds: number }

async function vigieUsage(target: BenchTarget, { count, interval_s, seconds }: Size): Promise<Measured> {
  const services = numbered(count, target.urlOf)
  const config = configText({ services, monitoring: `check_interval: ${interval_s}` })
  return withVigie({ config }, async vigie => {
    const measured = await measure(target, [vigie.pid], { count, interval_s, seconds })
    const upNow = async () => {
      let right = 0
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: Page = await vigie.get(
          `/api/v1/checks?state=up&limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
        )
        right += page.items.length
        cursor = page.next_cursor
      }
      return right
    }
    return { ...measured, right: await upNow() }
  })
}

type Page = { items: unknown[]; next_cursor: string | null }

async function blackboxUsage(target: BenchTarget, { count, interval_s, seconds }: Size): Promise<Measured | null> {
  const urls = Array.from({ length: count }, (_, service) => target.urlOf(service))
  const lookout = await startBlackbox(urls, interval_s)
  if (!lookout) return null
  try {
    const measured = await measure(target, lookout.pids, { count, interval_s, seconds })
    return { ...measured, right: await lookout.up() }
  } finally {
    await lookout.stop()
  }
}

async function measure(
  target: BenchTarget,
  pids: readonly number[],
  { count, interval_s, seconds }: Size,
): Promise<{ usage: Usage; requests: number }> {
  const all = async () => Object.keys((await target.counts()).per_service).length === count
  await until('a check of all', all, { within_s: 120, every_ms: 500 })
  // The first round is spread differently, and nothing is warm yet.
  await pause(Math.min(interval_s, seconds) * 1_000)
  await target.forget()
  const usage = await usageOf(pids, seconds)
  return { usage, requests: (await target.counts()).requests }
}
