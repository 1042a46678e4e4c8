import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '../../kit/testing/children.ts'
import type { Fault, Ground, LayGround } from '../../kit/testing/faults/fault.ts'
import { until } from '../../kit/testing/until.ts'
import { withVigie } from '../lookout.ts'
import type { Report } from '../report.ts'
import { ask } from './client.ts'
import { judge, settle } from './judge.ts'
import {
  fail,
  isGreen,
  layFlags,
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
import { portsOf, startWorld, storyConfig, type World } from './world.ts'

export type Telling = {
  /** Of the ground. */
  readonly name: string
  readonly lay: LayGround
  /** Which of its faults are brought upon one story each. */
  readonly choose: (faults: readonly Fault[]) => readonly Fault[]
}

/** Stories on one ground, each with a fault. */
export async function tellOn(report: Report, { name, lay, choose }: Telling): Promise<void> {
  const world = await startWorld()
  const ground = await lay(portsOf(world))
  try {
    if (typeof ground === 'string') report.fact(`${name}: left out`, ground)
    else await tellStories(report, { world, ground, faults: choose(ground.faults) })
  } finally {
    if (typeof ground !== 'string') await ground.remove()
    await world.stop()
  }
}

type Parts = { readonly world: World; readonly ground: Ground; readonly faults: readonly Fault[] }

async function tellStories(report: Report, { world, ground, faults }: Parts): Promise<void> {
  const { options, store, portOf } = ground
  // One more is always well.
  const config = storyConfig(world, { services: faults.length + 1, store, portOf })
  await withVigie({ config, ...options }, async vigie => {
    const stage = newStage(vigie, world)
    const { pid } = vigie
    await layFlags(vigie, faults.length)
    await until('a green page', async () => isGreen(await page(vigie)))
    const healed = await watchingPage(stage, () => tellAll(report, stage, faults))
    const found = [...(await judge(stage)), ...(isAlive(pid) ? [] : ['the process ended'])]
    for (const [name, all] of Map.groupBy(healed, one => one.name)) {
      const seconds = all.map(one => one.seconds)
      report.figure(`${name}: all is as it should be again after, at most`, Math.max(...seconds), 's')
    }
    const names = [...new Set(faults.map(({ name }) => name))].join(', ')
    const told = `${faults.length} stories`
    report.require(`lost, told twice or untrue (${names})`, found.length === 0, [told, ...found].join('; '))
  })
}

type Healed = { readonly name: string; readonly seconds: number }

async function tellAll(report: Report, stage: Stage, faults: readonly Fault[]): Promise<readonly Healed[]> {
  const healed: Healed[] = []
  for (const [service, fault] of faults.entries()) {
    healed.push({ name: fault.name, seconds: await storyWith(stage, fault, service) })
    report.progress(`${fault.name}: ${service + 1} of ${faults.length} stories told`)
  }
  await settle(stage)
  return healed
}

const moment = (mostMs: number) => pause(Math.random() * mostMs)

/** Answers how many seconds after the end of the fault everything was as it should be. */
async function storyWith(stage: Stage, fault: Fault, service: number): Promise<number> {
  const { vigie } = stage
  const [heal] = await Promise.all([
    moment(3_000).then(() => fault.inject(vigie)),
    moment(3_000).then(() => fail(stage, service)),
  ])
  if (fault.cause) await untilSaid(stage, fault.cause)
  else await untilTold(stage, service, 'opened', ['the other webhook'])
  const speaking = speak(stage, service)
  // Whoever waits for it hears of it; until then something else may have gone wrong.
  speaking.catch(() => undefined)
  await moment(4_000)
  await heal()
  const healed_at = performance.now()
  await until('it is ready', async () => (await ask(vigie, '/readyz'))?.status === 200)
  await untilTold(stage, service, 'opened')
  await untilSeen(stage, service)
  await speaking
  await untilTold(stage, service, 'announced')
  const seconds = (performance.now() - healed_at) / 1_000
  await recover(stage, service)
  await untilTold(stage, service, 'resolved')
  await untilOver(stage, service)
  return seconds
}

/** `/readyz` names the cause, and the page does not claim to know what it cannot know. */
async function untilSaid({ vigie }: Stage, cause: RegExp): Promise<void> {
  await until(`/readyz says ${cause}`, async () => {
    const answer = await ask(vigie, '/readyz')
    return answer?.status === 503 && cause.test(answer.body)
  })
  await until('the page is not green', async () => !isGreen(await page(vigie)))
}
