import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { type FakeSlack, startSlack } from '../../kit/testing/slack.ts'
import { until } from '../../kit/testing/until.ts'
import { startWebhookSink } from '../../kit/testing/webhook.ts'
import type { Bench } from '../bench.ts'
import { configText, histogramQuantile, metricsOf, numbered, withVigie } from '../lookout.ts'
import { latenessMetric } from '../monitor-metrics.ts'
import type { Report } from '../report.ts'
import { startBenchTarget } from '../target/start-target.ts'
import { toldByWebhook, toldOnSlack } from '../told.ts'

export const channelOutage: Bench = {
  name: 'channel-outage',
  shows: 'a channel that refuses, hangs or asks to wait loses nothing, changes no order and delays no check',
  quick: async report => {
    const few = { services: 40, seconds: 2, look_every_ms: 250 }
    await Promise.all([refuses(report, { services: 4, seconds: 4 }), hangs(report, few), limits(report, 2)])
  },
  proof: async report => {
    await refuses(report, { services: 10, seconds: 600 })
    await hangs(report, { services: 2_000, seconds: 60, look_every_ms: 50 })
    await limits(report, 30)
  },
}

type Refusing = { readonly services: number; readonly seconds: number }

const secret = `whsec_${Buffer.from('a secret of the measurements only').toString('base64')}`

/** Services fail one after the other, half of them recover, while nobody listens on either channel. */
async function refuses(report: Report, { services, seconds }: Refusing): Promise<void> {
  const mended = services / 2
  const expected = services + mended
  const target = await startBenchTarget()
  const slack = await startSlack()
  const sink = await startWebhookSink()
  const config = configText({
    services: numbered(services, target.urlOf),
    monitoring: 'check_interval: 1, failure_threshold: 2, recheck: 0.1',
    slack,
    sections: `notifications:\n  - { name: hook, kind: webhook, url: "${sink.url}", secret: "${secret}" }`,
  })
  try {
    await withVigie({ config }, async vigie => {
      const open = async (count: number) => {
        const { items } = await vigie.get<{ items: Incident[] }>('/api/v1/incidents?status=open')
        return items.length === count
      }
      await until('a check of all', async () => Object.keys((await target.counts()).per_service).length === services)
      await Promise.all([slack.behave('refuse'), sink.behave('refuse')])
      const refusing = performance.now()
      for (let i = 0; i < services; i++) {
        await target.behave('failing', [i])
        await until(`incident ${i}`, () => open(i + 1))
      }
      for (let i = 0; i < mended; i++) {
        await target.behave('ok', [i])
        await until(`the end of incident ${i}`, () => open(services - 1 - i))
      }
      report.progress(`the channels refuse for ${seconds} s`)
      await pause(Math.max(0, seconds * 1_000 - (performance.now() - refusing)))
      const back = Date.now()
      await Promise.all([slack.behave('ok'), sink.behave('ok')])
      const all = () => slack.messages.length >= expected && sink.accepted.length >= expected
      await until('what had waited', all, { within_s: 120 })
      await pause(2_000)
      const ends = { Slack: slack.messages.map(message => message.at), webhook: sink.accepted.map(one => one.at) }
      for (const [channel, times] of Object.entries(ends)) {
        const after = (Math.max(...times) - back) / 1_000
        report.figure(`${channel} refused for ${seconds} s: last message after it is back`, after, 's', { at_most: 30 })
        report.require(
          `${channel}: each told once`,
          times.length === expected,
          `${times.length} messages of ${expected}`,
        )
      }
      const order = toldByWebhook(sink).map(({ what, service }) => `${what} ${service}`)
      const right = [
        ...Array.from({ length: services }, (_, i) => `opened Service ${i}`),
        ...Array.from({ length: mended }, (_, i) => `resolved Service ${i}`),
      ]
      report.require('webhook: in the order in which it happened', order.join() === right.join(), order.join(', '))
      const slackOrder = right.map(news => orderOnSlack(slack, news))
      const sorted = slackOrder.every((at, i) => i === 0 || at >= (slackOrder[i - 1] ?? 0))
      report.require('Slack: in the order in which it happened', sorted, `${slackOrder.length} in order`)
    })
  } finally {
    await Promise.all([target.stop(), slack.stop(), sink.stop()])
  }
}

/** Position of its message. */
function orderOnSlack(slack: FakeSlack, news: string): number {
  const [what = '', service = ''] = news.split(/ (.*)/)
  const at = toldOnSlack(slack, service).find(told => told.what === what)?.at
  return slack.messages.findIndex(message => message.at === at)
}

