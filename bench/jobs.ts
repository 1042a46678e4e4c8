import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Jobs } from '../kit/jobs/jobs.ts'
import type { JobTables } from '../kit/jobs/tables.ts'
import { systemClock } from '../kit/runtime/clock.ts'
import { silentLog } from '../kit/runtime/log.ts'
import { migrationsOfService } from '../kit/store/service-store.ts'
import { connectSqlite } from '../kit/store/sqlite/sqlite.ts'
import { openStore } from '../kit/store/store.ts'
import { type Child, startChild } from '../kit/testing/children.ts'
import { findPostgres, withPostgres } from '../kit/testing/postgres.ts'
import { until } from '../kit/testing/until.ts'
import type { Bench } from './bench.ts'
import { type EffectTables, mayDeliver, type Opened, openPlace, type Place, parcels } from './job-worker/place.ts'
import type { Report } from './report.ts'

export const jobs: Bench = {
  name: 'jobs',
  shows:
    'jobs are added durably and fast; whoever runs them may be killed at any moment: none is lost, none runs twice at once, those of one key run in order',
  quick: report => run(report, { added: 2_000, kills: 3 }),
  proof: report => run(report, { added: 120_000, per_s: 12_000, kills: 100 }),
}

type Plan = { readonly added: number; readonly per_s?: number; readonly kills: number }

const adders = 1_000
const processes = 3
const keys = 40
const perKill = 30

async function run(report: Report, plan: Plan): Promise<void> {
  await inFolder(folder => addMany(report, folder, plan))
  await inFolder(folder => killOften(report, { what: 'a file', folder, url: null }, plan.kills))
  if (!(await findPostgres())) return report.fact('on PostgreSQL', 'there is none here')
  const { url, stop } = await withPostgres()
  await inFolder(folder => killOften(report, { what: 'PostgreSQL', folder, url }, plan.kills))
  await stop()
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-jobs-'))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As many at a time as a busy service has; each goes on when its job is on disk. */
async function addMany(report: Report, folder: string, { added, per_s }: Plan): Promise<void> {
  const clock = systemClock()
  const open = () => openStore(connectSqlite(join(folder, 'jobs.db')), migrationsOfService({ name: 'jobs' }))
  const first = await open()
  const queue = new Jobs({ store: first, clock, log: silentLog(), shared: false }).open<number>({
    ...{ name: 'many', concurrency: 1 },
    run: async () => ({ state: 'done' }),
  })
  let next = 0
  const begun = performance.now()
  const add = async () => {
    while (next < added) {
      const number = next++
      await queue.add({ id: `job ${number}`, key: `key ${number % 100}`, data: number })
    }
  }
  await Promise.all(Array.from({ length: adders }, add))
  const seconds = (performance.now() - begun) / 1_000
  await first.close()
  const store = await open()
  const rows = await store.query<JobTables>().selectFrom('job').select('data').execute()
  await store.close()
  clock.stop()
  report.figure('added, each on disk', added / seconds, 'per s', per_s === undefined ? {} : { at_least: per_s })
  const there = new Set(rows.map(({ data }) => data)).size
  report.require('each is there once', there === added && rows.length === added, `${there} of ${added}`)
}

type Scene = { readonly what: string; readonly folder: string; readonly url: string | null }

/** Whoever adds lives on; one of those that run is killed at a random moment and another takes its place. */
async function killOften(report: Report, { what, folder, url }: Scene, kills: number): Promise<void> {
  const place: Place = { folder, url, from: Date.now() }
  const opened = await openPlace(place)
  const { jobs: own, store } = opened
  const start = () =>
    startChild(process.execPath, [join(import.meta.dirname, 'job-worker', 'main.ts'), JSON.stringify(place)])
  const children: Child[] = Array.from({ length: processes }, start)
  let added = 0
  for (let kill = 0; kill < kills; kill++) {
    const some = Array.from({ length: perKill }, (_, at) => parcel(added + at))
    await store.transaction(() => own.add(parcels, ...some))
    added += perKill
    await pause(300 + Math.random() * 700)
    const victim = Math.floor(Math.random() * processes)
    await children[victim]?.stop('SIGKILL')
    children[victim] = start()
    if (kill % 10 === 9) report.progress(`${kill + 1} killed`)
  }
  await until('nothing waits', async () => (await counts(opened)).waiting + (await counts(opened)).running === 0, {
    within_s: 300,
  })
  const dead = await own.stored.dead({ limit: 10_000 })
  const delivered = await effects(opened)
  writeFileSync(mayDeliver(folder), '')
  for (const { id } of dead) await store.transaction(() => own.stored.retry(id, place.from))
  await until('the dead letters are delivered', async () => (await effects(opened)).length === added, { within_s: 300 })
  for (const child of children) await child.stop('SIGKILL')
  judge(report, { what, folder, added, dead: dead.length, delivered, all: await effects(opened) })
  await store.close()
}

/** One in twenty is a dead letter at first. */
const parcel = (number: number) => ({
  key: `street-${number % keys}`,
  data: { key: `street-${number % keys}`, number, fails: number % 20 === 7 },
})

async function counts({ jobs: own }: Opened) {
  const [queue] = await own.stored.counts(Date.now())
  return queue ?? { waiting: 0, running: 0 }
}

const effects = ({ store }: Opened) =>
  store.query<EffectTables>().selectFrom('effect').selectAll().orderBy('seq').execute()

type Found = Pick<Scene, 'what' | 'folder'> & {
  readonly added: number
  readonly dead: number
  readonly delivered: Awaited<ReturnType<typeof effects>>
  readonly all: Awaited<ReturnType<typeof effects>>
}

function judge(report: Report, { what, folder, added, dead, delivered, all }: Found): void {
  const numbers = new Set(all.map(({ number }) => number))
  report.require(`on ${what}: none is lost`, numbers.size === added, `${numbers.size} of ${added}`)
  report.require(`on ${what}: none took effect twice`, all.length === added, `${all.length} of ${added}`)
  const marks = join(folder, 'doubled')
  const doubled = existsSync(marks) ? readFileSync(marks, 'utf8').trim() : ''
  report.require(`on ${what}: none ran beside itself or one of its key`, doubled === '', doubled || 'none')
  const byKey = [...Map.groupBy(delivered, ({ key }) => key).values()]
  const disordered = byKey.filter(own => own.some(({ number }, at) => number < (own[at - 1]?.number ?? -1)))
  report.require(`on ${what}: those of one key in order`, disordered.length === 0, `${disordered.length} not`)
  report.require(`on ${what}: dead letters driven again`, dead === Math.ceil((added - 7) / 20), `${dead}`)
}
