import type { Vigie } from '../../kit/testing/process.ts'
import { startSlack } from '../../kit/testing/slack.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import { calibrationMs } from '../machine.ts'
import type { Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'

export const restart: Bench = {
  name: 'restart',
  shows: 'after a restart everything is checked soon, and an outage that goes on is not told again',
  quick: report => run(report, { services: 60, interval_s: 2 }),
  proof: report => run(report, { services: 5_000, interval_s: 20 }),
}

async function run(report: Report, { services, interval_s }: { services: number; interval_s: number }): Promise<void> {
  const target = await startBenchTarget()
  const slack = await startSlack()
  const failing = Array.from({ length: 10 }, (_, i) => i)
  await target.behave('failing', failing)
  const config = configText({
    services: numbered(services, target.urlOf),
    monitoring: `check_interval: ${interval_s}, failure_threshold: 2`,
    slack,
  })
  try {
    await withVigie({ config }, async vigie => {
      report.figure(`first start with ${services} services: listening after`, vigie.listening_ms, 'ms')
      await until('ten alerts', () => slack.messages.length === failing.length, { within_s: 120 })
      await until('a check of all', async () => checked(await target.counts()) === services, { within_s: 120 })
      const restarts = { 'after a stop': () => vigie.stop(), 'after kill -9': () => vigie.kill() }
      for (const [when, end] of Object.entries(restarts)) {
        await end()
        await again(report, { vigie, target, services, interval_s, when })
      }
      report.require(
        'no alert a second time',
        slack.messages.length === failing.length,
        `${slack.messages.length} alerts`,
      )
      await target.behave('ok')
      await until('ten recoveries', () => slack.messages.length === 2 * failing.length, { within_s: 120 })
    })
  } finally {
    await Promise.all([target.stop(), slack.stop()])
  }
}

type Again = {
  readonly vigie: Vigie
  readonly target: BenchTarget
  readonly services: number
  readonly interval_s: number
  readonly when: string
}

async function again(report: Report, { vigie, target, services, interval_s, when }: Again): Promise<void> {
  await target.forget()
  const begun = Date.now()
  await vigie.restart()
  report.figure(`${when}: listening after`, vigie.listening_ms, 'ms')
  // A start is work of one core, and machines differ threefold: the limit is in what the same core does at this moment.
  const loops = vigie.listening_ms / calibrationMs()
  report.figure(`${when}: listening after, in fixed loops of this machine`, loops, '×', { at_most: 20 })
  await until('a check of all', async () => checked(await target.counts()) === services, {
    within_s: 120,
    every_ms: 500,
  })
  const { first_at } = await target.counts()
  const last = Math.max(...Object.values(first_at).map(at => at - begun)) / 1_000
  report.figure(`${when}: the last of ${services} checked after`, last, 's', { at_most: Math.max(interval_s, 15) })
}

const checked = (counts: { readonly per_service: object }): number => Object.keys(counts.per_service).length
