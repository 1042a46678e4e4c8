import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import { unavailable } from '../service/errors.ts'
import type { Call } from '../service/service.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines, type TestEngine } from '../testing/engines.ts'
import { seeded, shuffled } from '../testing/hostile-bus.ts'
import { until } from '../testing/until.ts'
import type { CopyDefinition, News } from './copy-definition.ts'
import { ReadCopy } from './read-copy.ts'

type Thing = { readonly id: string; readonly name: string; readonly state: string }

const thing = (id: string, version: number, more: Partial<Thing & { gone: boolean }> = {}): News<Thing> => {
  const { gone = false, ...value } = more
  return { key: id, version, value: { id, name: `${id} ${version}`, state: 'open', ...value }, gone }
}

const many = (count: number, version = 1): Map<string, News<Thing>> =>
  new Map(Array.from({ length: count }, (_, index) => [`thing ${index}`, thing(`thing ${index}`, version)]))

onBothEngines('a read copy', engine => {
  test('the highest version stays, in whatever order and however often it is told', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const random = seeded(7)
    const told = Array.from({ length: 20 }, (_, index) => thing(`thing ${index % 4}`, 1 + Math.floor(index / 4)))
    for (const news of shuffled([...told, ...told], random)) await world.keep(news)
    assert.deepEqual(
      (await world.copy.all()).map(({ name }) => name),
      ['thing 0 5', 'thing 1 5', 'thing 2 5', 'thing 3 5'],
    )
    assert.equal(await world.keep(thing('thing 0', 5, { name: 'another' })), false)
  })

  test('what is gone is not brought back by late news, and by later news it is', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    await world.keep(thing('a', 3, { gone: true }))
    assert.equal(await world.keep(thing('a', 2)), false)
    assert.deepEqual(
      [await world.copy.get('a'), await world.copy.named('a 3'), await world.copy.all()],
      [undefined, undefined, []],
    )
    await world.keep(thing('a', 4))
    assert.equal((await world.copy.named('a 4'))?.id, 'a')
  })

  test('it is read by alias and by label, and what has an early label can be forgotten', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    await world.keep(thing('a', 1, { name: 'Ada' }))
    await world.keep(thing('b', 1, { name: 'Bob', state: '2026-01-01' }))
    assert.equal((await world.copy.named('Bob'))?.id, 'b')
    assert.deepEqual(
      (await world.copy.all('open')).map(({ id }) => id),
      ['a'],
    )
    await world.store.transaction(() => world.copy.deleteLabelledBefore('2026-01-02'))
    assert.deepEqual(
      (await world.copy.all()).map(({ id }) => id),
      ['a'],
    )
  })

  test('what changes is told in its transaction and, once committed, to who holds it in memory', async t => {
    const changes: unknown[] = []
    const world = await worldOn(t, engine, {
      changed: async ({ key, before, value, gone }) => {
        changes.push([key, before?.name, value.name, gone])
        if (value.name === 'wrong') throw new Error('refused')
      },
    })
    if (!world) return
    await world.keep(thing('a', 1))
    const held = new Map<string, string>()
    await world.copy.follow(({ key, value, gone }) => (gone ? held.delete(key) : held.set(key, value.name)))
    await world.keep(thing('b', 1))
    await assert.rejects(world.keep(thing('b', 2, { name: 'wrong' })), /refused/)
    await world.keep(thing('a', 2, { gone: true }))
    assert.deepEqual([...held], [['b', 'b 1']])
    assert.deepEqual(changes.at(-1), ['a', 'a 1', 'a 2', true])
  })

  test('all that the owner has is asked for, beyond every page, and what it no longer has is gone', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    world.owner.things = many(1_234)
    await world.copy.begin()
    assert.equal((await world.copy.all()).length, 1_234)
    assert.equal(world.owner.asked, 3)
    world.owner.things.delete('thing 7')
    world.owner.things.set('thing 8', thing('thing 8', 2))
    world.start()
    await world.pass(86_400_000)
    assert.equal((await world.copy.all()).length, 1_233)
    assert.equal(await world.copy.get('thing 7'), undefined)
    assert.equal((await world.copy.get('thing 8'))?.name, 'thing 8 2')
    assert.equal(await world.keep(thing('thing 7', 1)), false, 'late news of what is gone')
    world.owner.things = many(3)
    await world.pass(86_400_000)
    assert.equal((await world.copy.all()).length, 3)
  })

  test('what is told while the owner is asked is later than its answer', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    await world.keep(thing('a', 1))
    world.owner.things = new Map([
      ['a', thing('a', 1)],
      ['b', thing('b', 1)],
    ])
    world.owner.meanwhile = async () => {
      await world.keep(thing('a', 2, { name: 'renamed' }))
      await world.keep(thing('b', 2, { gone: true }))
      await world.keep(thing('new', 1))
    }
    await world.sync()
    assert.deepEqual(
      (await world.copy.all()).map(({ name }) => name),
      ['renamed', 'new 1'],
    )
  })

  test('an owner that was restored is believed, though its versions are lower', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    await world.keep(thing('a', 9))
    await world.keep(thing('b', 9, { gone: true }))
    world.owner.things = new Map([
      ['a', thing('a', 4)],
      ['b', thing('b', 9)],
    ])
    await world.sync()
    assert.deepEqual(
      (await world.copy.all()).map(({ name }) => name),
      ['a 4', 'b 9'],
    )
    await world.keep(thing('a', 5))
    assert.equal((await world.copy.get('a'))?.name, 'a 5')
  })

  test('a list of some says nothing of the rest', async t => {
    const world = await worldOn(t, engine, { label: 'open' })
    if (!world) return
    await world.keep(thing('resolved', 1, { state: '2026-01-01' }))
    await world.keep(thing('open', 1))
    await world.sync()
    assert.deepEqual(
      (await world.copy.all()).map(({ id }) => id),
      ['resolved'],
    )
  })

  test('an owner that is away is asked again ever more seldom, which is said once, and all is there when it is back', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    world.owner.isAway = true
    await world.copy.begin()
    world.start()
    await world.pass(3_600_000)
    assert.ok(world.owner.asked >= 8 && world.owner.asked <= 14, `asked ${world.owner.asked} times in an hour`)
    assert.deepEqual(world.logged, ['the owner of a copy does not answer; its events will tell'])
    world.owner.isAway = false
    world.owner.things = many(3)
    await world.pass(600_000)
    await until('it is asked', async () => (await world.copy.all()).length === 3)
    assert.equal(world.logged.length, 2)
  })

  test('the owner is asked for one thing that is not there yet, as often as there is another one', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    world.owner.things = many(3)
    assert.equal((await world.copy.getOrAsk('thing 1'))?.name, 'thing 1 1')
    assert.equal((await world.copy.getOrAsk('thing 2'))?.name, 'thing 2 1')
    assert.equal(await world.copy.getOrAsk('nothing'), undefined)
    assert.equal(world.owner.asked, 3)
    assert.equal((await world.copy.getOrAsk('thing 2'))?.name, 'thing 2 1')
    assert.equal(world.owner.asked, 3, 'what is known is not asked for')
    world.owner.isAway = true
    assert.equal(await world.copy.getOrAsk('thing 0'), undefined)
  })

  test('two processes on one database see what the other one heard', async t => {
    const world = await worldOn(t, engine)
    if (!world) return
    const other = world.another()
    await Promise.all([1, 2, 3, 4].map(version => (version % 2 ? world : other).keep(thing('a', version))))
    assert.equal((await world.copy.get('a'))?.name, 'a 4')
    assert.equal((await other.copy.get('a'))?.name, 'a 4')
    assert.equal(await other.keep(thing('a', 3)), false)
  })
})

