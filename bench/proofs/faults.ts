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

/** Three at a time: they mostly wait. */
async function proof(report: Report): Promise<void> {
  const seed = seedOf(report)
  const walk = async (engine: Walk['engine']) => {
    await apart(report, engine, () => walkCommits(report, { engine, choose: all => all, stories: 31 }))
    const oneOf = choosing(seed)
    const choose: Walk['choose'] = all => Array.from({ length: starts }, () => oneOf(all)).flat()
    await apart(report, `first start, ${engine}`, () => walkStart(report, { engine, choose }))
  }
  await Promise.all([onAllGrounds(report), walk('sqlite'), walk('postgres')])
}

function seedOf(report: Report): number {
  const seed = Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 1e9))
  report.fact('FAULTS_SEED', String(seed))
  return seed
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

/** One fault of one ground and a few kills, at the same time: others every time, and a seed brings the same again. */
async function quick(report: Report): Promise<void> {
  const seed = seedOf(report)
  const [ofFault, ofKills] = [choosing(seed), choosing(seed + 1)]
  const [ground] = ofFault(grounds)
  const [engine = 'sqlite'] = ofKills(['sqlite', 'postgres'] as const)
  await Promise.all([
    ground && tellOn(report, { name: ground[0], lay: ground[1], choose: ofFault }),
    walkCommits(report, { engine, choose: all => [...ofKills(all), ...ofKills(all)], stories: 3 }),
  ])
}

function choosing(seed: number): <T>(all: readonly T[]) => readonly T[] {
  const chance = seeded(seed)
  return all => all.slice(Math.floor(chance() * all.length)).slice(0, 1)
}
