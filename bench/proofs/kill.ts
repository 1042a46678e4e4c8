import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { startWebhookSink } from '../../kit/testing/webhook.ts'
import type { Bench } from '../bench.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import type { Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'
import { type Told, toldByWebhook } from '../told.ts'
import { until } from '../until.ts'

export const kill: Bench = {
  name: 'kill',
  shows: 'kill -9 at any moment loses no incident, doubles none, and repeats at most the message that was on its way',
  quick: report => run(report, { kills: 3, services: 12, long_every: 2 }),
  proof: report => run(report, { kills: 100, services: 120, long_every: 4 }),
}

/** Every so many lives, one is long enough to confirm an outage from its first failure. */
type Plan = { readonly kills: number; readonly services: number; readonly long_every: number }

const shortLifeS = () => 0.2 + Math.random() * 3.5
const longLifeS = () => 6 + Math.random() * 2
const startS = 1

/** So long that a whole long life lies within it: an outage that nobody could see proves nothing. */
const shortestOutageS = (long_every: number): number => (long_every - 1) * (3.7 + startS) + 2 * (8 + startS)

async function run(report: Report, { kills, services, long_every }: Plan): Promise<void> {
  const target = await startBenchTarget()
  const sink = await startWebhookSink()
  const config = configText({
    services: numbered(services, target.urlOf),
    monitoring: 'check_interval: 1, default_timeout: 1, failure_threshold: 2',
    sections: `notifications:\n  - { name: hook, kind: webhook, url: "${sink.url}", secret: "${secret}" }`,
  })
  try {
    await withVigie({ config }, async vigie => {
      await until('a first check', async () => (await target.counts()).requests > 0)
      const state = { over: false, killed: 0 }
      const life = failAndRecover(target, { services, kills, long_every })
      void life.then(() => {
        state.over = true
      })
      // Kills go on until the planned number is reached and every outage has begun and ended.
      while (state.killed < kills || !state.over) {
        const lifeS = state.killed % long_every === 0 ? longLifeS() : shortLifeS()
        await pause(lifeS * 1_000)
        await vigie.kill()
        state.killed += 1
        if (state.killed % 10 === 0) report.progress(`killed ${state.killed} times`)
        await vigie.restart()
      }
      await life
      await settle(vigie, () => toldByWebhook(sink).length)
      report.fact('killed at random moments', `${state.killed} times`)
      await judge(report, vigie, { told: toldByWebhook(sink), services, kills: state.killed })
    })
  } finally {
    await Promise.all([target.stop(), sink.stop()])
  }
}

const secret = `whsec_${Buffer.from('a secret of the measurements only').toString('base64')}`

/** Each service fails once and recovers once, at moments spread over the run: twice would count as flapping. */
async function failAndRecover(target: BenchTarget, { services, kills, long_every }: Plan): Promise<void> {
  const spreadMs = kills * 3_000
  await Promise.all(
    Array.from({ length: services }, async (_, service) => {
      await pause(Math.random() * spreadMs)
      await target.behave(service % 2 === 0 ? 'failing' : 'hanging', [service])
      await pause((shortestOutageS(long_every) + Math.random() * 10) * 1_000)
      await target.behave('ok', [service])
    }),
  )
}

/** Nothing is open and nothing is waiting, and nothing more arrives for a while. */
async function settle(vigie: Vigie, told: () => number): Promise<void> {
  type Page = { items: unknown[] }
  const isQuiet = async (): Promise<boolean> => {
    const open = await vigie.get<Page>('/api/v1/incidents?status=open')
    const queued = await vigie.get<Page>('/api/v1/deliveries?state=queued')
    return open.items.length === 0 && queued.items.length === 0
  }
  await until('all incidents closed and told', isQuiet, { within_s: 120, every_ms: 500 })
  for (let before = -1; before !== told(); ) {
    before = told()
    await pause(3_000)
  }
}

type Findings = { readonly told: readonly Told[]; readonly services: number; readonly kills: number }

async function judge(report: Report, vigie: Vigie, { told, services, kills }: Findings): Promise<void> {
  const incidents = await everyIncident(vigie)
  const perService = Map.groupBy(incidents, incident => incident.component?.name ?? '')
  const lost = services - perService.size
  const doubled = [...perService.values()].filter(list => list.length > 1).length
  report.require('outages without an incident', lost === 0, `${lost} of ${services}`)
  report.require('outages with two incidents', doubled === 0, `${doubled} of ${services}`)
  for (const what of ['opened', 'resolved'] as const) {
    const known = new Set(told.filter(one => one.what === what).map(one => one.incident))
    const untold = incidents.filter(incident => !known.has(incident.id)).length
    report.require(`incidents that nobody was told had ${what}`, untold === 0, `${untold} of ${incidents.length}`)
  }
  const keys = new Map<string, number>()
  for (const { key } of told) keys.set(key, (keys.get(key) ?? 0) + 1)
  const repeats = told.length - keys.size
  report.require('repeats, all with the key of the first', repeats <= kills, `${repeats} in ${kills} kills`)
  const topics = new Map<string, Set<string>>()
  for (const one of told) {
    const topic = `${one.incident} ${one.what}`
    topics.set(topic, (topics.get(topic) ?? new Set()).add(one.key))
  }
  const renamed = [...topics.values()].filter(set => set.size > 1).length
  report.require('the same news under two keys', renamed === 0, `${renamed}`)
}

async function everyIncident(vigie: Vigie): Promise<Incident[]> {
  const all: Incident[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: Incident[]; next_cursor: string | null } = await vigie.get(
      `/api/v1/incidents?limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    )
    all.push(...page.items)
    cursor = page.next_cursor
  }
  return all
}
