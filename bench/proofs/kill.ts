import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import { startWebhookSink } from '../../kit/testing/webhook.ts'
import type { Bench } from '../bench.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import { everyIncident, judgeOutages, type Outage, settle, spread } from '../planned-outages.ts'
import type { Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'
import { toldByWebhook } from '../told.ts'

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
      judgeOutages(report, await everyIncident(vigie), {
        ...{ told: toldByWebhook(sink), services, outages, timeout_s: timeoutS },
        breaks: { count: kills, what: 'kills' },
      })
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
  await killWhile(stageOf(vigie, plan), spread(services, overMs(plan), fail), isOpen)
  await killWhile(stageOf(vigie, plan), spread(services, overMs(plan), recover), isOver)
  return 2 * (plan.short_lives + 1)
}

/** About as long as the short lives take. */
const overMs = (plan: Plan) => plan.short_lives * 3_000
const stageOf = (vigie: Vigie, { short_lives }: Plan) => ({ vigie, short_lives })

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
