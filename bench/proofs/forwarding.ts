import { setTimeout as pause } from 'node:timers/promises'
import type { EdgeLink } from '../../contracts/edge/links.ts'
import { freePort } from '../../kit/testing/children.ts'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import type { Report } from '../report.ts'

export const forwarding: Bench = {
  name: 'forwarding',
  shows:
    'an edge that loses its link, and is killed meanwhile, passes on all that it has acknowledged, once, and what is new first',
  quick: report => run(report, { minutes: 90, kills: 1, objects: 20 }),
  proof: report => run(report, { minutes: 1_440, kills: 3, objects: 100 }),
}

type Plan = {
  /** Of measurements, one a minute of each object, that come while the link is lost. */
  readonly minutes: number
  readonly kills: number
  readonly objects: number
}

type Sent = { acknowledged: number; unanswered: number }

const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
const client = 'client_1'
const minuteMs = 60_000

async function run(report: Report, plan: Plan): Promise<void> {
  const links = await freePort()
  const cloud = await startVigie({
    services: ['edge'],
    config: `logging: { level: WARNING }\nedge:\n  port: ${await freePort()}\n  metrics_ports: []\n  links: { port: ${links}, host: 127.0.0.1 }\n`,
  })
  try {
    await send(cloud, '/api/v1/edge/clients', { name: client })
    const { token } = (await send(cloud, '/api/v1/edge/enrolments', { edge: 'plant', clients: [client] })) as {
      token: string
    }
    const section = `clients: [{ name: ${client}, key: a-key-of-a-client }]\n  cloud: { url: "${cloud.url}", token: "${token}" }`
    const config = `logging: { level: WARNING }\nedge:\n  port: ${await freePort()}\n  metrics_ports: []\n  ${section}\n`
    const edge = await startVigie({ services: ['edge'], config })
    try {
      await prove(report, plan, { cloud, edge })
    } finally {
      await edge.remove()
    }
  } finally {
    await cloud.remove()
  }
}

async function prove(report: Report, plan: Plan, { cloud, edge }: { cloud: Vigie; edge: Vigie }): Promise<void> {
  await until('the edge has a certificate', async () => (await linkOf(edge)).state === 'connected')
  await cloud.kill()
  const sent: Sent = { acknowledged: 0, unanswered: 0 }
  const every = plan.minutes / (plan.kills + 1)
  const from = Date.now() - plan.minutes * minuteMs
  for (let minute = 0; minute < plan.minutes; minute += 1) {
    await push(edge, sent, { at: from + minute * minuteMs, objects: plan.objects })
    if ((minute + 1) % every === 0 && minute + 1 < plan.minutes) await killWhile(edge, sent, from + minute * minuteMs)
  }
  const waiting = await linkOf(edge)
  report.fact('while the link is lost', `${waiting.waiting} values wait, ${waiting.backlog_bytes} bytes`)
  await cloud.restart()
  const back = performance.now()
  const isThere = async (object: string) => (await deviceOf(cloud, object)) !== null
  await until('the backlog has begun to leave', async () => (await linkOf(edge)).stored > 0, { every_ms: 20 })
  report.figure('the link is back: the backlog begins to leave', (performance.now() - back) / 1_000, 's', {
    at_most: 2,
  })
  await push(edge, sent, { at: Date.now(), objects: 1, name: 'fresh' })
  const pushed = performance.now()
  await until('what is new is there', () => isThere('fresh-0'), { every_ms: 20 })
  report.figure('a value that comes then is in the cloud', (performance.now() - pushed) / 1_000, 's', { at_most: 5 })
  await until('nothing waits', async () => (await linkOf(edge)).waiting === 0, { within_s: 600, every_ms: 100 })
  report.figure('all has arrived', (performance.now() - back) / 1_000, 's')
  await judge(report, plan, { cloud, edge, sent })
}

/** At a moment at which it is just taking values, which are sent again: the answer was perhaps lost. */
async function killWhile(edge: Vigie, sent: Sent, at: number): Promise<void> {
  const under = push(edge, sent, { at, objects: 500, name: 'twice' })
  await pause(Math.random() * 30)
  await edge.kill()
  await under
  await edge.restart()
  await push(edge, sent, { at, objects: 500, name: 'twice' })
}

type Pushed = { readonly at: number; readonly objects: number; readonly name?: string }

async function push(edge: Vigie, sent: Sent, { at, objects, name = 'device' }: Pushed): Promise<void> {
  const body = Array.from({ length: objects }, (_, index) => ({
    object: `${name}-${index}`,
    metric: 'temperature',
    value: 20 + (at % 7) + index / 10,
    at,
  }))
  try {
    await send(edge, `/api/v1/telemetry?client=${client}`, body)
    sent.acknowledged += objects
  } catch {
    sent.unanswered += objects
  }
}

type Judged = { readonly cloud: Vigie; readonly edge: Vigie; readonly sent: Sent }

async function judge(report: Report, plan: Plan, { cloud, edge, sent }: Judged): Promise<void> {
  const out = await linkOf(edge)
  const sum = out.stored + out.duplicates + out.refused + out.lost + out.waiting
  const told = `${out.offered} = ${out.stored} + ${out.duplicates} + ${out.refused} + ${out.lost} + ${out.waiting}`
  report.require('offered = stored + duplicates + refused + lost + waiting', out.offered === sum, told)
  report.require(
    'nothing was lost or refused',
    out.lost + out.refused === 0,
    `${out.lost} lost, ${out.refused} refused`,
  )
  const metrics = await text(edge, '/metrics')
  const inMetrics = ['stored', 'duplicates', 'refused', 'lost'].every(outcome =>
    metrics.includes(
      `vigie_edge_link_samples_total{direction="out",edge="plant",outcome="${outcome}"} ${out[outcome as 'stored']}`,
    ),
  )
  report.require('the metrics say the same', inMetrics, inMetrics ? 'compared' : 'not the same')
  // The values of each kill may or may not have been stored before it; sent again they are there once.
  const wanted = plan.minutes * plan.objects + plan.kills * 500 + 1
  const there = await storedIn(cloud)
  report.require('each value is in the cloud once', there === wanted, `${there} of ${wanted}`)
  report.fact('acknowledged by the edge', `${sent.acknowledged} values; ${sent.unanswered} were not answered`)
}

async function storedIn(cloud: Vigie): Promise<number> {
  const samples = await text(cloud, '/metrics')
  return Number(/vigie_edge_samples_total\{outcome="accepted"\} (\d+)/.exec(samples)?.[1])
}

async function linkOf(vigie: Vigie): Promise<EdgeLink> {
  const { items } = await vigie.get<{ items: EdgeLink[] }>('/api/v1/edge/links')
  const [one] = items
  if (!one) throw new Error('there is no link')
  return one
}

async function deviceOf({ url }: Vigie, id: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/devices/${id}`, { headers })
  return answer.ok ? answer.json() : null
}

async function text({ url }: Vigie, path: string): Promise<string> {
  return (await fetch(url + path, { headers })).text()
}

async function send({ url }: Vigie, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
