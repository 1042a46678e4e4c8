import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '../../kit/testing/children.ts'
import type { CommitMoment } from '../../kit/testing/faults/commit-moment.ts'
import { type CommitWatch, watchCommits } from '../../kit/testing/faults/kill-at-commit.ts'
import { findPostgres, startPostgres } from '../../kit/testing/postgres.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { withVigie } from '../lookout.ts'
import type { Report } from '../report.ts'
import { until } from '../until.ts'
import { judge, settle } from './judge.ts'
import {
  fail,
  isGreen,
  layFlags,
  nameOf,
  newStage,
  page,
  recover,
  type Stage,
  speak,
  untilOver,
  untilSeen,
  untilTold,
  watchPage,
} from './story.ts'
import { startWorld, storyConfig, type World } from './world.ts'

type Moment = Omit<CommitMoment, 'pid'>

export type Walk = {
  readonly engine: 'sqlite' | 'postgres'
  /** Which of all the commits of a story the program dies at, in one story each. */
  readonly choose: (all: readonly Moment[]) => readonly Moment[]
}

type Tally = { kills: number; unreached: number; readonly found: string[] }

/** So many stories one installation is used for. */
const perInstallation = 30

/** A story is told once to count its commits, and then again for each of them, with a kill right before or after it. */
export async function walkCommits(report: Report, { engine, choose }: Walk): Promise<void> {
  const tally: Tally = { kills: 0, unreached: 0, found: [] }
  const all = await onInstallation(engine, 1, async stage => momentsOf(await countCommits(stage)))
  if (!all) return report.fact(`killed at commits on ${engine}`, 'left out: PostgreSQL is not on this machine')
  const chosen = choose(all)
  for (let first = 0; first < chosen.length; first += perInstallation) {
    const moments = chosen.slice(first, first + perInstallation)
    await onInstallation(engine, moments.length, staged => dieAtEach(staged, moments, tally))
    report.progress(`${engine}: killed at ${tally.kills} of ${chosen.length} commits`)
  }
  const { kills, unreached, found } = tally
  const told = [`${kills} kills, right before and after each of ${all.length / 2} commits of a story`]
  if (chosen.length < all.length) told[0] = chosen.map(textOf).join(', ')
  if (unreached > 0) told.push(`${unreached} stories were over before their commit came`)
  report.require(
    `lost, told twice or untrue (killed at a commit, ${engine})`,
    found.length === 0,
    [...told, ...found].join('; '),
  )
}

type Staged = Stage & { readonly commits: CommitWatch }

async function onInstallation<T>(
  engine: Walk['engine'],
  services: number,
  run: (stage: Staged) => Promise<T>,
): Promise<T | null> {
  if (engine === 'postgres' && !(await findPostgres())) return null
  const server = engine === 'postgres' ? await startPostgres() : null
  const [world, commits] = [await startWorld(), watchCommits()]
  const config = storyConfig(world, { services: services + 1, store: server?.url('postgres'), portOf: port => port })
  try {
    return await withVigie({ config, environment: commits.environment }, async vigie =>
      run(await begun(vigie, world, { commits, services })),
    )
  } finally {
    commits.remove()
    await world.stop()
    await server?.remove()
  }
}

async function begun(
  vigie: Vigie,
  world: World,
  { commits, services }: { commits: CommitWatch; services: number },
): Promise<Staged> {
  await layFlags(vigie, services)
  await until('a green page', async () => isGreen(await page(vigie)))
  return { ...newStage(vigie, world), commits }
}

async function countCommits(stage: Staged): Promise<ReadonlyMap<string, number>> {
  const before = stage.commits.counts()
  await tell(stage, 0)
  return new Map([...stage.commits.counts()].map(([service, count]) => [service, count - (before.get(service) ?? 0)]))
}

const momentsOf = (counts: ReadonlyMap<string, number>): Moment[] =>
  [...counts].flatMap(([service, most]) =>
    Array.from({ length: most }, (_, at) => at + 1).flatMap(count => [
      { service, count, when: 'before' as const },
      { service, count, when: 'after' as const },
    ]),
  )

const textOf = ({ service, count, when }: Moment): string => `${when} commit ${count} of ${service}`

async function tell(stage: Stage, service: number): Promise<void> {
  await fail(stage, service)
  await untilTold(stage, service, 'opened')
  await untilSeen(stage, service)
  await speak(stage, service)
  await untilTold(stage, service, 'announced')
  await recover(stage, service)
  await untilTold(stage, service, 'resolved')
  await untilOver(stage, service)
}

async function dieAtEach(stage: Staged, moments: readonly Moment[], tally: Tally): Promise<void> {
  const watched = watchPage(stage)
  for (const [service, moment] of moments.entries()) {
    if (await dieAt(stage, moment, service)) tally.kills += 1
    else tally.unreached += 1
  }
  await settle(stage)
  await watched()
  for (const line of await judge(stage)) {
    const at = moments.findIndex((_, service) => line.startsWith(`${nameOf(service)}:`))
    const moment = moments[at]
    tally.found.push(moment ? `${line} (killed ${textOf(moment)})` : line)
  }
}

/** Answers whether it came to that. Whoever watches over a process starts it again as soon as it is gone. */
async function dieAt(stage: Staged, moment: Moment, service: number): Promise<boolean> {
  const { vigie, commits } = stage
  const { pid } = vigie
  const heal = await commits.kill(moment).inject(vigie)
  let isOver = false
  const watching = (async () => {
    while (isAlive(pid) && !isOver) await pause(20)
    await heal()
  })()
  await Promise.all([
    watching,
    tell(stage, service).finally(() => {
      isOver = true
    }),
  ])
  return vigie.pid !== pid
}
