import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testClock } from '../testing/clock.ts'
import { FairQueue, type Lane, QueueFull } from './fair-queue.ts'
import { RateLimit } from './rate-limit.ts'

describe('a rate limit', () => {
  test('lets so many through at once, then as many in each period, and says how long to wait', async () => {
    const clock = testClock()
    const limit = new RateLimit(clock, { count: 2, per_ms: 60_000 })
    assert.deepEqual([limit.take('a'), limit.take('a'), limit.take('a'), limit.take('b')], [0, 0, 30, 0])
    await clock.advance(29_000)
    assert.equal(limit.take('a'), 1)
    await clock.advance(1_000)
    assert.deepEqual([limit.take('a'), limit.take('a')], [0, 30])
    limit.giveBack('a')
    assert.equal(limit.take('a'), 0)
  })

  test('has one limit for everybody, which whoever comes from ever new addresses meets', () => {
    const limit = new RateLimit(testClock(), { count: 1, per_ms: 60_000, everybody: 100 })
    const waits = Array.from({ length: 101 }, (_, at) => limit.take(`visitor-${at}`))
    assert.deepEqual(waits.slice(99), [0, 0.6])
  })

  test('forgets those whose bucket is full again', async () => {
    const clock = testClock()
    const limit = new RateLimit(clock, { count: 5, per_ms: 60_000 })
    for (let key = 0; key < 1_000; key++) limit.take(String(key))
    assert.equal(limit.size, 1_000)
    await clock.advance(60_000)
    limit.take('another')
    assert.equal(limit.size, 1)
  })
})

describe('a fair queue', () => {
  const other = (key: string): Lane => ({ key, first: false })
  const known = (key: string): Lane => ({ key, first: true })

  /** Jobs that end when they are told to, and the order in which they began. */
  function workshop(atOnce: number, mayWait: number) {
    const queue = new FairQueue({ atOnce, mayWait })
    const begun: string[] = []
    const ends: (() => void)[] = []
    const run = (lane: Lane, name: string) =>
      queue.run(lane, async () => {
        begun.push(name)
        await new Promise<void>(resolve => ends.push(resolve))
        return name
      })
    const finish = async () => {
      for (let end = ends.shift(); end; end = ends.shift()) {
        end()
        await new Promise(resolve => setImmediate(resolve))
      }
    }
    return { run, begun, finish }
  }

  test('gives lanes their turns: one that brings much waits for itself', async () => {
    const { run, begun, finish } = workshop(1, 100)
    const flood = Array.from({ length: 87 }, (_, at) => run(other('flood'), `flood ${at}`))
    const owner = run(other('home'), 'owner')
    await finish()
    assert.equal(await owner, 'owner')
    assert.equal((await Promise.all(flood)).length, 87)
    assert.equal(begun.indexOf('owner'), 2)
  })

  test('gives people who are known every second turn, however many networks flood it', async () => {
    const { run, begun, finish } = workshop(2, 100)
    for (let at = 0; at < 87; at++) void run(other(`network ${at}`), `flood ${at}`)
    for (const name of ['one', 'two', 'three']) void run(known(name), name)
    await finish()
    assert.deepEqual(
      ['one', 'two', 'three'].map(name => begun.indexOf(name)),
      [2, 4, 6],
    )
    assert.equal(begun.length, 90)
  })

  test('is bounded: the newest of the longest lane gives way, and of many lanes alike the newcomer is refused', async () => {
    const { run, finish } = workshop(1, 4)
    const flood = Array.from({ length: 6 }, (_, at) => run(other('flood'), `flood ${at}`))
    const ended = Promise.allSettled(flood)
    const late = ['a', 'b', 'c'].map(name => run(other(name), name))
    const refused = assert.rejects(run(other('d'), 'd'), QueueFull)
    await finish()
    assert.deepEqual(await Promise.all(late), ['a', 'b', 'c'])
    assert.deepEqual(
      (await ended).map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected', 'rejected'],
    )
    await refused
  })

  test('goes on when a job fails', async () => {
    const queue = new FairQueue({ atOnce: 1, mayWait: 4 })
    await assert.rejects(
      queue.run(other('a'), async () => Promise.reject(new Error('no'))),
      /no/,
    )
    assert.equal(await queue.run(other('a'), async () => 1), 1)
  })
})
