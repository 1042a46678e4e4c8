import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { defineEvent, type Envelope, type Fact, fact } from '../service/event.ts'
import { type Context, defineService, react, type Service } from '../service/service.ts'
import type { Store } from '../store/store.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines, type TestEngine } from '../testing/engines.ts'
import { type SeveredLine, severedLine } from '../testing/severed.ts'
import { until } from '../testing/until.ts'
import { largestEventBytes } from './limits.ts'
import type { MessagingTables } from './tables.ts'

/** What every way of carrying events from one service to another promises, in this process and between two. */

const LampLit = defineEvent('vigie.tower.lamp-lit.v1', Type.Object({ lamp: Type.Integer(), text: Type.String() }))
const cluster_key = 'a key for the two processes of this test'

type Way = 'in process' | 'over HTTP'
type Bus = {
  publish(...facts: Fact[]): Promise<void>
  /** The lamps that took effect, in order. */
  readonly lit: readonly number[]
  /** Lamps whose event cannot be handled. */
  readonly broken: Set<number>
  readonly tower: Store
  readonly lights: Store
  /** Between the two; absent where both are in one process. */
  readonly line: SeveredLine | undefined
  metrics(): Promise<string>
  /** Lets time pass until it is true: retries are due after seconds. */
  pass(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void>
}

async function openBus(t: TestContext, engine: TestEngine, way: Way, bus: 'kind' | 'hostile' = 'kind') {
  const clock = testClock()
  const lit: number[] = []
  const broken = new Set<number>()
  let context: Context | undefined
  const tower = defineService({
    name: 'tower',
    start: given => {
      context = given
      return {}
    },
  })
  const lights = lightsService(lit, broken)
  const options = { clock, bus, config: { cluster_key } }
  const far = way === 'over HTTP' ? await engine.host(t, { ...options, services: [lights] }) : null
  const listening = await far?.host.listen({ host: '127.0.0.1', port: 0 })
  const line = listening ? await severedLine(t, listening) : undefined
  const peers = line ? { lights: line.url } : {}
  const near = await engine.host(t, {
    ...options,
    services: way === 'over HTTP' ? [tower] : [tower, lights],
    config: { cluster_key, peers },
  })
  if (!near || (way === 'over HTTP' && !far)) return null
  const opened: Bus = {
    publish: (...facts) => near.host.store('tower').transaction(async () => context?.publish(...facts)),
    ...{ lit, broken, line },
    tower: near.host.store('tower'),
    lights: (far ?? near).host.store('lights'),
    metrics: async () => (await near.inject('GET', '/metrics')).body,
    pass: (what, isTrue) =>
      until(what, async () => {
        if (await isTrue()) return true
        await clock.advance(1_000)
        return false
      }),
  }
  return opened
}

function lightsService(lit: number[], broken: ReadonlySet<number>): Service {
  return defineService({
    name: 'lights',
    start: ({ store }) => ({
      reacts: [
        react(LampLit, async ({ data: { lamp } }) => {
          if (broken.has(lamp)) throw new Error(`lamp ${lamp} is broken`)
          store.afterCommit(() => lit.push(lamp))
        }),
      ],
    }),
  })
}

const lamp = (number: number, bytes = 20, subject = `lamp-${number}`): Fact =>
  fact(LampLit, subject, { lamp: number, text: 'x'.repeat(bytes) })
const parkedAt = (store: Store) => store.query<MessagingTables>().selectFrom('parked_event').selectAll().execute()
const inOrder = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b)
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index)