type Hanging = { readonly services: number; readonly seconds: number; readonly look_every_ms: number }

/**
 * Lateness of the checks while a channel accepts connections and never answers, beside that in the same trouble with a
 * channel that works: incidents and a page that is looked at all the time cost what they cost.
 */
async function hangs(report: Report, { services, seconds, look_every_ms }: Hanging): Promise<void> {
  const target = await startBenchTarget()
  const slack = await startSlack()
  const config = configText({
    services: numbered(services, target.urlOf),
    monitoring: 'check_interval: 10, failure_threshold: 2',
    slack,
  })
  const failing = Math.min(50, services / 4)
  try {
    await withVigie({ config }, async vigie => {
      await until('a check of all', async () => Object.keys((await target.counts()).per_service).length === services)
      const trouble = async (first: number) => {
        const which = Array.from({ length: failing }, (_, i) => first + i)
        await target.behave('failing', which)
        const seen = await troubleSeen(vigie, { failing, seconds, look_every_ms })
        await target.behave('ok', which)
        await until('the end of all', async () => (await openIncidents(vigie)).length === 0)
        return seen
      }
      const working = await trouble(0)
      await slack.behave('hang')
      const hanging = await trouble(failing)
      report.figure(`start lateness p99, ${failing} outages`, working.late_ms, 'ms')
      report.figure(`start lateness p99, ${failing} outages, channel hanging`, hanging.late_ms, 'ms', {
        at_most: working.late_ms + 50,
      })
      report.figure('page shows an outage after its detection, slowest', hanging.slowest_s, 's', { at_most: 2 })
    })
  } finally {
    await Promise.all([target.stop(), slack.stop()])
  }
}

const openIncidents = async (vigie: Vigie) =>
  (await vigie.get<{ items: Incident[] }>('/api/v1/incidents?status=open&limit=500')).items

type Trouble = { readonly failing: number } & Omit<Hanging, 'services'>

async function troubleSeen(vigie: Vigie, { failing, seconds, look_every_ms }: Trouble) {
  const stop = new AbortController()
  const seen = new Map<string, number>()
  const run = async () => {
    const before = await metricsOf(vigie)
    await pause(seconds * 1_000)
    const late = histogramQuantile(0.99, { name: latenessMetric, before, after: await metricsOf(vigie) })
    await until('an incident of each', async () => (await openIncidents(vigie)).length === failing)
    const items = await openIncidents(vigie)
    await until('them all on the page', () => items.every(one => seen.has(one.number)))
    const delays = items.map(one => ((seen.get(one.number) ?? Number.NaN) - Date.parse(one.detected_at)) / 1_000)
    return { late_ms: late * 1_000, slowest_s: Math.max(...delays) }
  }
  const [found] = await Promise.all([
    run().finally(() => stop.abort()),
    watchPage(vigie.url, { seen, every_ms: look_every_ms, stop: stop.signal }),
  ])
  return found
}

type Watching = {
  /** Number of an incident → when the page first showed it. */
  readonly seen: Map<string, number>
  readonly every_ms: number
  readonly stop: AbortSignal
}

async function watchPage(url: string, { seen, every_ms, stop }: Watching): Promise<void> {
  while (!stop.aborted) {
    const html = await (await fetch(url)).text()
    for (const [number] of html.matchAll(/INC-[\d-]+\d/g)) if (!seen.has(number)) seen.set(number, Date.now())
    await pause(every_ms)
  }
}

/** Slack says 429 with a time to wait. */
async function limits(report: Report, limited_s: number): Promise<void> {
  const target = await startBenchTarget()
  const slack = await startSlack()
  const config = configText({
    services: numbered(3, target.urlOf),
    monitoring: 'check_interval: 1, failure_threshold: 2, recheck: 0.1',
    slack,
  })
  try {
    await withVigie({ config }, async () => {
      await until('a check of all', async () => Object.keys((await target.counts()).per_service).length === 3)
      await slack.behave({ limited_s })
      await target.behave('failing', [0, 1])
      const posts = () => slack.calls.filter(call => call.method === 'chat.postMessage')
      await until('a refused message', () => posts().length > 0)
      const refusedAt = posts()[0]?.at ?? 0
      await slack.behave('ok')
      await until('the two messages', () => slack.messages.length === 2, { within_s: limited_s + 60 })
      const next = ((posts()[1]?.at ?? 0) - refusedAt) / 1_000
      // Both clocks round.
      report.require(`Slack says 429, wait ${limited_s} s: the next call waits`, next >= limited_s - 0.05, `${next} s`)
    })
  } finally {
    await Promise.all([target.stop(), slack.stop()])
  }
}