async function worldOn(
  t: TestContext,
  engine: TestEngine,
  { changed, label }: { readonly changed?: CopyDefinition<Thing>['changed']; readonly label?: string } = {},
) {
  const store = await engine.store(t, {})
  if (!store) return null
  const clock = testClock()
  const logged: string[] = []
  const write = (line: Buffer, _encoding: string, done: () => void): void => {
    logged.push(JSON.parse(line.toString()).msg)
    done()
  }
  const log = pino(new Writable({ write }))
  const owner = { things: many(0), isAway: false, asked: 0, meanwhile: async () => {} }
  const page = async (_call: Call, cursor: string | null) => {
    owner.asked++
    if (owner.isAway) throw unavailable('test.away', 'nobody answers')
    const all = [...owner.things.values()]
    await owner.meanwhile()
    const start = Number(cursor ?? 0)
    return { news: all.slice(start, start + 500), next: start + 500 < all.length ? String(start + 500) : null }
  }
  const one = async (_call: Call, key: string) => {
    owner.asked++
    const thing = owner.isAway ? undefined : owner.things.get(key)
    if (!thing) throw unavailable('test.away', 'nobody answers')
    return thing
  }
  const call: Call = () => Promise.reject(new Error('nobody calls'))
  const definition: CopyDefinition<Thing> = {
    name: 'things',
    from: [],
    backfill: label === undefined ? { page, one } : { page, one, label },
    label: ({ state }) => state,
    alias: ({ name }) => name,
    ...(changed ? { changed } : {}),
  }
  const another = () => {
    const copy = new ReadCopy(definition, { store, call, clock, log })
    return { copy, keep: (news: News<Thing>) => store.transaction(() => copy.keep(news)) }
  }
  const here = another()
  const [schedule] = here.copy.schedules
  let ticking: Promise<void> = Promise.resolve()
  return {
    ...{ store, owner, logged, another, ...here },
    /** As the host does it, one run after the other. */
    start: () => {
      const tick = (): void => {
        ticking = ticking.then(() => schedule?.run(clock.now()))
        clock.after(10_000, tick)
      }
      clock.after(10_000, tick)
    },
    pass: async (ms: number) => {
      const end = clock.monotonic() + ms
      while (clock.monotonic() < end) {
        await clock.advance(Math.min(10_000, end - clock.monotonic()))
        await ticking
      }
    },
    sync: async () => {
      await clock.advance(30_000)
      await schedule?.run(clock.now())
    },
  }
}