for (const way of ['in process', 'over HTTP'] as const) {
  onBothEngines(`events carried ${way}`, engine => {
    for (const kindness of ['kind', 'hostile'] as const) {
      test(`large and small ones arrive, each once, on a ${kindness} bus`, async t => {
        const bus = await openBus(t, engine, way, kindness)
        if (!bus) return
        const sizes = [...range(0, 60).map(() => 30_000), largestEventBytes - 100, ...range(0, 60).map(() => 10_000)]
        await bus.publish(...sizes.map((bytes, number) => lamp(number, bytes)))
        await bus.pass('all are lit', () => bus.lit.length >= sizes.length)
        assert.deepEqual(inOrder(bus.lit), range(0, sizes.length))
      })
    }

    test('events of one subject arrive in order, however large each is', async t => {
      const bus = await openBus(t, engine, way)
      if (!bus) return
      const sizes = range(0, 40).map(number => 20 + 15_000 * (number % 9))
      for (const [number, bytes] of sizes.entries()) await bus.publish(lamp(number, bytes, 'lamp'))
      await bus.pass('all are lit', () => bus.lit.length >= sizes.length)
      assert.deepEqual(bus.lit, range(0, sizes.length))
    })

    test('one that fails five times is parked where it failed, visible, and the others go on', async t => {
      const bus = await openBus(t, engine, way)
      if (!bus) return
      bus.broken.add(3)
      await bus.publish(...range(0, 10).map(number => lamp(number)))
      await bus.pass('the others are lit', () => bus.lit.length === 9)
      await bus.pass('it is parked', async () => (await parkedAt(bus.lights)).length === 1)
      const [parked] = await parkedAt(bus.lights)
      assert.match(parked?.error ?? '', /lamp 3 is broken/)
      assert.deepEqual(JSON.parse(parked?.data ?? ''), lamp(3).data)
      if (way === 'in process') assert.match(await bus.metrics(), /^vigie_events_parked\{service="lights"\} 1$/m)
      await bus.publish(lamp(10, 20, 'lamp-3'))
      await bus.pass('its subject goes on', () => bus.lit.includes(10))
    })

    test('many that wait behind one of their subject follow it without a pause each', async t => {
      const bus = await openBus(t, engine, way)
      if (!bus) return
      bus.broken.add(0)
      await bus.publish(lamp(0, 20, 'lamp'))
      await bus.pass('the first has failed', async () =>
        (await bus.metrics()).includes('vigie_events_waiting{service="tower"} 1'),
      )
      await bus.publish(...range(1, 1_500).map(number => lamp(number, 20, 'lamp')), lamp(9_999))
      await bus.pass('another subject goes on', () => bus.lit.includes(9_999))
      bus.broken.clear()
      const followers = () => bus.lit.filter(number => number > 0 && number < 1_500)
      await bus.pass('all follow', () => followers().length === 1_499)
      assert.deepEqual(followers(), range(1, 1_500))
    })

    test('what an older program published too large does not stop what follows', async t => {
      const bus = await openBus(t, engine, way)
      if (!bus) return
      const data = JSON.stringify({ lamp: 0, text: 'x'.repeat(6 * largestEventBytes) })
      const { id, source, type, subject, time }: Omit<Envelope, 'data'> = {
        ...{ id: 'old', source: '/vigie/tower', type: LampLit.type, subject: 'lamp-0' },
        ...{ time: '2026-01-05T07:00:00.000Z', specversion: '1.0', datacontenttype: 'application/json' },
      }
      await bus.tower.transaction(async () => {
        const row = { id, source, type, subject, time, data }
        await bus.tower.query<MessagingTables>().insertInto('outbox').values(row).execute()
      })
      await bus.publish(...range(1, 30).map(number => lamp(number)))
      await bus.pass('the others are lit', () => range(1, 30).every(number => bus.lit.includes(number)))
      const arrived = async () => bus.lit.includes(0) || (await parkedAt(bus.lights)).some(row => row.id === 'old')
      await bus.pass('it is lit, or parked', arrived)
    })

    test('one event has a largest size, and whoever publishes more is told which', async t => {
      const bus = await openBus(t, engine, way)
      if (!bus) return
      await assert.rejects(
        bus.publish(lamp(1), lamp(2, largestEventBytes)),
        /vigie\.tower\.lamp-lit\.v1 would be \d+ bytes/,
      )
      await assert.rejects(bus.publish(fact(LampLit, 'é', { lamp: 3, text: 'é'.repeat(largestEventBytes / 2) })))
      await bus.publish(lamp(4))
      await bus.pass('the next is lit', () => bus.lit.length > 0)
      assert.deepEqual(bus.lit, [4])
    })
  })
}

onBothEngines('events carried over HTTP', engine => {
  test('nothing is held against events while their listener is away, however long', async t => {
    const bus = await openBus(t, engine, 'over HTTP')
    if (!bus?.line) return
    await bus.line.cut()
    await bus.publish(...range(0, 20).map(number => lamp(number)))
    await bus.pass('it is seen', async () => /^vigie_listeners_absent\{service="tower"\} 1$/m.test(await bus.metrics()))
    for (let tries = 0; tries < 30; tries++) await bus.pass('a try', () => true)
    await bus.line.mend()
    await bus.pass('all are lit', () => bus.lit.length >= 20)
    assert.deepEqual(bus.lit, range(0, 20))
    assert.deepEqual(await parkedAt(bus.lights), [])
  })

  test('a listener that dies again and again in the middle of a batch hears everything once', async t => {
    const bus = await openBus(t, engine, 'over HTTP')
    if (!bus?.line) return
    let deaths = 0
    const many = 400
    for (let number = 0; number < many; number += 20) {
      await bus.publish(...range(number, number + 20).map(one => lamp(one, 20_000)))
      const before = bus.lit.length
      await bus.pass('some arrive', () => bus.lit.length > before || bus.lit.length === number + 20)
      await bus.line.cut()
      deaths++
      await bus.line.mend()
    }
    await bus.pass('all are lit', () => bus.lit.length >= many)
    assert.equal(deaths, 20)
    assert.deepEqual(inOrder(bus.lit), range(0, many))
    assert.deepEqual(await parkedAt(bus.lights), [])
  })

  test('what does not fit its schema is not handled, and says why', async t => {
    const bus = await openBus(t, engine, 'over HTTP')
    if (!bus) return
    await bus.tower.transaction(async () => {
      const row = { id: 'odd', source: '/vigie/tower', type: LampLit.type, subject: 's', data: '{"lamp":"one"}' }
      const time = '2026-01-05T07:00:00.000Z'
      await bus.tower
        .query<MessagingTables>()
        .insertInto('outbox')
        .values({ ...row, time })
        .execute()
    })
    await bus.publish(lamp(1))
    await bus.pass('it is parked', async () => (await parkedAt(bus.lights)).length === 1)
    assert.match((await parkedAt(bus.lights))[0]?.error ?? '', /does not fit the schema of vigie\.tower\.lamp-lit\.v1/)
    assert.deepEqual(bus.lit, [1])
  })
})
