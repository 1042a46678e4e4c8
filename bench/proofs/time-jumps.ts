import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import type { Uptime } from '../../contracts/monitor/monitor.ts'
import { settableClock } from '../../kit/testing/faults/clock-jump.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { startSlack } from '../../kit/testing/slack.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import { plain, type Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'

export const timeJumps: Bench = {
  name: 'time-jumps',
  shows: 'a clock that is set and a process that stood still change no duration and cause no storm',
  quick: report => run(report, { services: 20, stopped_s: 6, interval_s: 1, lasting_s: 1, intervals: 2 }),
  proof: report => run(report, { services: 200, stopped_s: 600, interval_s: 2, lasting_s: 3, intervals: 4 }),
}

type Plan = {
  readonly services: number
  readonly stopped_s: number
  readonly interval_s: number
  /** How long an outage has been known when time jumps. */
  readonly lasting_s: number
  /** So many are counted after it. */
  readonly intervals: number
}

async function run(report: Report, plan: Plan): Promise<void> {
  const { services, stopped_s, interval_s } = plan
  const clock = await settableClock()
  const target = await startBenchTarget()
  const slack = await startSlack()
  const monitoring = `check_interval: ${interval_s}, failure_threshold: 2`
  const config = configText({ services: numbered(services, target.urlOf), monitoring, slack })
  try {
    await withVigie({ config, environment: clock.environment }, async vigie => {
      const stage = { report, vigie, target, plan }
      await until('a check of all', async () => Object.keys((await target.counts()).per_service).length === services)
      for (const [service, step] of [3_600, -3_600].entries()) {
        await outageAcross(stage, {
          service,
          what: `clock set ${step > 0 ? '+' : ''}${step} s`,
          jump: async () => {
            clock.set(step)
            return 0
          },
        })
      }
      clock.set(0)
      await pause(3_000)
      const unseenBefore = (await timesOf(vigie)).unknown_s
      await outageAcross(stage, {
        service: 2,
        what: `stopped for ${stopped_s} s`,
        jump: async () => {
          process.kill(vigie.pid, 'SIGSTOP')
          await pause(stopped_s * 1_000)
          process.kill(vigie.pid, 'SIGCONT')
          return stopped_s
        },
      })
      await until('the last message', () => slack.messages.length >= 6)
      report.require(
        'messages: one alert and one recovery an outage',
        slack.messages.length === 6,
        `${slack.messages.length}`,
      )
      const { unknown_s, down_s, ratio } = await timesOf(vigie)
      report.require(
        'a service that never failed was never down',
        down_s === 0 && ratio === 1,
        `${down_s} s, uptime ${ratio}`,
      )
      const grey = unknown_s - unseenBefore
      report.require('the stop is unknown time', grey >= stopped_s - 1, `${Math.round(grey)} s of ${stopped_s} s`)
      report.figure('unknown time beyond the stop', grey - stopped_s, 's', { at_most: 4 })
    })
  } finally {
    await Promise.all([target.stop(), slack.stop()])
    clock.remove()
  }
}

type Stage = {
  readonly report: Report
  readonly vigie: Vigie
  readonly target: BenchTarget
  readonly plan: Plan
}
type Jump = {
  readonly service: number
  readonly what: string
  /** Answers how many seconds the program stood still. */
  readonly jump: () => Promise<number>
}

/** A service fails, time jumps, the service recovers: what is told of it must be what really passed. */
async function outageAcross(
  { report, vigie, target, plan: { services, interval_s, lasting_s, intervals } }: Stage,
  { service, what, jump }: Jump,
): Promise<void> {
  const incidents = async (status: string) =>
    (await vigie.get<{ items: Incident[] }>(`/api/v1/incidents?status=${status}`)).items
  const resolvedBefore = (await incidents('resolved')).length
  const begun = performance.now()
  await target.behave('failing', [service])
  await until('the incident', async () => (await incidents('open')).length === 1)
  const known = performance.now()
  await pause(lasting_s * 1_000)
  // From before it: a storm begins the moment that the program runs again.
  await target.forget()
  const counting = performance.now()
  const still_s = await jump()
  await pause(intervals * interval_s * 1_000)
  await until('a check of all', async () => Object.keys((await target.counts()).per_service).length === services)
  const { per_service } = await target.counts()
  // Busy machines count longer than planned, so the count is judged by the time that really passed.
  const passed = ((performance.now() - counting) / 1_000 - still_s) / interval_s
  const busiest = Math.max(...Object.entries(per_service).map(([i, n]) => (Number(i) === service ? 0 : n)))
  report.require(`${what}: no storm`, busiest <= mostChecks(passed), `${busiest} of one in ${plain(passed)} intervals`)
  const least = (performance.now() - known) / 1_000
  await target.behave('ok', [service])
  await until('its end', async () => (await incidents('resolved')).length === resolvedBefore + 1)
  const real = (performance.now() - begun) / 1_000
  const newest = (await incidents('resolved')).find(one => one.component?.name === `Service ${service}`)
  const told = newest?.duration_s ?? Number.NaN
  // From its first failure, before it was known here, to its first good answer, before that was known here.
  const right = told >= least - 1 && told <= real + 1
  report.require(
    `${what}: the duration told is the real one`,
    right,
    `${told} s of ${plain(least)} to ${plain(real)} s`,
  )
  const apart = Math.abs(told - real)
  report.figure(`${what}: duration told and real duration differ by`, apart, 's', { at_most: 2 * interval_s + 1 })
}

/** A slot at each interval and one at the edge; a first look after a gap, and one that came late from before. */
const mostChecks = (intervals: number): number => Math.floor(intervals) + 3

/** Of a service that never failed. */
async function timesOf(vigie: Vigie): Promise<{ unknown_s: number; down_s: number; ratio: number | null }> {
  const { days, ratio } = await vigie.get<Uptime>('/api/v1/checks/service-5/uptime?days=2')
  const total = (part: 'unknown_s' | 'down_s') => days.reduce((sum, day) => sum + day[part], 0)
  return { unknown_s: total('unknown_s'), down_s: total('down_s'), ratio }
}
