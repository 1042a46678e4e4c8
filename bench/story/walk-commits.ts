import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '../../kit/testing/children.ts'
import type { CommitMoment } from '../../kit/testing/faults/commit-moment.ts'
import { type CommitWatch, watchCommits } from '../../kit/testing/faults/kill-at-commit.ts'
import { findPostgres, startPostgres } from '../../kit/testing/postgres.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import { withVigie } from '../lookout.ts'
import type { Report } from '../report.ts'
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
  watchingPage,
} from './story.ts'
import { startWorld, storyConfig, type World } from './world.ts'

export type Moment = Omit<CommitMoment, 'pid'>

export type Walk = {
  readonly engine: 'sqlite' | 'postgres'
  /** Which of all the commits of a story the program dies at, in one story each. */
  readonly choose: (all: readonly Moment[]) => readonly Moment[]
  /** So many stories one installation is used for; the first one only counts. */
  readonly stories: number
}

/** All that a story passes through. */
const storied = ['monitor', 'incidents', 'communications', 'flags', 'pages', 'reports']

/** A story is told once to count its commits, and then again for each of them, with a kill right before or after it. */
export async function walkCommits(report: Report, { engine, choose, stories }: Walk): Promise<void> {
  if (engine === 'postgres' && !(await findPostgres())) {
    report.fact('killed at commits on PostgreSQL', 'left out: it is not on this machine')
    return
  }
  const found: string[] = []
  let all: readonly Moment[] = []
  let chosen: readonly Moment[] = []
  let kills = 0
  for (let first = 0; first === 0 || first < chosen.length; first += stories - 1) {
    await onInstallation(engine, stories, async stage => {
      const counted = momentsOf(await countCommits(stage))
      if (first === 0) {
        all = counted
        chosen = choose(all)
      }
      const done = await dieAtEach(stage, chosen.slice(first, first + stories - 1))
      kills += done.kills
      found.push(...done.found)
    })
    report.progress([`${engine}: killed at ${kills} of ${chosen.length} commits`, ...found].join('; '))
  }
  const isAll = chosen.length === all.length
  const told = isAll
    ? `right before and after each of ${all.length / 2} commits of a story`
    : chosen.map(textOf).join(', ')
  // A hook that sees nothing would kill nothing, and find nothing wrong.
  const services = new Set(all.map(({ service }) => service))
  for (const one of storied) if (!services.has(one)) found.push(`no commit of ${one} was seen`)
  const over = chosen.length - kills
  const unreached = over > 0 ? [`${over} stories were over before their commit came`] : []
  report.require(
    `lost, told twice or untrue (killed at a commit, ${engine})`,
    found.length === 0,
    [`${kills} kills, ${told}`, ...unreached, ...found].join('; '),
  )
}

type Staged = Stage & { readonly commits: CommitWatch }

async function onInstallation(
  engine: Walk['engine'],
  services: number,
  run: (stage: Staged) => Promise<void>,
): Promise<void> {
  const server = engine === 'postgres' ? await startPostgres() : null
  const [world, commits] = [await startWorld(), watchCommits()]
  const config = storyConfig(world, { services: services + 1, store: server?.url('postgres'), portOf: port => port })
  try {
    await withVigie({ config, environment: commits.environment }, async vigie =>
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

export const momentsOf = (counts: ReadonlyMap<string, number>): Moment[] =>
  [...counts].flatMap(([service, most]) =>
    Array.from({ length: most }, (_, at) => at + 1).flatMap(count => [
      { service, count, when: 'before' as const },
      { service, count, when: 'after' as const },
    ]),
  )

export const textOf = ({ service, count, when }: Moment): string => `${when} commit ${count} of ${service}`

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

type Done = { readonly kills: number; readonly found: readonly string[] }

/** The first service has told its story already. */
async function dieAtEach(stage: Staged, moments: readonly Moment[]): Promise<Done> {
  const kills = await watchingPage(stage, async () => {
    let kills = 0
    for (const [at, moment] of moments.entries()) if (await dieAt(stage, moment, at + 1)) kills += 1
    await settle(stage)
    return kills
  })
  const found = (await judge(stage)).map(line => {
    const moment = moments.find((_, at) => line.startsWith(`${nameOf(at + 1)}:`))
    return moment ? `${line} (killed ${textOf(moment)})` : line
  })
  return { kills, found }
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
