import { inspect } from 'node:util'
import { onSettableClock } from '../../kit/testing/faults/clock-jump.ts'
import type { LayGround } from '../../kit/testing/faults/fault.ts'
import { onSmallDisk } from '../../kit/testing/faults/full-disk.ts'
import { besideHangingPeers } from '../../kit/testing/faults/hanging-peer.ts'
import { onPostgres } from '../../kit/testing/faults/lost-database.ts'
import { seeded } from '../../kit/testing/hostile-bus.ts'
import type { Bench } from '../bench.ts'
import type { Report } from '../report.ts'
import { type Telling, tellOn } from '../story/tell-on.ts'
import { type Walk, walkCommits } from '../story/walk-commits.ts'
import { walkStart } from '../story/walk-start.ts'

export const faults: Bench = {
  name: 'faults',
  shows:
    'whatever breaks in the middle of an outage, and at whichever commit the program dies: nothing is lost, nothing is told twice, the page tells the truth, and all heals by itself',
  quick,
  proof,
}

const grounds: readonly (readonly [string, LayGround])[] = [
  ['a small disk', onSmallDisk],
  ['PostgreSQL', onPostgres],
  ['peers', besideHangingPeers],
  ['the clock', onSettableClock],
]
const storiesEach = 4
/** First starts that are killed, on each engine; there are more than a hundred commits in one. */
const starts = 20

/** Three at a time: they mostly wait. `FAULTS_KILLS` is for a part of the commits only, some on each engine. */
async function proof(report: Report): Promise<void> {
  const seed = seedOf(report)
  const kills = Number(process.env.FAULTS_KILLS ?? Number.POSITIVE_INFINITY)
  const walk = async (engine: Walk['engine']) => {
    const some =
      (most: number): Walk['choose'] =>
      all =>
        shuffled(all, seed).slice(0, most)
    await apart(report, engine, () => walkCommits(report, { engine, choose: some(kills), stories: 21 }))
    await apart(report, `first start, ${engine}`, () =>
      walkStart(report, { engine, choose: some(Math.min(kills, starts)) }),
    )
  }
  await Promise.all([onAllGrounds(report), walk('sqlite'), walk('postgres')])
}

function seedOf(report: Report): number {
  const seed = Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 1e9))
  report.fact('FAULTS_SEED', String(seed))
  return seed
}

function shuffled<T>(all: readonly T[], seed: number): readonly T[] {
  const chance = seeded(seed)
  return all
    .map(one => ({ one, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

async function onAllGrounds(report: Report): Promise<void> {
  const choose: Telling['choose'] = faults => faults.flatMap(fault => Array.from({ length: storiesEach }, () => fault))
  for (const [name, lay] of grounds) await apart(report, name, () => tellOn(report, { name, lay, choose }))
}

/** What ends one part early says nothing of the others. */
async function apart(report: Report, name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (failure) {
    report.require(`${name}: it ran to its end`, false, inspect(failure))
  }
}

/** One fault of one ground and one kill, at the same time: others every time, and a seed brings the same again. */
async function quick(report: Report): Promise<void> {
  const seed = seedOf(report)
  const [ground] = shuffled(grounds, seed)
  const [engine = 'sqlite'] = shuffled(['sqlite', 'postgres'] as const, seed)
  await Promise.all([
    ground && tellOn(report, { name: ground[0], lay: ground[1], choose: all => shuffled(all, seed).slice(0, 1) }),
    walkCommits(report, { engine, choose: all => shuffled(all, seed).slice(0, 1), stories: 2 }),
  ])
}
