import assert from 'node:assert/strict'
import { test } from 'node:test'
import { say } from '../../../contracts/messages/words.ts'
import type { DiskSpace } from '../../../kit/health/disk-space.ts'
import type { StorageOutage } from '../../../kit/health/store-watch.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import { StateWriter } from '../evaluation/state-writer.ts'
import { loadJournal, ResultJournal } from '../results/result-journal.ts'
import { sqliteStore } from '../testing/sqlite-store.ts'
import { SelfSignal } from './self-signal.ts'
import { StorageWatch } from './storage-watch.ts'

async function watching(t: Parameters<typeof sqliteStore>[0], clock: TestClock) {
  const store = await sqliteStore(t)
  const log = silentLog()
  const said: { state: string; summary: string; started_at: string; observed_at: string }[] = []
  const journal = new ResultJournal({ store, clock, log }, await loadJournal(store, clock.now()))
  const stateWriter = new StateWriter({
    store,
    journal,
    clock,
    log,
    onCommit: () => {},
    publish: async (...facts) => {
      said.push(...facts.map(({ data }) => data as (typeof said)[number]))
    },
  })
  const selfSignal = new SelfSignal({ clock, settings: { language: 'en' } }, undefined)
  const world: { outage: StorageOutage | null; space: DiskSpace; changed: () => void } = {
    outage: null,
    space: { free: 50_000_000, size: 100_000_000, inodes: null },
    changed: () => undefined,
  }
  const onChange = (listener: () => void) => {
    world.changed = listener
    return () => undefined
  }
  const storage = { outage: () => world.outage, onChange }
  const watch = new StorageWatch({
    storage,
    selfSignal,
    stateWriter,
    clock,
    disk: () => world.space,
    data_directory: '/data',
  })
  const set = (outage: StorageOutage | null) => {
    world.outage = outage
    world.changed()
  }
  const full = () =>
    set({
      ...{ service: 'monitor', code: 'store.disk-full', cause: 'the disk of /data is full', since: clock.now() },
      reason: say('disk.full', { folder: '/data' }),
    })
  return { watch, world, set, full, said, states: () => said.map(({ state }) => state) }
}

test('that nothing can be stored is told when it lasts, with its cause and since when, and that it is over', async t => {
  const clock = testClock()
  const { full, set, said } = await watching(t, clock)
  const since = new Date(clock.now()).toISOString()
  full()
  await clock.advance(4_000)
  assert.equal(said.length, 0)
  await clock.advance(2_000)
  assert.equal(said[0]?.state, 'down')
  assert.equal(said[0]?.summary, 'Vigie cannot store results: the disk of /data is full')
  assert.equal(said[0]?.started_at, since)
  set(null)
  await clock.advance(10)
  assert.deepEqual([said[1]?.state, said[1]?.summary], ['up', 'Vigie stores results again'])
})

test('a database that is away for a moment is no news', async t => {
  const clock = testClock()
  const { full, set, said } = await watching(t, clock)
  full()
  await clock.advance(3_000)
  set(null)
  await clock.advance(60_000)
  assert.deepEqual(said, [])
})

test('it is told each time, however often: it never counts as flapping', async t => {
  const clock = testClock()
  const { full, set, states } = await watching(t, clock)
  for (let time = 0; time < 20; time++) {
    full()
    await clock.advance(6_000)
    set(null)
    await clock.advance(6_000)
  }
  assert.deepEqual(states(), Array(20).fill(['down', 'up']).flat())
})

test('a disk that is nearly full is told before it is full, once, until there is room again', async t => {
  const clock = testClock()
  const { watch, world, said } = await watching(t, clock)
  const look = async (free: number) => {
    world.space = { ...world.space, free }
    watch.checkDisk()
    await clock.advance(1_000)
  }
  for (const free of [50_000_000, 11_000_000, 9_000_000, 8_000_000, 11_000_000, 30_000_000, 9_000_000]) await look(free)
  assert.deepEqual(
    said.map(({ state, summary }) => [state, summary]),
    [
      [
        'degraded',
        'Vigie will soon be unable to store anything: the disk of /data is nearly full: 9 MB of 100 MB are left',
      ],
      ['up', 'Vigie has room on its disk again'],
      [
        'degraded',
        'Vigie will soon be unable to store anything: the disk of /data is nearly full: 9 MB of 100 MB are left',
      ],
    ],
  )
})

test('a full disk is the same trouble, graver: it is down until it can store, then degraded until it has room', async t => {
  const clock = testClock()
  const { watch, world, full, set, states } = await watching(t, clock)
  world.space = { ...world.space, free: 1_000 }
  watch.checkDisk()
  full()
  await clock.advance(6_000)
  set(null)
  await clock.advance(1_000)
  world.space = { ...world.space, free: 90_000_000 }
  watch.checkDisk()
  await clock.advance(1_000)
  assert.deepEqual(states(), ['degraded', 'down', 'degraded', 'up'])
})

test('a disk that has much room at once when it can store again is well at once', async t => {
  const clock = testClock()
  const { watch, world, full, set, states } = await watching(t, clock)
  full()
  await clock.advance(6_000)
  world.space = { ...world.space, free: 1_000 }
  watch.checkDisk()
  world.space = { ...world.space, free: 90_000_000 }
  set(null)
  await clock.advance(1_000)
  assert.deepEqual(states(), ['down', 'up'])
})
