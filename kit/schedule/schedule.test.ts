import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { iso } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import type { Store } from '../store/store.ts'
import { type TestClock, testClock } from '../testing/clock.ts'
import { onBothEngines, type TestEngine } from '../testing/engines.ts'
import { inFlight } from '../testing/in-flight.ts'
import { until } from '../testing/until.ts'
import { CronTimes } from './cron-times.ts'
import { RunStore } from './run-store.ts'
import { every, onTime, periodically, type Schedule } from './schedule.ts'
import { startSchedule } from './start-schedule.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

test('an interval runs on its beat, is not repeated for time that was slept, and outlives its failures', async () => {
  const clock = testClock()
  let runs = 0
  const count = every(1_000, 'count', () => {
    runs += 1
    if (runs === 2) throw new Error('once')
  })
  const running = startSchedule(count, { clock, log: silentLog(), runs: {} as RunStore })
  await clock.advance(2_100)
  assert.deepEqual([running.view().error, running.view().next.length], ['once', 1])
  await clock.advance(1_400)
  assert.equal(runs, 3)
  clock.stall(60_000)
  await clock.advance(10)
  assert.ok(runs <= 5, `${runs} runs after sleeping a minute`)
  await running.stop()
  await clock.advance(5_000)
  assert.ok(runs <= 5)
})

const at = (text: string) => Date.parse(text)
const times = (cron: string, from: string, count: number) =>
  new CronTimes({ cron, time_zone: 'Europe/Paris' }).next(at(from), count).map(iso)

test('a fixed time that a change of clocks skips is the first one after the gap; one that comes twice is its first', () => {
  assert.deepEqual(times('30 2 * * *', '2027-03-27T12:00:00Z', 2), [
    '2027-03-28T01:00:00.000Z',
    '2027-03-29T00:30:00.000Z',
  ])
  assert.deepEqual(times('30 2 * * *', '2026-10-24T12:00:00Z', 2), [
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ])
})

test('repeated times skip the gap, and go on through the hour that comes twice', () => {
  assert.deepEqual(times('*/30 * * * *', '2027-03-28T00:45:00Z', 2), [
    '2027-03-28T01:00:00.000Z',
    '2027-03-28T01:30:00.000Z',
  ])
  assert.equal(times('*/30 * * * *', '2026-10-24T23:45:00Z', 7).at(-1), '2026-10-25T03:00:00.000Z')
})

test('what is no expression and no time zone is refused', () => {
  for (const [cron, time_zone] of [
    ['* * * *', 'UTC'],
    ['61 * * * *', 'UTC'],
    ['* * * * *', 'Europe/Nowhere'],
  ] as const) {
    assert.throws(() => new CronTimes({ cron, time_zone }).after(0), cron)
  }
})

onBothEngines('a schedule whose last run is stored', engine => {
  test('what is due daily is done although no start lasts a day, and not with each start', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    for (let start = 0; start < 8; start++) {
      const running = world.start(periodically(dayMs, 'prune', world.note))
      await world.pass(6 * hourMs)
      await running.stop()
    }
    assert.deepEqual(
      world.noted.map(time => Math.floor(time / dayMs)),
      [0, 1],
    )
  })

  test('a time of a cron expression that passed while nothing ran is made up for as its policy says', async t => {
    for (const [catch_up, expected] of [
      ['none', [3]],
      ['last', [2, 3]],
      ['all', [1, 2, 3]],
    ] as const) {
      const world = await worldOn(t, engine)
      if (!world) return
      const hourly = onTime({ cron: '0 * * * *', time_zone: 'UTC', catch_up }, 'hourly', world.note)
      const first = world.start(hourly)
      await world.pass(hourMs / 2)
      await first.stop()
      await world.pass(2 * hourMs)
      const second = world.start(hourly)
      await world.pass(1_000)
      await world.pass(hourMs - 1_000)
      await second.stop()
      assert.deepEqual(
        world.noted.map(time => time / hourMs),
        expected,
        catch_up,
      )
    }
  })

  test('of several processes one runs it, and another takes over what a dead one had begun', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const dead = new RunStore(world.store, world.clock, 'dead')
    const run = await dead.begin('hourly', world.clock.now())
    await world.pass(hourMs)
    assert.ok(await dead.claim(run))
    const other = world.start(onTime({ cron: '0 * * * *', time_zone: 'UTC', catch_up: 'last' }, 'hourly', world.note))
    await world.pass(30_000)
    assert.deepEqual(world.noted, [], 'it is claimed')
    await until('its claim is over', async () => {
      await world.pass(30_000)
      return world.noted.length > 0
    })
    assert.deepEqual(world.noted, [hourMs])
    await other.stop()
  })

  test('a failure is shown, and the next time comes', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    let fails = true
    const running = world.start(
      periodically(hourMs, 'learn', time => {
        if (fails) throw new Error('no teacher')
        world.note(time)
      }),
    )
    await world.pass(60_000)
    assert.deepEqual([running.view().error, running.view().next.length], ['no teacher', 1])
    fails = false
    await world.pass(hourMs)
    assert.equal(running.view().error, null)
    assert.equal(world.noted.length, 1)
    await running.stop()
  })
})

type World = {
  readonly store: Store
  readonly clock: TestClock
  /** Since the beginning, in milliseconds. */
  readonly noted: number[]
  readonly note: Schedule['run']
  start(schedule: Schedule): ReturnType<typeof startSchedule>
  pass(ms: number): Promise<void>
}

/** What a database takes is real time: the clock stands still meanwhile. */
async function worldOn(t: TestContext, engine: TestEngine): Promise<World | null> {
  const store = await engine.store(t, {})
  if (!store) return null
  const clock = testClock()
  const begun = clock.now()
  const noted: number[] = []
  let processes = 0
  const flight = inFlight()
  return {
    store,
    clock,
    noted,
    note: due => void noted.push(due - begun),
    start: schedule => {
      const process = `process ${processes++}`
      return startSchedule(schedule, {
        clock,
        log: silentLog(),
        runs: flight.watch(new RunStore(store, clock, process)),
      })
    },
    pass: async ms => {
      await clock.advance(0)
      await flight.over()
      const end = clock.now() + ms
      while (clock.now() < end) {
        await clock.advance(Math.min(1_800_000, end - clock.now()))
        await flight.over()
      }
    },
  }
}
