import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Static, Type } from 'typebox'
import { defineEvent, fact } from '../service/event.ts'
import { defineOperation } from '../service/operation.ts'
import { type Context, defineService, type Service, serve } from '../service/service.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines } from '../testing/engines.ts'
import { seeded } from '../testing/hostile-bus.ts'
import { listed, type News, told } from './copy-definition.ts'
import { ReadCopy } from './read-copy.ts'

const Thing = Type.Object({ id: Type.String(), revision: Type.Integer(), deleted: Type.Boolean() })
type Thing = Static<typeof Thing>

const ThingChanged = defineEvent('vigie.owner.thing-changed.v1', Thing)
const ListThings = defineOperation({
  service: 'owner',
  name: 'ListThings',
  method: 'GET',
  path: '/things',
  access: 'viewer',
  summary: 'Things',
  query: Type.Object({ limit: Type.Integer(), cursor: Type.Optional(Type.String()) }),
  output: Type.Object({ items: Type.Array(Thing), next_cursor: Type.Union([Type.String(), Type.Null()]) }),
})

const newsOf = (value: Thing): News<Thing> => ({
  key: value.id,
  version: value.revision,
  value,
  gone: value.deleted,
})

/** Its things are in memory: they change in the transaction that tells of them, as everywhere. */
function ownerOf(things: Map<string, Thing>) {
  let context: Context | undefined
  const service = defineService({
    name: 'owner',
    start: given => {
      context = given
      const page = ({ limit, cursor = '' }: { limit: number; cursor?: string }) => {
        const there = [...things.values()].filter(({ id, deleted }) => !deleted && id > cursor)
        const items = there.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit)
        return { items, next_cursor: there.length > limit ? (items.at(-1)?.id ?? null) : null }
      }
      return { serves: [serve(ListThings, ({ query }) => page(query))] }
    },
  })
  const change = async (...ids: readonly string[]): Promise<void> => {
    assert.ok(context)
    const { store, publish } = context
    await store.transaction(async () => {
      for (const id of ids) {
        const revision = (things.get(id)?.revision ?? 0) + 1
        const thing = { id, revision, deleted: revision % 3 === 0 }
        await publish(fact(ThingChanged, id, thing))
        things.set(id, thing)
      }
    })
  }
  return { service, change }
}

type Reader = { readonly service: Service; copy?: ReadCopy<Thing>; isBroken: boolean }

function readerOf(): Reader {
  const reader: Reader = {
    isBroken: false,
    service: defineService({
      name: 'reader',
      start: context => {
        const copy = new ReadCopy<Thing>(
          {
            name: 'things',
            from: [
              told(ThingChanged, thing => {
                if (reader.isBroken) throw new Error('a mistake')
                return newsOf(thing)
              }),
            ],
            backfill: { page: listed((call, query) => call(ListThings, { query }), newsOf) },
          },
          context,
        )
        reader.copy = copy
        return { reacts: copy.reactions, schedules: copy.schedules, onReady: () => copy.begin() }
      },
    }),
  }
  return reader
}

const living = (things: ReadonlyMap<string, Thing>): readonly string[] =>
  [...things.values()]
    .filter(({ deleted }) => !deleted)
    .map(({ id, revision }) => `${id} ${revision}`)
    .sort()

const copied = async ({ copy }: Reader): Promise<readonly string[]> =>
  ((await copy?.all()) ?? []).map(({ id, revision }) => `${id} ${revision}`).sort()

const sameAs = async (reader: Reader, things: ReadonlyMap<string, Thing>): Promise<boolean> =>
  JSON.stringify(await copied(reader)) === JSON.stringify(living(things))

onBothEngines('a read copy beside its owner, on a hostile bus', engine => {
  test('it begins with all that there was, follows what changes and is deleted, and again after a restart', async t => {
    const things = new Map<string, Thing>()
    for (let index = 0; index < 1_100; index++) {
      things.set(`old ${index}`, { id: `old ${index}`, revision: 1, deleted: false })
    }
    const owner = ownerOf(things)
    const reader = readerOf()
    const host = await engine.host(t, { services: [reader.service, owner.service] })
    if (!host) return
    assert.deepEqual(await copied(reader), living(things))
    const random = seeded(3)
    for (let round = 0; round < 30; round++) {
      await owner.change(...Array.from({ length: 5 }, () => `old ${Math.floor(random() * 40)}`), `new ${round % 7}`)
    }
    await host.until('the copy is what the owner has', () => sameAs(reader, things))
    if (engine.name === 'postgres') return
    const restarted = readerOf()
    const again = await engine.host(t, { services: [restarted.service], data: await host.crashed() })
    assert.ok(again)
    assert.deepEqual(await copied(restarted), living(things), 'there, though the owner is not')
  })

  test('an event that was given up is made up for by asking', async t => {
    const things = new Map<string, Thing>()
    const owner = ownerOf(things)
    const reader = readerOf()
    const clock = testClock()
    const host = await engine.host(t, { services: [reader.service, owner.service], clock })
    if (!host) return
    reader.isBroken = true
    const thing = { id: 'lost', revision: 1, deleted: false }
    things.set(thing.id, thing)
    const event = {
      specversion: '1.0',
      id: 'lost',
      source: '/vigie/owner',
      type: ThingChanged.type,
      subject: thing.id,
      time: '2026-01-05T08:00:00.000Z',
      datacontenttype: 'application/json',
      data: thing,
    } as const
    const inbox = host.host.inbox('reader')
    assert.deepEqual(await inbox.deliver([event]), [{ id: 'lost', error: 'a mistake' }])
    await inbox.park(event, 'a mistake')
    assert.deepEqual(await copied(reader), [])
    await clock.advance(10_000)
    await host.until('it is asked for', () => sameAs(reader, things))
  })
})
