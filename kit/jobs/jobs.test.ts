import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { silentLog } from '../runtime/log.ts'
import { StoreFailure } from '../store/failure.ts'
import type { Store } from '../store/store.ts'
import { type TestClock, testClock } from '../testing/clock.ts'
import { onBothEngines, type TestEngine } from '../testing/engines.ts'
import { inFlight } from '../testing/in-flight.ts'
import { until } from '../testing/until.ts'
import type { Job, NewJob, Outcome, QueueOptions } from './job.ts'
import { JobStore } from './job-store.ts'
import { Queue } from './queue.ts'
import { jobMigrations } from './tables.ts'

const done: Outcome = { state: 'done' }

onBothEngines('jobs', engine => {
  test('what is added in a transaction runs when it has committed, and never when it rolls back', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { store } = world
    const { queue, ran } = world.queue()
    await store.transaction(async () => {
      await queue.add({ data: 'kept' })
      assert.deepEqual(ran, [])
    })
    const rolledBack = store.transaction(async () => {
      await queue.add({ data: 'lost' })
      throw new Error('no')
    })
    await assert.rejects(rolledBack, /no/)
    await queue.add({ data: 'last' })
    await world.settled('both have run', () => ran.length === 2)
    assert.deepEqual(ran, ['kept', 'last'])
  })

  test('jobs of one key run in order, one at a time; others do not wait for them', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const gate = Promise.withResolvers<void>()
    const { queue, ran } = world.queue({
      concurrency: 4,
      run: async ({ data }) => {
        if (data === 'a1') await gate.promise
        return done
      },
    })
    await queue.add({ key: 'a', data: 'a1' }, { key: 'a', data: 'a2' }, { key: 'b', data: 'b1' }, { data: 'free' })
    await world.settled('the others have run', () => ran.length === 3)
    assert.deepEqual(ran.toSorted(), ['a1', 'b1', 'free'])
    gate.resolve()
    await world.settled('all have run', () => ran.length === 4)
    assert.equal(ran.at(-1), 'a2')
  })

  test('one that fails is tried again later, keeps those of its key waiting, and is a dead letter in the end', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue, ran, failing } = world.queue({ pause: failures => 1_000 * 2 ** failures })
    failing.add('a1')
    await queue.add({ key: 'a', data: 'a1' }, { key: 'a', data: 'a2' })
    await world.settled('it was tried', () => ran.length === 1)
    await world.pass(1_900)
    assert.deepEqual(ran, ['a1'])
    await world.pass(200)
    await world.settled('it was tried again', () => ran.length === 2)
    for (let attempt = 3; attempt <= 10; attempt++) {
      await world.pass(1_000 * 2 ** attempt)
      await world.settled(`attempt ${attempt}`, () => ran.filter(one => one === 'a1').length === attempt)
    }
    await world.settled('the next one runs', () => ran.at(-1) === 'a2')
    const [letter] = await world.jobs.dead({ limit: 5 })
    assert.deepEqual([letter?.attempts, letter?.error], [10, 'fails'])
    failing.clear()
    assert.equal(await world.change(() => queue.retry(letter?.id ?? '')), true)
    await world.settled('it is done', () => ran.at(-1) === 'a1')
    await world.settled('and nothing is left of it', async () => !(await world.jobs.find(letter?.id ?? '')))
  })

  test('whoever asks for a longer pause has it; a bug is tried again like any failure', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    let answers: (() => Outcome)[] = [
      () => ({ state: 'retry', error: 'busy', after_ms: 90_000 }),
      () => {
        throw new TypeError('a bug')
      },
    ]
    const { queue, ran } = world.queue({ pause: () => 10, run: async () => answers.shift()?.() ?? done })
    await queue.add({ data: 'x' })
    await world.settled('it was tried', () => ran.length === 1)
    await world.pass(89_000)
    assert.equal(ran.length, 1)
    await world.pass(2_000)
    await world.settled('it runs into the bug', () => ran.length >= 2)
    await world.settled('it works then', async () => {
      await world.pass(20)
      return ran.length === 3
    })
    answers = []
  })

  test('the urgent ones come first; one that is for later lets others of its key pass', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue, ran } = world.queue({ begin: false })
    const later = world.clock.now() + 60_000
    await queue.add(
      { key: 'a', data: 'held', due_at: later },
      { key: 'a', data: 'now' },
      { data: 'urgent', priority: 9 },
    )
    queue.begin()
    await world.settled('two have run', () => ran.length === 2)
    assert.deepEqual(ran, ['urgent', 'now'])
    await world.pass(61_000)
    await world.settled('the held one too', () => ran.at(-1) === 'held')
  })

  test('what waits already is not added again, what is over may be', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue, ran } = world.queue({ begin: false })
    await queue.add({ data: 'one', dedupe: 'x' })
    await queue.add({ data: 'two', dedupe: 'x' }, { data: 'three', dedupe: 'y' })
    queue.begin()
    await world.settled('they have run', async () => (await world.jobs.counts(world.clock.now())).length === 0)
    await queue.add({ data: 'four', dedupe: 'x' })
    await world.settled('it runs', () => ran.length === 3)
    assert.deepEqual(ran, ['one', 'three', 'four'])
  })

  test('two processes share the work, and neither does what the other has begun', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const ran: unknown[] = []
    const run = async ({ data }: Job<string>) => {
      ran.push(data)
      await new Promise(resolve => setImmediate(resolve))
      return done
    }
    const [one, two] = [world.queue({ run, concurrency: 3 }).queue, world.queue({ run, concurrency: 3 }).queue]
    const jobs = Array.from({ length: 40 }, (_, number): NewJob<string> => ({ data: `job ${number}` }))
    await one.add(...jobs)
    two.wake()
    await world.settled('all are done', () => ran.length >= 40)
    assert.equal(new Set(ran).size, 40)
    assert.equal(ran.length, 40)
  })

  test('what a dead process had begun is done by another, once its claim is over', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue, ran } = world.queue({ begin: false })
    await queue.add({ data: 'x' })
    const now = world.clock.now()
    const claimed = await world.change(() => world.jobs.claim('work', 5, { now, until: now + 60_000 }))
    assert.equal(claimed.length, 1)
    queue.begin()
    await world.pass(50_000)
    assert.deepEqual(ran, [])
    await world.pass(30_000)
    await world.settled('it is done', () => ran.length === 1)
    const [lost] = claimed
    assert.ok(lost)
    assert.equal(
      await world.change(() => world.jobs.finish(lost)),
      false,
      'whoever comes back too late changes nothing',
    )
  })

  test('one that is cancelled while it runs is told, and what it does then counts for nothing', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const told = Promise.withResolvers<void>()
    const { queue, ran } = world.queue({
      run: (_job, { signal }) =>
        new Promise(resolve => {
          signal.addEventListener('abort', () => {
            told.resolve()
            resolve(done)
          })
        }),
    })
    await queue.add({ id: 'mine', data: 'long' })
    await world.settled('it runs', () => ran.length === 1)
    await world.change(() => world.jobs.remove(['mine']))
    await world.pass(25_000)
    await told.promise
    assert.equal(await world.jobs.find('mine'), undefined)
  })

  test('a program that stops lets go of what it could not end, which is then no failed attempt', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue, ran } = world.queue({
      run: (_job, { signal }) =>
        new Promise(resolve => signal.addEventListener('abort', () => resolve({ state: 'retry', error: 'cut short' }))),
    })
    await queue.add({ id: 'mine', data: 'long' })
    await world.settled('it runs', () => ran.length === 1)
    const stopped = queue.stop()
    await world.pass(3_000)
    await stopped
    const job = await world.jobs.find('mine')
    assert.deepEqual([job?.state, job?.attempts, job?.claim], ['queued', 0, null])
  })

  test('who adds at the same moment shares a commit', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue, ran } = world.queue({ concurrency: 50 })
    await Promise.all(Array.from({ length: 450 }, (_, number) => queue.add({ data: `job ${number}` })))
    await world.settled('all have run', () => ran.length === 450)
    assert.equal(new Set(ran).size, 450)
  })

  test('one that was held, or is driven again, waits for those of its key that run already', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue } = world.queue({ begin: false, concurrency: 4 })
    const now = world.clock.now()
    await queue.add({ key: 'a', data: 'held', due_at: now + 1_000 }, { key: 'a', data: 'now' })
    const claim = (at: number) => world.change(() => world.jobs.claim('work', 4, { now: at, until: at + 60_000 }))
    assert.deepEqual(
      (await claim(now)).map(({ data }) => data),
      ['now'],
    )
    assert.deepEqual(await claim(now + 2_000), [])
  })

  test('a failure of the whole queue lets nothing begin before the pause is over, or somebody hurries', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue, ran, failing } = world.queue({ pauses: true, pause: () => 60_000 })
    failing.add('a')
    await queue.add({ data: 'a' })
    await world.settled('it was tried', () => ran.length === 1)
    await queue.add({ data: 'b' })
    await world.pass(50_000)
    assert.deepEqual(ran, ['a'])
    failing.clear()
    queue.hurry()
    await world.settled('both are done', () => ran.length === 3)
    assert.deepEqual(ran, ['a', 'a', 'b'])
  })

  test('what only this process runs is begun without a write, one of a key at a time, and goes when it is done', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const gate = Promise.withResolvers<void>()
    const { queue, ran } = world.queue({
      shared: false,
      concurrency: 3,
      run: async ({ data }) => {
        if (data === 'a1') await gate.promise
        return done
      },
    })
    await queue.add({ key: 'a', data: 'a1' }, { key: 'a', data: 'a2' }, { data: 'b' })
    await world.settled('the others have run', () => ran.length === 2)
    await world.pass(61_000)
    assert.deepEqual(ran, ['a1', 'b'])
    assert.equal((await world.jobs.counts(world.clock.now()))[0]?.running, 0)
    gate.resolve()
    await world.settled('nothing is left', async () => (await world.jobs.counts(world.clock.now())).length === 0)
    assert.deepEqual(ran, ['a1', 'b', 'a2'])
  })

  test('while nothing can be stored what waits runs all the same, each once, and what came of it is stored later', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    let isFull = false
    const store: Store = {
      ...world.store,
      transaction: run =>
        isFull
          ? Promise.reject(new StoreFailure('store.disk-full', { why: { code: 'store.disk-full' }, cause: null }))
          : world.store.transaction(run),
    }
    const { queue, ran } = world.queue({ shared: false, begin: false }, store)
    await queue.add({ data: 'a' }, { data: 'b' }, { data: 'c' })
    isFull = true
    queue.begin()
    await world.settled('all have run', () => ran.length === 3)
    await world.pass(10_000)
    assert.deepEqual(ran, ['a', 'b', 'c'])
    assert.equal((await world.jobs.counts(world.clock.now()))[0]?.waiting, 3)
    isFull = false
    await world.settled('that is stored', async () => {
      await world.pass(1_000)
      return (await world.jobs.counts(world.clock.now())).length === 0
    })
    assert.deepEqual(ran, ['a', 'b', 'c'])
  })

  test('counts say what waits, what runs, what is dead and since when the oldest waits', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const { queue } = world.queue({ begin: false })
    const now = world.clock.now()
    await queue.add({ data: 'a' }, { data: 'b' }, { data: 'c', due_at: now + 60_000 })
    await world.change(() => world.jobs.claim('work', 1, { now, until: now + 60_000 }))
    const [counts] = await world.jobs.counts(now)
    assert.deepEqual(counts, {
      ...{ queue: 'work', waiting: 2, running: 1, dead: 0 },
      oldest_due_at: new Date(now).toISOString(),
    })
  })
})

