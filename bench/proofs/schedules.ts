import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ListRuns } from '../../contracts/functions/runs.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { Output } from '../../kit/service/operation.ts'
import { connectSqlite } from '../../kit/store/sqlite/sqlite.ts'
import { openStore } from '../../kit/store/store.ts'
import { occurrences } from '../../services/functions/migrations/0003-occurrences.ts'
import { timesByWalking } from '../../services/functions/testing/cron-oracle.ts'
import { definitionOf, LedgerWorld } from '../../services/functions/testing/ledger-world.ts'
import type { Bench } from '../bench.ts'
import { withVigie } from '../lookout.ts'
import { quantile, type Report } from '../report.ts'

export const schedules: Bench = {
  name: 'schedules',
  shows: 'every time of a schedule has one row, as a walk through every minute finds them, and is begun when it is due',
  quick: report => run(report, { schedules: 14, days: 40, firing: 20, period_s: 5, lasting_s: 10 }),
  proof: report => run(report, { schedules: 1_000, days: 1_826, firing: 1_000, period_s: 60, lasting_s: 180 }),
}

type Plan = {
  /** Of the ledger, and over how many days. */
  readonly schedules: number
  readonly days: number
  /** So many fire once in each period, spread over its seconds. */
  readonly firing: number
  readonly period_s: number
  readonly lasting_s: number
}

const crons = [
  '30 2 * * *',
  '15 1,3 * * 1-5',
  '0 8 * * *',
  '*/20 2 1-7 3,10,11 *',
  '0 8 31 * *',
  '5 4 1,15 * 1',
  '59 23 * * *',
]
const zones = [
  ...['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'UTC', 'Asia/Kolkata', 'America/Sao_Paulo'],
  ...['Pacific/Apia', 'Africa/Casablanca', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/Dublin', 'Pacific/Auckland'],
]
const dayMs = 86_400_000
const hourMs = 3_600_000

async function run(report: Report, plan: Plan): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-schedules-'))
  try {
    await compareLedger(report, folder, plan)
    await measureFiring(report, folder, plan)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** On the way the database is away for a minute, the machine sleeps, its clock is set, the program is restarted. */
async function compareLedger(report: Report, folder: string, plan: Plan): Promise<void> {
  const from = Date.UTC(2024, 0, 1)
  const until = from + plan.days * dayMs
  const all = Array.from({ length: plan.schedules }, (_, at) =>
    definitionOf(`s${at}`, crons[at % crons.length] ?? '', zones[at % zones.length] ?? ''),
  )
  const store = await openStore(connectSqlite(join(folder, 'ledger.db')), { occurrences })
  const world = new LedgerWorld(store, from)
  await world.use(all)
  for (let begin = from; begin < until; begin += 30 * dayMs) {
    const before = troubles(world)
    await world.reach(Math.min(until, begin + 25 * dayMs + 8 * hourMs - 30_000))
    report.require('nothing is told while all is well', troubles(world) === before, iso(world.now))
    if (world.now + 5 * dayMs > until) break
    world.isLocked = true
    await world.reach(world.now + 60_000)
    world.isLocked = false
    await world.jump(world.now + 8 * hourMs)
    await world.jump(world.now + 2 * hourMs)
    await world.jump(world.now - 2 * hourMs)
    await world.reach(begin + 27 * dayMs + 8 * hourMs)
    await world.restart(begin + 27 * dayMs + 8 * hourMs, all)
    report.progress(`${iso(world.now).slice(0, 10)}, ${world.accepted.length} runs`)
  }
  await world.reach(until)
  let rows = 0
  const wrong: string[] = []
  const walked = new Map<string, string>()
  for (const { id, cron, time_zone } of all) {
    const key = `${cron} ${time_zone}`
    const times = walked.get(key) ?? timesByWalking(cron, time_zone, from, until).map(iso).join()
    walked.set(key, times)
    const found = (await world.schedules.list(id, { after: undefined, limit: 1_000_000 })).toReversed()
    rows += found.length
    if (found.map(({ due_at }) => due_at).join() !== times) wrong.push(`${id} ${key}`)
  }
  await store.close()
  report.fact('schedules, days, rows', `${plan.schedules}, ${plan.days}, ${rows}`)
  report.require(
    'rows are the times that the walk finds',
    wrong.length === 0,
    wrong.slice(0, 3).join('; ') || 'the same',
  )
  const twice = world.accepted.length - new Set(world.accepted).size
  report.require('none runs twice', twice === 0, `${twice} of ${world.accepted.length}`)
}

const troubles = ({ signals }: LedgerWorld): number => signals.filter(({ state }) => state !== 'up').length

/** In the program, from outside: how long after it was due each run began. */
async function measureFiring(report: Report, folder: string, { firing, period_s, lasting_s }: Plan): Promise<void> {
  writeStack(folder, firing, period_s)
  const stack = join(folder, 'stack.yml')
  const config = `functions: { stack: ${stack}, allow_unsandboxed: true }\nlogging: { level: WARNING }\n`
  await withVigie({ config, services: ['functions'] }, async vigie => {
    await pause(lasting_s * 1_000)
    const late: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const more: string = cursor && `&cursor=${cursor}`
      const page: Output<typeof ListRuns> = await vigie.get(`/api/v1/runs?state=succeeded&limit=500${more}`)
      for (const { reference, started_at } of page.items)
        late.push(Date.parse(started_at) - Date.parse(reference?.split('@')[1] ?? ''))
      cursor = page.next_cursor
    }
    // The first run of each function starts its process.
    const expected = (firing * (lasting_s - period_s)) / period_s
    report.require('they have run', late.length >= expected / 2, `${late.length} runs`)
    report.figure('begun after it was due, median', quantile(late, 0.5), 'ms')
    report.figure('begun after it was due, p99', quantile(late, 0.99), 'ms', { at_most: 100 })
  })
}

const functions = 4

function writeStack(folder: string, firing: number, period_s: number): void {
  mkdirSync(join(folder, 'tick'))
  writeFileSync(join(folder, 'tick', 'handler.js'), 'module.exports = async () => "ok"')
  const cronOf = (at: number) => {
    const seconds = Array.from({ length: 60 / period_s }, (_, turn) => (at % period_s) + turn * period_s)
    return `${seconds.join(',')} * * * * *`
  }
  const lines = Array.from({ length: functions }, (_, name) => {
    const own = Array.from({ length: firing / functions }, (_, at) => cronOf(at * functions + name))
    const annotations = `      topic: cron-function\n      vigie.overlap: allow\n      schedule: "${own.join('; ')}"\n`
    return `  tick-${name}:\n    lang: node22\n    handler: ./tick\n    annotations:\n${annotations}`
  })
  writeFileSync(join(folder, 'stack.yml'), `provider:\n  name: openfaas\nfunctions:\n${lines.join('')}`)
}
