import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import { isAlive } from '../../kit/testing/children.ts'
import { type CommitFault, type PostgresProxy, startPostgresProxy } from '../../kit/testing/faults/postgres-proxy.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../../kit/testing/postgres.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import { startWebhookSink } from '../../kit/testing/webhook.ts'
import type { Bench } from '../bench.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import { everyIncident, judgeOutages, type Outage, settle, spread } from '../planned-outages.ts'
import type { Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'
import { type ToldByWebhook, toldByWebhook } from '../told.ts'

export const postgres: Bench = {
  name: 'postgres',
  shows:
    'PostgreSQL may be stopped, killed, cut off, hang, or lose its answers to COMMIT: the program goes on, nothing is lost or doubled, and an outage is told late by no more than the database was away',
  quick: report => run(report, { rounds: 1, services: 2, hang_s: 12, lost_answers: 20 }),
  proof: report => run(report, { rounds: 3, services: 4, hang_s: 60, lost_answers: 200 }),
}

type Plan = {
  readonly rounds: number
  /** So many fail and recover with each trouble; each once, for twice would count as flapping. */
  readonly services: number
  readonly hang_s: number
  /** Answers of COMMIT that are lost in all. */
  readonly lost_answers: number
}

type Stage = {
  readonly vigie: Vigie
  readonly server: PostgresServer
  readonly proxy: PostgresProxy
  readonly target: BenchTarget
  readonly plan: Plan
  readonly outages: Map<string, Outage>
  /** When nobody could reach the database. */
  readonly absences: { readonly from: number; readonly to: number }[]
}

/** Something that happens to the database while services fail or recover. */
type Trouble = { readonly what: string; readonly happen: (stage: Stage) => Promise<void> }

const timeoutS = 2
/** From a failure until somebody is told, when nothing is in the way: two checks a second apart, and a busy machine. */
const usualS = 15
const secret = `whsec_${Buffer.from('a secret of the measurements only').toString('base64')}`
const moment = (leastMs: number, mostMs: number) => pause(leastMs + Math.random() * (mostMs - leastMs))

const troubles: readonly Trouble[] = [
  {
    what: 'stopped and started',
    happen: stage =>
      away(
        stage,
        () => stage.server.stop(),
        () => stage.server.start(),
      ),
  },
  {
    what: 'killed and started',
    happen: stage =>
      away(
        stage,
        () => stage.server.stop('SIGKILL'),
        () => stage.server.start(),
      ),
  },
  {
    what: 'cut off',
    happen: stage => {
      const { proxy } = stage
      const cutOff = async () => {
        proxy.refuse()
        proxy.cut()
      }
      return away(stage, cutOff, async () => proxy.pass())
    },
  },
  {
    what: 'hanging',
    happen: async stage => {
      const { server, plan } = stage
      const from = Date.now()
      server.freeze()
      await pause(plan.hang_s * 1_000)
      server.thaw()
      stage.absences.push({ from, to: Date.now() })
    },
  },
  { what: 'ending sessions', happen: endingSessions },
  { what: 'losing answers to COMMIT', happen: losingAnswers },
]

async function away(stage: Stage, begin: () => Promise<void>, end: () => Promise<void>): Promise<void> {
  await moment(0, 2_000)
  const from = Date.now()
  await begin()
  await moment(2_000, 8_000)
  await end()
  stage.absences.push({ from, to: Date.now() })
}

async function endingSessions({ server }: Stage): Promise<void> {
  for (let ended = 0; ended < 15; ended++) {
    await server.run(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'vigie %' order by random() limit 1`)
    await moment(100, 700)
  }
}

async function losingAnswers({ proxy, plan }: Stage): Promise<void> {
  const faults: readonly CommitFault[] = ['before', 'at', 'after', 'after']
  const wanted = proxy.broken() + Math.ceil(plan.lost_answers / (2 * plan.rounds))
  proxy.onCommit(() => {
    const isOne = proxy.broken() < wanted && Math.random() < 0.3
    return isOne ? (faults[Math.floor(Math.random() * faults.length)] ?? null) : null
  })
  await until('so many answers are lost', () => proxy.broken() >= wanted, { within_s: 600 })
  proxy.onCommit(() => null)
}

async function run(report: Report, plan: Plan): Promise<void> {
  if (!(await findPostgres())) return report.fact('left out', 'PostgreSQL is not on this machine')
  const server = await startPostgres()
  const proxy = await startPostgresProxy(server.url('postgres'))
  const target = await startBenchTarget()
  const sink = await startWebhookSink()
  const services = plan.rounds * plan.services * troubles.length
  const config = configText({
    services: numbered(services, target.urlOf),
    monitoring: `check_interval: 1, default_timeout: ${timeoutS}, failure_threshold: 2`,
    sections: `store: { url: "${proxy.url}" }
notifications:
  - { name: hook, kind: webhook, url: "${sink.url}", secret: "${secret}" }`,
  })
  try {
    await withVigie({ config }, async vigie => {
      const stage: Stage = { vigie, server, proxy, target, plan, outages: new Map(), absences: [] }
      await until('a check of all', async () => Object.keys((await target.counts()).per_service).length === services)
      const most = watchConnections(server)
      for (let round = 0; round < plan.rounds; round++) await troubleAll(stage, report, round)
      await settle(vigie, () => toldByWebhook(sink).length)
      report.require('the process', isAlive(vigie.pid), isAlive(vigie.pid) ? 'the same all along' : 'ended')
      report.require('connections to PostgreSQL at most', (await most()) <= 12, String(await most()))
      await judge(report, stage, toldByWebhook(sink))
    })
  } finally {
    // What went wrong before must not be hidden by what is gone already.
    await Promise.allSettled([target.stop(), sink.stop(), proxy.stop(), server.remove()])
  }
}

async function troubleAll(stage: Stage, report: Report, round: number): Promise<void> {
  const { plan } = stage
  for (const [index, { what, happen }] of troubles.entries()) {
    const first = (round * troubles.length + index) * plan.services
    const group = Array.from({ length: plan.services }, (_, i) => first + i)
    await Promise.all([happen(stage), spread(group, 8_000, service => fail(stage, service))])
    await until(`the incidents (${what})`, () => areOpen(stage, group), { within_s: 180, every_ms: 250 })
    await Promise.all([happen(stage), spread(group, 8_000, service => recover(stage, service))])
    await until(`the end of the incidents (${what})`, () => areOver(stage, group), { within_s: 180, every_ms: 250 })
    report.progress(`${what}, ${stage.proxy.broken()} answers lost so far`)
  }
}

const nameOf = (service: number): string => `Service ${service}`

async function fail({ target, outages }: Stage, service: number): Promise<void> {
  outages.set(nameOf(service), { from: Date.now(), to: Number.POSITIVE_INFINITY })
  await target.behave(service % 2 === 0 ? 'failing' : 'hanging', [service])
}

async function recover({ target, outages }: Stage, service: number): Promise<void> {
  await target.behave('ok', [service])
  const outage = outages.get(nameOf(service))
  if (outage) outage.to = Date.now()
}

/** null while it cannot be told. */
async function openNames({ vigie }: Stage): Promise<ReadonlySet<string> | null> {
  const page = await vigie.get<{ items: Incident[] }>('/api/v1/incidents?status=open&limit=500').catch(() => null)
  return page && new Set(page.items.map(({ component }) => component?.name ?? ''))
}

const areOpen = async (stage: Stage, group: readonly number[]): Promise<boolean> => {
  const open = await openNames(stage)
  return open !== null && group.every(service => open.has(nameOf(service)))
}

const areOver = async (stage: Stage, group: readonly number[]): Promise<boolean> => {
  const open = await openNames(stage)
  return open !== null && !group.some(service => open.has(nameOf(service)))
}

/** Asked of the server while it answers; the answer stops the watch. */
function watchConnections(server: PostgresServer): () => Promise<number> {
  let most = 0
  let watching = true
  const count = async () => {
    const sql = `select count(*)::integer as n from pg_stat_activity where application_name like 'vigie %'`
    const [row] = await server.run<{ n: number }>(sql).catch(() => [])
    most = Math.max(most, row?.n ?? 0)
  }
  const watch = async () => {
    for (; watching; await pause(500)) await count()
  }
  const ended = watch()
  return async () => {
    watching = false
    await ended
    return most
  }
}

async function judge(report: Report, stage: Stage, told: readonly ToldByWebhook[]): Promise<void> {
  const { vigie, proxy, plan, outages, absences } = stage
  const breaks = proxy.broken() + 2 * plan.rounds * troubles.length
  report.fact('answers of COMMIT that were lost', `${proxy.broken()} of ${proxy.commits()}`)
  report.fact('the database was away', `${absences.length} times, ${Math.round(sumOf(absences) / 1_000)} s`)
  const all = await everyIncident(vigie)
  const incidents = all.filter(({ component }) => component && outages.has(component.name))
  report.fact('times that the lookout said it could not store anything', String(all.length - incidents.length))
  judgeOutages(report, incidents, {
    ...{
      told: told.filter(({ service }) => outages.has(service)),
      services: outages.size,
      outages,
      timeout_s: timeoutS,
    },
    breaks: { count: breaks, what: 'faults' },
  })
  judgeLateness(report, told, stage)
  await judgeResults(report, stage)
  await judgeOutboxes(report, stage, incidents)
}

const sumOf = (spans: readonly { readonly from: number; readonly to: number }[]): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0)

/** Later than usual by no more than the database was away meanwhile. */
function judgeLateness(report: Report, told: readonly ToldByWebhook[], { outages, absences }: Stage): void {
  const late = [...outages].flatMap(([service, { from }]) => {
    const first = told.find(one => one.what === 'opened' && one.service === service && one.at >= from)
    if (!first) return []
    const overlaps = absences.map(one => ({ from: Math.max(from, one.from), to: Math.min(first.at, one.to) }))
    return [(first.at - from - sumOf(overlaps.filter(one => one.to > one.from))) / 1_000]
  })
  report.figure('told after an outage, without the time the database was away, at most', Math.max(...late), 's', {
    at_most: usualS,
  })
}

/** Against what the target counted. Two may be on their way at the moment of counting. */
async function judgeResults(report: Report, { vigie, target }: Stage): Promise<void> {
  const { items } = await vigie.get<{ items: { id: string; name: string }[] }>('/api/v1/checks?limit=500')
  const before = (await target.counts()).per_service
  const stored = new Map<string, number>()
  for (const { id, name } of items) stored.set(name, await countResults(vigie, id))
  const after = (await target.counts()).per_service
  const wrong = items.filter(({ name }) => {
    const service = Number(name.split(' ')[1])
    const count = stored.get(name) ?? 0
    return count < (before[service] ?? 0) - 2 || count > (after[service] ?? 0) + 1
  })
  const all = [...stored.values()].reduce((sum, count) => sum + count, 0)
  const found = wrong.map(({ name }) => `${name}: ${stored.get(name)} of ${before[Number(name.split(' ')[1])]}`)
  report.require('results stored', wrong.length === 0, [`${all}, each once`, ...found].join('; '))
}

async function countResults(vigie: Vigie, id: string): Promise<number> {
  const seen = new Set<string>()
  let count = 0
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from = `from=2000-01-01T00:00:00Z&limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
    const page: { items: { at: string }[]; next_cursor: string | null } = await vigie.get(
      `/api/v1/checks/${id}/results?${from}`,
    )
    for (const { at } of page.items) seen.add(at)
    count += page.items.length
    cursor = page.next_cursor
  }
  return seen.size === count ? count : Number.NaN
}

/** Behind the back of the program. */
async function judgeOutboxes(report: Report, { server }: Stage, incidents: readonly Incident[]): Promise<void> {
  const schemas = await server.run<{ name: string }>(
    `select schemaname as name from pg_tables where tablename = 'relay_cursor' order by 1`,
  )
  const behind: string[] = []
  for (const { name } of schemas) {
    const rows = await server.run<{ consumer: string }>(`select consumer from ${name}.relay_cursor
      where seq < (select coalesce(max(seq), 0) from ${name}.outbox)
      union all select consumer || ' has parked' from ${name}.relay_retry`)
    behind.push(...rows.map(({ consumer }) => `${name} to ${consumer}`))
  }
  report.require('events that a listener has not heard', behind.length === 0, behind.join(', ') || 'none')
  const twice = await server.run<{ subject: string }>(`select subject from incidents.outbox
    where type in ('vigie.incidents.incident-opened.v1', 'vigie.incidents.incident-resolved.v1')
    group by type, subject having count(*) > 1`)
  const known = new Set(incidents.filter(({ reopened }) => reopened === 0).map(({ id }) => id))
  const doubled = twice.filter(({ subject }) => known.has(subject)).length
  report.require('incidents that were told twice to the services', doubled === 0, String(doubled))
  const unsent = await server.run(`select id from communications.delivery where state <> 'delivered'`)
  report.require('messages that did not arrive', unsent.length === 0, String(unsent.length))
}
