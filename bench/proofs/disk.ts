import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import { mountSmallDisk, putOn, type SmallDisk } from '../../kit/testing/faults/full-disk.ts'
import { testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import { startWebhookSink, type WebhookSink } from '../../kit/testing/webhook.ts'
import type { Bench } from '../bench.ts'
import { configText, metricsOf, numbered, sumOf, withVigie } from '../lookout.ts'
import { quantile, type Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'
import { toldByWebhook } from '../told.ts'

export const disk: Bench = {
  name: 'disk',
  shows:
    'a disk that is full at any moment of an outage: said with its cause, nothing green, told all the same, nothing lost or doubled',
  quick: report => run(report, 1),
  proof: report => run(report, 20),
}

const diskBytes = 20 * 1_048_576
/** So far apart may the outage and the full disk begin, in either order, and end. */
const apartMs = 8_000
const lookout = 'Lookout'

type Stage = {
  readonly vigie: Vigie
  readonly disk: SmallDisk
  readonly target: BenchTarget
  readonly sink: WebhookSink
  /** Seconds. */
  readonly seen: {
    readonly ready: number[]
    readonly told: number[]
    readonly back: number[]
    readonly apart: number[]
  }
  readonly failed_at: Map<string, number>
  readonly wrong: string[]
}

async function run(report: Report, rounds: number): Promise<void> {
  const small = mounted(report)
  if (!small) return
  const [target, sink] = [await startBenchTarget(), await startWebhookSink()]
  const config = configText({
    // One for each time, and one that is always well.
    services: numbered(rounds + 1, target.urlOf),
    monitoring: 'check_interval: 1, default_timeout: 5, failure_threshold: 2',
    sections: `notifications: [{ name: hook, kind: webhook, url: "${sink.url}" }]`,
  })
  const fill = async (folder: string) => putOn(small, folder, ['data', 'incidents'])
  try {
    await withVigie({ config, fill }, async vigie => {
      const seen = { ready: [], told: [], back: [], apart: [] }
      const stage: Stage = { vigie, disk: small, target, sink, seen, failed_at: new Map(), wrong: [] }
      await until('a green page', () => isShown(stage, /All systems operational/))
      for (let round = 0; round < rounds; round++) {
        await fillDuringOutage(stage, round)
        report.progress(`filled ${round + 1} times`)
      }
      await settle(stage)
      await judge(report, stage, rounds)
    })
  } finally {
    await Promise.all([target.stop(), sink.stop()])
    small.remove()
  }
}

function mounted(report: Report): SmallDisk | null {
  try {
    return mountSmallDisk(diskBytes)
  } catch (thrown) {
    report.fact('skipped: a small disk cannot be mounted here', String(thrown))
    return null
  }
}

const randomly = (): Promise<void> => pause(Math.random() * apartMs)

async function fillDuringOutage(stage: Stage, service: number): Promise<void> {
  const { disk: small, target, seen } = stage
  const name = `Service ${service}`
  const times = { full: 0 }
  const failing = async () => {
    await randomly()
    stage.failed_at.set(name, Date.now())
    await target.behave('failing', [service])
  }
  const filling = async () => {
    await randomly()
    small.fill()
    times.full = performance.now()
  }
  await Promise.all([failing(), filling()])
  // What others give back meanwhile is taken again: the disk stays full until it is freed.
  const whileFull = (what: string, isTrue: () => boolean | Promise<boolean>) =>
    until(
      what,
      async () => {
        small.fill()
        return isTrue()
      },
      { within_s: 120 },
    )
  await whileFull('it is not ready', async () => (await readiness(stage)).status === 503)
  seen.ready.push((performance.now() - times.full) / 1000)
  const { body } = await readiness(stage)
  if (!/the disk of \S+\/data is full/.test(body)) stage.wrong.push(`time ${service}: the cause is not named: ${body}`)
  // What finds its room within the files that are there is stored and shown as ever; of the rest nothing is known.
  await whileFull('the page is not green', async () => !(await isShown(stage, /All systems operational/)))
  await whileFull(
    'the full disk is told',
    () => told(stage, 'opened', lookout) + told(stage, 'other', lookout) > service,
  )
  seen.told.push((performance.now() - times.full) / 1000)
  await whileFull('the outage is told', () => told(stage, 'opened', name) > 0)
  const isFirst = Math.random() < 0.5
  if (isFirst) {
    await target.behave('ok', [service])
    await whileFull('the recovery is told', () => told(stage, 'resolved', name) > 0)
  } else await randomly()
  small.free()
  const freed = performance.now()
  await until('it is ready again', async () => (await readiness(stage)).status === 200)
  seen.back.push((performance.now() - freed) / 1000)
  if (!isFirst) {
    await until('the page tells of the outage', () => isShown(stage, new RegExp(`${name} (is down|has an outage)`)))
    await target.behave('ok', [service])
  }
  await until('the recovery is told', () => told(stage, 'resolved', name) > 0)
  await until('a green page again', () => isShown(stage, /All systems operational/))
}

async function readiness({ vigie }: Stage): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${vigie.url}/readyz`, { headers: { authorization: `Bearer ${testAdminKey}` } })
  return { status: answer.status, body: await answer.text() }
}

const isShown = async ({ vigie }: Stage, what: RegExp): Promise<boolean> =>
  what.test(await (await fetch(`${vigie.url}/`)).text())

const told = ({ sink }: Stage, what: string, service: string): number =>
  new Set(toldByWebhook(sink).flatMap(one => (one.what === what && one.service === service ? one.key : []))).size

/** Nothing is open and nothing is waiting, and nothing more arrives for a while. */
async function settle({ vigie, sink }: Stage): Promise<void> {
  type Page = { items: unknown[] }
  const isQuiet = async (): Promise<boolean> => {
    const open = await vigie.get<Page>('/api/v1/incidents?status=open')
    const queued = await vigie.get<Page>('/api/v1/deliveries?state=queued')
    return open.items.length === 0 && queued.items.length === 0
  }
  await until('all incidents closed and told', isQuiet, { within_s: 120, every_ms: 500 })
  for (let before = -1; before !== sink.accepted.length; ) {
    before = sink.accepted.length
    await pause(3_000)
  }
}

async function judge(report: Report, stage: Stage, rounds: number): Promise<void> {
  const { vigie, sink, seen, wrong, failed_at } = stage
  const { items } = await vigie.get<{ items: Incident[] }>('/api/v1/incidents?limit=500')
  const ofServices = items.filter(({ component }) => component?.name !== lookout)
  const perService = Map.groupBy(ofServices, ({ component }) => component?.name ?? '')
  report.require('filled, each time with its cause', wrong.length === 0, wrong[0] ?? `${rounds} times`)
  report.require('outages without an incident', perService.size === rounds, `${rounds - perService.size} of ${rounds}`)
  const doubled = ofServices.length - perService.size + ofServices.filter(({ reopened }) => reopened > 0).length
  report.require('outages with two incidents', doubled === 0, `${doubled} of ${rounds}`)
  const news = toldByWebhook(sink).filter(({ what }) => what !== 'other')
  const once = Map.groupBy(news, one => `${one.service} ${one.what} ${one.cycle}`)
  const twice = [...once].filter(([, list]) => list.length > 1).map(([key]) => key)
  report.require('news told twice', twice.length === 0, twice.join(', ') || 'none')
  const known = new Set(items.map(({ id }) => id))
  const strange = news.filter(({ incident }) => !known.has(incident)).length
  report.require('told of an incident that there is not', strange === 0, String(strange))
  for (const what of ['opened', 'resolved'] as const) {
    const untold = ofServices.filter(({ id }) => !news.some(one => one.what === what && one.incident === id)).length
    report.require(`incidents that nobody was told had ${what}`, untold === 0, `${untold} of ${ofServices.length}`)
  }
  const metrics = await metricsOf(vigie)
  for (const name of ['vigie_results_lost_total', 'vigie_results_unwritten', 'vigie_changes_unwritten']) {
    if (name.endsWith('unwritten')) await until(`${name} is 0`, async () => sumOf(await metricsOf(vigie), name) === 0)
    else report.require('results that found no room', sumOf(metrics, name) === 0, String(sumOf(metrics, name)))
  }
  for (const incident of ofServices) {
    const failed = failed_at.get(incident.component?.name ?? '') ?? 0
    seen.apart.push(Math.abs(Date.parse(incident.started_at) - failed) / 1000)
  }
  report.figure('not ready after, p95', quantile(seen.ready, 0.95), 's')
  report.figure('the full disk told after, p95', quantile(seen.told, 0.95), 's')
  report.figure('ready again after there is room, p95', quantile(seen.back, 0.95), 's')
  report.figure('start of an outage and its stored time, at most apart', Math.max(...seen.apart), 's')
  const lines = vigie.output().split('\n')
  const failures = lines.filter(line => /rollback|could not be stored/.test(line)).length
  report.require('lines in the log that hide the cause', failures === 0, String(failures))
  const said = lines.filter(line => line.includes('"nothing can be stored"')).length
  report.require('lines in the log that name it', said >= rounds && said <= 2 * rounds, `${said} in ${rounds} times`)
}
