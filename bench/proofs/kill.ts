import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { startWebhookSink } from '../../kit/testing/webhook.ts'
import type { Bench } from '../bench.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import type { Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'
import { type ToldByWebhook, toldByWebhook } from '../told.ts'
import { until } from '../until.ts'

export const kill: Bench = {
  name: 'kill',
  shows: 'kill -9 at any moment loses no incident, doubles none, and repeats at most the message that was on its way',
  quick: report => run(report, { rounds: 1, services: 12, short_lives: 2 }),
  proof: report => run(report, { rounds: 10, services: 12, short_lives: 4 }),
}

type Plan = {
  readonly rounds: number
  /** So many fail and recover in each round; each once, for twice would count as flapping. */
  readonly services: number
  /** So many lives end at random moments while they fail, and as many while they recover; then one sees it all. */
  readonly short_lives: number
}

const timeoutS = 2
const shortLifeS = () => 0.2 + Math.random() * 3.5
const secret = `whsec_${Buffer.from('a secret of the measurements only').toString('base64')}`

/** When a service was made to fail, and when it was well again. Epoch milliseconds. */
type Outage = { readonly from: number; to: number }

async function run(report: Report, plan: Plan): Promise<void> {
  const target = await startBenchTarget()
  const sink = await startWebhookSink()
  const services = plan.rounds * plan.services
  const config = configText({
    services: numbered(services, target.urlOf),
    monitoring: `check_interval: 1, default_timeout: ${timeoutS}, failure_threshold: 2`,
    sections: `notifications:\n  - { name: hook, kind: webhook, url: "${sink.url}", secret: "${secret}" }`,
  })
  const outages = new Map<string, Outage>()
  try {
    await withVigie({ config }, async vigie => {
      await until('a check of all', async () => Object.keys((await target.counts()).per_service).length === services)
      const stage = { vigie, target, plan, outages }
      let kills = 0
      for (let round = 0; round < plan.rounds; round++) {
        kills += await failAndRecover(stage, round * plan.services)
        report.progress(`killed ${kills} times`)
      }
      await settle(vigie, () => toldByWebhook(sink).length)
      report.fact('killed at random moments', `${kills} times`)
      judge(report, await everyIncident(vigie), { told: toldByWebhook(sink), services, kills, outages })
    })
  } finally {
    await Promise.all([target.stop(), sink.stop()])
  }
}

type Stage = {
  readonly vigie: Vigie
  readonly target: BenchTarget
  readonly plan: Plan
  readonly outages: Map<string, Outage>
}

/** Some services fail, and then recover, while the program is killed again and again. Answers how often. */
async function failAndRecover({ vigie, target, plan, outages }: Stage, first: number): Promise<number> {
  const services = Array.from({ length: plan.services }, (_, i) => first + i)
  const open = async () => (await vigie.get<{ items: Incident[] }>('/api/v1/incidents?status=open&limit=500')).items
  const names = services.map(service => `Service ${service}`)
  const fail = async (service: number) => {
    outages.set(`Service ${service}`, { from: Date.now(), to: Number.POSITIVE_INFINITY })
    await target.behave(service % 2 === 0 ? 'failing' : 'hanging', [service])
  }
  const recover = async (service: number) => {
    await target.behave('ok', [service])
    const outage = outages.get(`Service ${service}`)
    if (outage) outage.to = Date.now()
  }
  const isOpen = async () => {
    const found = new Set((await open()).map(incident => incident.component?.name))
    return names.every(name => found.has(name))
  }
  const isOver = async () => !(await open()).some(incident => names.includes(incident.component?.name ?? ''))
  await killWhile(stageOf(vigie, plan), spread(services, plan, fail), isOpen)
  await killWhile(stageOf(vigie, plan), spread(services, plan, recover), isOver)
  return 2 * (plan.short_lives + 1)
}

const stageOf = (vigie: Vigie, { short_lives }: Plan) => ({ vigie, short_lives })

/** Each service at a moment of its own, over about as long as the short lives take. */
async function spread(services: readonly number[], plan: Plan, turn: (service: number) => Promise<void>) {
  const overMs = plan.short_lives * 3_000
  const order = services.map(service => ({ service, at: Math.random() * overMs })).toSorted((a, b) => a.at - b.at)
  const begun = performance.now()
  for (const { service, at } of order) {
    await pause(Math.max(0, at - (performance.now() - begun)))
    await turn(service)
  }
}

/** Short lives while something happens, then one that goes on until its effect is seen: however slow the machine is. */
async function killWhile(
  { vigie, short_lives }: { readonly vigie: Vigie; readonly short_lives: number },
  happening: Promise<void>,
  isSeen: () => Promise<boolean>,
): Promise<void> {
  for (let life = 0; life < short_lives; life++) {
    await pause(shortLifeS() * 1_000)
    await vigie.kill()
    await vigie.restart()
  }
  await happening
  await until('the incidents of these services', isSeen, { within_s: 120, every_ms: 200 })
  await pause(Math.random() * 500)
  await vigie.kill()
  await vigie.restart()
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
    await pause(2_000)
  }
}

type Findings = {
  readonly told: readonly ToldByWebhook[]
  readonly services: number
  readonly kills: number
  readonly outages: ReadonlyMap<string, Outage>
}

function judge(report: Report, incidents: readonly Incident[], findings: Findings): void {
  const { told, services, kills, outages } = findings
  // On a machine that starves, a target that is well may be silent for longer than its timeout: an outage by the rule.
  const starved = incidents.filter(incident => wasStarved(incident, outages))
  if (starved.length > 0) report.fact('outages of a machine too busy to answer in time', String(starved.length))
  const planned = incidents.filter(incident => !starved.includes(incident) || incident.reopened > 0)
  const perService = Map.groupBy(planned, incident => incident.component?.name ?? '')
  const lost = services - perService.size
  const again = (incident: Incident) => incident.reopened > 0 && !starved.includes(incident)
  const doubled = [...perService.values()].filter(list => list.length > 1 || list.some(again)).length
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
  const news = Map.groupBy(told, one => `${one.incident} ${one.what} ${one.cycle}`)
  const renamed = [...news.values()].filter(list => new Set(list.map(one => one.key)).size > 1).length
  report.require('the same news under two keys', renamed === 0, `${renamed}`)
}

/** Its (last) beginning was a silence at a time when its target was well. */
function wasStarved({ component, evidence }: Incident, outages: ReadonlyMap<string, Outage>): boolean {
  const outage = outages.get(component?.name ?? '')
  const first = evidence?.first_failure
  if (!outage || !first || first.http_status !== null) return false
  const at = Date.parse(first.at)
  return at + timeoutS * 1_000 < outage.from || at > outage.to
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
