import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import { startSlack } from '../../kit/testing/slack.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import type { Report } from '../report.ts'
import { startBenchTarget } from '../target/start-target.ts'

export const falseAlarms: Bench = {
  name: 'false-alarms',
  shows: 'requests that fail singly alert nobody',
  quick: report => run(report, { services: 50, interval_s: 1, seconds: 4, failed: 3 }),
  proof: report => run(report, { services: 500, interval_s: 20, seconds: 3_600, failed: 100 }),
}

type Plan = {
  readonly services: number
  readonly interval_s: number
  readonly seconds: number
  /** At least so many requests, however long that takes. */
  readonly failed: number
}

async function run(report: Report, { services, interval_s, seconds, failed: wanted }: Plan): Promise<void> {
  const target = await startBenchTarget()
  const slack = await startSlack()
  const monitoring = `check_interval: ${interval_s}, failure_threshold: 3`
  const config = configText({ services: numbered(services, target.urlOf), monitoring, slack })
  try {
    await withVigie({ config }, async vigie => {
      await until('a check of all', async () => Object.keys((await target.counts()).per_service).length === services)
      await target.forget()
      await target.failSingly(0.02)
      for (let minute = 0; minute * 60 < seconds; minute++) {
        await pause(Math.min(60, seconds - minute * 60) * 1_000)
        if (minute % 10 === 9) report.progress(`${minute + 1} minutes`)
      }
      await until('enough that failed', async () => (await target.counts()).failed >= wanted)
      const { requests, failed } = await target.counts()
      const { items } = await vigie.get<{ items: Incident[] }>('/api/v1/incidents')
      report.fact('requests, and those that failed', `${requests}, ${failed}`)
      report.figure('share that failed', (100 * failed) / requests, '%', { at_least: 1 })
      report.require('incidents', items.length === 0, String(items.length))
      report.require('alerts', slack.messages.length === 0, String(slack.messages.length))
    })
  } finally {
    await Promise.all([target.stop(), slack.stop()])
  }
}
