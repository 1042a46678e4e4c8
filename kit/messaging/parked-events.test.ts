import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { defineEvent, type EventDefinition, fact } from '../service/event.ts'
import { type Context, defineService, react } from '../service/service.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines, type TestEngine } from '../testing/engines.ts'
import { testKey } from '../testing/host.ts'
import { until } from '../testing/until.ts'
import { secretEvent } from './outbox.ts'

const Lamp = Type.Object({ lamp: Type.Integer() })
const LampLit = defineEvent('vigie.tower.lamp-lit.v1', Lamp)
const CodeTold = defineEvent('vigie.tower.code-told.v1', Lamp, { secret: true })

type Item = { id: string; service: string; event_id: string; type: string; subject: string; error: string }
type Listed = { items: Item[]; next_cursor: string | null }

async function parked(t: TestContext, engine: TestEngine, lamps: readonly number[]) {
  const clock = testClock()
  const lit: string[] = []
  const broken = new Set(lamps)
  let context: Context | undefined
  const tower = defineService({
    name: 'tower',
    secrets: [secretEvent(CodeTold, 'nothing')],
    start: given => {
      context = given
      return {}
    },
  })
  const hearing = (name: string) =>
    defineService({
      name,
      start: ({ store }) => ({
        reacts: [LampLit, CodeTold].map(definition =>
          react(definition, async ({ data: { lamp } }) => {
            if (broken.has(lamp)) throw new Error(`lamp ${lamp} is broken`)
            store.afterCommit(() => lit.push(`${name} ${lamp}`))
          }),
        ),
      }),
    })
  const host = await engine.host(t, { services: [tower, hearing('lights'), hearing('doors')], clock })
  if (!host) return null
  const store = host.host.store('tower')
  const publish = (definition: EventDefinition<typeof Lamp>, lamp: number) =>
    store.transaction(async () => context?.publish(fact(definition, `lamp-${lamp}`, { lamp })))
  const ask = async (method: 'GET' | 'POST', url: string) => {
    const headers = { authorization: `Bearer ${testKey}` }
    const { statusCode, body } = await host.host.app.inject({ method, url, headers })
    return { status: statusCode, body }
  }
  const list = async (query = ''): Promise<Listed> => {
    const answer = await ask('GET', `/api/v1/parked-events${query}`)
    assert.equal(answer.status, 200, answer.body)
    return JSON.parse(answer.body) as Listed
  }
  const retry = async (id: string) => {
    const { status, body } = await ask('POST', `/api/v1/parked-events/${encodeURIComponent(id)}/retry`)
    const { code = '', detail = '' } = body === '' ? {} : (JSON.parse(body) as { code: string; detail: string })
    return { status, code, detail }
  }
  const untilParked = (many: number) =>
    until('they are parked', async () => {
      if ((await list('?limit=500')).items.length === many) return true
      await clock.advance(1_000)
      return false
    })
  return {
    publish,
    list,
    retry,
    untilParked,
    lit,
    broken,
    metrics: async () => (await host.inject('GET', '/metrics')).body,
  }
}

onBothEngines('what was given up', engine => {
  test('is listed with its reason, and handled once it can be', async t => {
    const tower = await parked(t, engine, [3])
    if (!tower) return
    await tower.publish(LampLit, 3)
    await tower.untilParked(2)
    const { items } = await tower.list()
    assert.deepEqual(new Set(items.map(({ service }) => service)), new Set(['lights', 'doors']))
    for (const { type, subject, error } of items) {
      assert.deepEqual([type, subject, error], [LampLit.type, 'lamp-3', 'lamp 3 is broken'])
    }
    const [first, second] = items
    const again = await tower.retry(first?.id ?? '')
    assert.deepEqual([again.status, again.code], [409, 'kit.event-failed-again'])
    assert.match(again.detail, /lamp 3 is broken/)
    assert.equal((await tower.list()).items.length, 2)

    tower.broken.clear()
    assert.equal((await tower.retry(first?.id ?? '')).status, 204)
    assert.deepEqual(tower.lit, [`${first?.service} 3`])
    assert.deepEqual(
      (await tower.list()).items.map(({ id }) => id),
      [second?.id],
    )
    assert.equal((await tower.retry(first?.id ?? '')).code, 'kit.no-such-parked-event')
    assert.equal((await tower.retry(second?.id ?? '')).status, 204)
    assert.equal(tower.lit.length, 2)
    assert.match(await tower.metrics(), /^vigie_events_parked\{service="lights"\} 0$/m)
  })

  test('is read page by page, each once', async t => {
    const lamps = Array.from({ length: 7 }, (_, lamp) => lamp)
    const tower = await parked(t, engine, lamps)
    if (!tower) return
    for (const lamp of lamps) await tower.publish(LampLit, lamp)
    await tower.untilParked(14)
    const all = (await tower.list('?limit=500')).items.map(({ id }) => id)
    const paged: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Listed = await tower.list(`?limit=3${cursor && `&cursor=${cursor}`}`)
      paged.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor
    }
    assert.deepEqual(paged, all)
    assert.equal(new Set(all).size, 14)
  })

  test('what is secret is handled again though it does not lie where it failed', async t => {
    const tower = await parked(t, engine, [5])
    if (!tower) return
    await tower.publish(CodeTold, 5)
    await tower.untilParked(2)
    const { items } = await tower.list()
    assert.ok(!JSON.stringify(items).includes('"lamp":5'))
    tower.broken.clear()
    for (const { id } of items) assert.equal((await tower.retry(id)).status, 204)
    assert.deepEqual(new Set(tower.lit), new Set(['lights 5', 'doors 5']))
  })
})