type Made = { readonly queue: Queue<string>; readonly ran: string[]; readonly failing: Set<string> }
type World = {
  readonly store: Store
  readonly jobs: JobStore
  readonly clock: TestClock
  queue(
    options?: Partial<QueueOptions<string>> & {
      readonly begin?: boolean
      readonly shared?: boolean
      readonly pauses?: boolean
    },
    /** Another view of the same store. */
    on?: Store,
  ): Made
  change<T>(run: () => Promise<T>): Promise<T>
  pass(ms: number): Promise<void>
  settled(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void>
}

/** What a database takes is real time: the clock stands still meanwhile. */
async function worldOn(t: TestContext, engine: TestEngine): Promise<World | null> {
  const store = await engine.store(t, jobMigrations)
  if (!store) return null
  const clock = testClock()
  const flight = inFlight()
  const jobs = flight.watch(new JobStore(store))
  const queue: World['queue'] = (given = {}, on = store) => {
    const { begin = true, shared = true, pauses = false, run = async () => done, ...options } = given
    const ran: string[] = []
    const failing = new Set<string>()
    const made = new Queue<string>(
      {
        ...{ name: 'work', concurrency: 1 },
        ...options,
        run: (job, control) => {
          ran.push(job.data)
          return failing.has(job.data)
            ? Promise.resolve({ state: 'retry', error: 'fails', pauses_queue: pauses })
            : run(job, control)
        },
      },
      { store: flight.watch(on), jobs, clock, log: silentLog(), shared },
    )
    if (begin) made.begin()
    t.after(async () => {
      const stopped = made.stop()
      await clock.advance(5_000)
      await stopped
    })
    return { queue: made, ran, failing }
  }
  return {
    store,
    jobs,
    clock,
    queue,
    change: run => store.transaction(run),
    pass: async ms => {
      const end = clock.now() + ms
      await flight.over()
      while (clock.now() < end) {
        await clock.advance(Math.min(10_000, end - clock.now()))
        await flight.over()
      }
    },
    settled: (what, isTrue) =>
      until(what, async () => {
        await clock.advance(0)
        await flight.over()
        return isTrue()
      }),
  }
}
