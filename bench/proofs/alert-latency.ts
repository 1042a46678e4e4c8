import { setTimeout as pause } from 'node:timers/promises'
import type { Behaviour } from '../../kit/testing/local-server.ts'
import { startSlack } from '../../kit/testing/slack.ts'
import { startTarget, type Target } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import { configText, withVigie } from '../lookout.ts'
import type { Report } from '../report.ts'
import { toldOnSlack } from '../told.ts'

type Failure = { readonly word: string; readonly behaviour: Behaviour }
type Subject = {
  readonly name: string
  readonly failure: Failure
  readonly interval_s: number
  readonly timeout_s: number
  readonly target: Target
}

const failures: readonly Failure[] = [
  { word: 'refuses', behaviour: 'refuse' },
  { word: 'answers 503', behaviour: { status: 503, body: 'no' } },
  { word: 'hangs', behaviour: 'hang' },
]
const slackS = 4

export const alertLatency: Bench = {
  name: 'alert-latency',
  shows: 'an outage and its end are told within the interval and four seconds, and the timeout when the target hangs',
  quick: report => rounds(report, { rounds: 1, speeds: [{ interval_s: 1, timeout_s: 2, each: 2 }] }),
  proof: report =>
    rounds(report, {
      rounds: 4,
      speeds: [
        { interval_s: 20, timeout_s: 5, each: 8 },
        { interval_s: 1, timeout_s: 2, each: 4 },
      ],
    }),
}

type Speed = { readonly interval_s: number; readonly timeout_s: number; readonly each: number }

async function rounds(report: Report, plan: { rounds: number; speeds: readonly Speed[] }): Promise<void> {
  const delays = new Map<string, { told: number[]; over: number[]; limit: number }>()
  // A new program each time: more than one outage of a service in ten minutes would count as flapping.
  for (let round = 0; round < plan.rounds; round++) {
    report.progress(`round ${round + 1} of ${plan.rounds}`)
    await oneRound(plan.speeds, ({ failure, interval_s, timeout_s }, told, over) => {
      const kind = `interval ${interval_s} s, ${failure.word}`
      const limit = interval_s + slackS + (failure.behaviour === 'hang' ? timeout_s : 0)
      // With an interval of a second the promise is four seconds in all.
      const entry = delays.get(kind) ?? {
        told: [],
        over: [],
        limit: interval_s === 1 && failure.behaviour !== 'hang' ? slackS : limit,
      }
      entry.told.push(told)
      entry.over.push(over)
      delays.set(kind, entry)
    })
  }
  for (const [kind, { told, over, limit }] of delays) {
    report.figure(`${kind}: told after, slowest of ${told.length}`, Math.max(...told), 's', { at_most: limit })
    report.figure(`${kind}: its end told after, slowest`, Math.max(...over), 's', { at_most: limit })
  }
}

async function oneRound(
  speeds: readonly Speed[],
  tell: (subject: Subject, told: number, over: number) => void,
): Promise<void> {
  const slack = await startSlack()
  const steady = await startTarget()
  const subjects: Subject[] = []
  for (const { interval_s, timeout_s, each } of speeds) {
    for (const failure of failures) {
      for (let i = 0; i < each; i++) {
        const name = `${failure.word} ${interval_s}s no ${i}`
        subjects.push({ name, failure, interval_s, timeout_s, target: await startTarget() })
      }
    }
  }
  const services = subjects.map(({ name, interval_s, timeout_s, target }) => ({
    name,
    url: target.url,
    more: `interval: ${interval_s}, timeout: ${timeout_s}`,
  }))
  services.push({ name: 'Steady', url: steady.url, more: 'interval: 1, timeout: 5' })
  const config = configText({ services, monitoring: 'failure_threshold: 2', slack })
  try {
    await withVigie({ config }, async () => {
      await until('a first check of all', () => subjects.every(({ target }) => target.hits() > 0), { within_s: 90 })
      await pause(1_000)
      await Promise.all(
        subjects.map(async subject => {
          const { name, failure, interval_s, timeout_s, target } = subject
          const toldAt = (what: string) => toldOnSlack(slack, name).find(told => told.what === what)?.at
          const patience = { within_s: 3 * (interval_s + timeout_s + slackS) + 60 }
          await pause(Math.random() * interval_s * 1_000)
          const broken = Date.now()
          await target.behave(failure.behaviour)
          await until(`the alert of "${name}"`, () => toldAt('opened') !== undefined, patience)
          await pause(Math.random() * interval_s * 1_000)
          const mended = Date.now()
          await target.behave('ok')
          await until(`the recovery of "${name}"`, () => toldAt('resolved') !== undefined, patience)
          tell(subject, ((toldAt('opened') ?? 0) - broken) / 1_000, ((toldAt('resolved') ?? 0) - mended) / 1_000)
        }),
      )
    })
  } finally {
    await Promise.all([slack.stop(), steady.stop(), ...subjects.map(({ target }) => target.stop())])
  }
}
