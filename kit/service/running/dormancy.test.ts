import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Static, Type } from 'typebox'
import { every } from '../../schedule/schedule.ts'
import { onBothEngines } from '../../testing/engines.ts'
import { testKey } from '../../testing/host.ts'
import { defineEvent, fact } from '../event.ts'
import { defineOperation } from '../operation.ts'
import { type Context, defineService, react, serve } from '../service.ts'
import type { Running } from '../start-service.ts'
import { DormantService, type StartLater } from './dormancy.ts'

const BottleStored = defineEvent('vigie.cellar.bottle-stored.v1', Type.Object({ bottle: Type.String() }))
const CorkOrdered = defineEvent('vigie.orders.cork-ordered.v1', Type.Object({ cork: Type.String() }))
const op = { service: 'cellar', params: Type.Object({ name: Type.String() }) } as const
const StoreBottle = defineOperation({
  ...op,
  name: 'StoreBottle',
  method: 'POST',
  path: '/api/v1/bottles/:name',
  access: 'responder',
  summary: 'Store a bottle',
  output: Type.Object({ bottles: Type.Integer() }),
})
const CountBottles = defineOperation({
  service: 'cellar',
  name: 'CountBottles',
  method: 'GET',
  path: '/api/v1/bottles',
  access: 'public',
  summary: 'How many bottles there are',
  output: Type.Object({ bottles: Type.Integer() }),
})
const OrderCork = defineOperation({
  ...op,
  name: 'OrderCork',
  service: 'orders',
  method: 'POST',
  path: '/api/v1/corks/:name',
  access: 'responder',
  summary: 'Order a cork',
  output: Type.Object({ stored: Type.Array(Type.String()) }),
})

const Config = Type.Object({ cellar: Type.Optional(Type.Object({ bottles: Type.Integer() })) })

/** What became of the two services of one test. */
function house() {
  const seen = { starts: 0, stops: 0, corks: [] as string[], stored: [] as string[] }
  const door = { isStuck: false }
  const startCellar = ({ config, store, publish }: Context<Static<typeof Config>>) => {
    if (door.isStuck) throw new Error('the door is stuck')
    seen.starts++
    let bottles = config.cellar?.bottles ?? 0
    return {
      serves: [
        serve(StoreBottle, async ({ params }) => {
          bottles++
          await store.transaction(() => publish(fact(BottleStored, params.name, { bottle: params.name })))
          return { bottles }
        }),
        serve(CountBottles, () => ({ bottles })),
      ],
      reacts: [react(CorkOrdered, async ({ data }) => void seen.corks.push(data.cork))],
      schedules: [every(1_000, 'turn the bottles', () => undefined)],
      stop: () => void seen.stops++,
    }
  }
  const cellar = defineService({
    name: 'cellar',
    config: Config,
    dormant: {
      isConfigured: config => config.cellar !== undefined,
      wakes: [StoreBottle],
      asleep: [serve(CountBottles, () => ({ bottles: 0 }))],
    },
    start: startCellar,
  })
  const orders = defineService({
    name: 'orders',
    start: ({ store, publish }) => ({
      serves: [
        serve(OrderCork, async ({ params }) => {
          await store.transaction(() => publish(fact(CorkOrdered, params.name, { cork: params.name })))
          return { stored: seen.stored }
        }),
      ],
      reacts: [react(BottleStored, async ({ data }) => void seen.stored.push(data.bottle))],
    }),
  })
  return { seen, services: [cellar, orders], door }
}

onBothEngines('a dormant service', engine => {
  test('is not started by who may not come in, nor by who only looks', async t => {
    const { seen, services } = house()
    const world = await engine.host(t, { services })
    if (!world) return
    assert.equal((await world.inject('POST', '/api/v1/bottles/merlot')).status, 401)
    assert.deepEqual(await world.call(CountBottles), { bottles: 0 })
    assert.equal(seen.starts, 0)
    assert.equal(existsSync(join(world.data, 'cellar.db')), false)
    assert.ok(JSON.parse((await world.inject('GET', '/api/openapi.json')).body).paths['/api/v1/bottles/{name}'])
  })

  test('starts once for all who need it at the same moment, and is a service like any other from then on', async t => {
    const { seen, services } = house()
    const world = await engine.host(t, { services })
    if (!world) return
    const names = ['merlot', 'malbec', 'syrah', 'gamay']
    await Promise.all(names.map(name => world.call(StoreBottle, { params: { name } })))
    assert.equal(seen.starts, 1)
    assert.deepEqual(await world.call(CountBottles), { bottles: 4 })
    await world.until('the others hear it', () => new Set(seen.stored).size === 4)
    await world.call(OrderCork, { params: { name: 'long' } })
    await world.until('it hears the others', () => seen.corks.includes('long'))
    const shown = await world.host.app.inject({
      url: '/api/v1/system/schedules',
      headers: { authorization: `Bearer ${testKey}` },
    })
    assert.match(shown.body, /turn the bottles/)
    await world.host.stop()
    assert.equal(seen.stops, 1)
  })

  test('runs from the start where the configuration asks for it', async t => {
    const { seen, services } = house()
    const world = await engine.host(t, { services, config: { cellar: { bottles: 7 } } })
    if (!world) return
    assert.equal(seen.starts, 1)
    assert.deepEqual(await world.call(CountBottles), { bottles: 7 })
  })

  test('starts when the configuration that was saved asks for it', async t => {
    const { seen, services } = house()
    const world = await engine.host(t, { services })
    if (!world) return
    await world.reload({ cellar: { bottles: 3 } })
    assert.equal(seen.starts, 1)
    assert.deepEqual(await world.call(CountBottles), { bottles: 3 })
  })

  test('that could not start is tried again by who asks next', async t => {
    const { seen, services, door } = house()
    const world = await engine.host(t, { services })
    if (!world) return
    door.isStuck = true
    await assert.rejects(world.call(StoreBottle, { params: { name: 'merlot' } }), /answered 500/)
    door.isStuck = false
    assert.deepEqual(await world.call(StoreBottle, { params: { name: 'merlot' } }), { bottles: 1 })
    assert.equal(seen.starts, 1)
  })

  test('runs from the start where it has data from before', async t => {
    const first = house()
    const world = await engine.host(t, { services: first.services })
    if (!world) return
    await world.call(StoreBottle, { params: { name: 'merlot' } })
    const again = house()
    await world.restart(again.services)
    assert.equal(again.seen.starts, 1)
  })
})

test('one that has not started when the program ends is ended, too', async () => {
  const { services } = house()
  const [cellar] = services
  assert.ok(cellar)
  const ending = new AsyncDisposableStack()
  const started = Promise.withResolvers<void>()
  let isClosed = false
  const start: StartLater = async (_service, begun) => {
    begun.defer(() => {
      isClosed = true
    })
    await started.promise
    return {} as Running
  }
  const waking = new DormantService(cellar, start, ending).wake()
  await ending.disposeAsync()
  started.resolve()
  await assert.rejects(waking, { code: 'kit.stopping' })
  assert.equal(isClosed, true)
})
