import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import { defineEvent, type Envelope, fact } from '../service/event.ts'
import { react } from '../service/service.ts'
import type { Store } from '../store/store.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines } from '../testing/engines.ts'
import { published } from '../testing/published.ts'
import { until } from '../testing/until.ts'
import { openInbox } from './inbox.ts'
import type { Listener } from './listener.ts'
import { outbox, readOutbox } from './outbox.ts'
import { pruneMessages } from './prune.ts'
import { Relay } from './relay.ts'
import { RelayState } from './relay-state.ts'

const LampLit = defineEvent('vigie.tower.lamp-lit.v1', Type.Object({ lamp: Type.Integer() }))

type Say = (...lamps: number[]) => Promise<void>

/** The relay ends before the store does, whatever comes of it. */
async function relayed(store: Store, listener: Listener, use: (say: Say) => Promise<void>): Promise<void> {
  const clock = systemClock()
  const relay = new Relay(store, listener, { clock, log: silentLog() })
  const publish = outbox('tower', store, clock)
  try {
    await use((...lamps) =>
      store.transaction(async () => {
        await publish(...lamps.map(lamp => fact(LampLit, `lamp-${lamp}`, { lamp })))
        store.afterCommit(() => relay.wake())
      }),
    )
  } finally {
    clock.stop()
    await relay.stop()
  }
}

const park = () => Promise.resolve()
const lampOf = (event: Envelope) => (event.data as { lamp: number }).lamp

onBothEngines('the relay', engine => {
  test('carries what was published, in order, and nothing that was rolled back', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    const heard: number[] = []
    const listener: Listener = {
      name: 'watch',
      park,
      deliver: async events => {
        heard.push(...events.map(lampOf))
        return events.map(({ id }) => ({ id, error: null }))
      },
    }
    await relayed(store, listener, async say => {
      await say(1, 2)
      await assert.rejects(
        store.transaction(async () => {
          await outbox('tower', store, systemClockOnce(t))(fact(LampLit, 'lamp-9', { lamp: 9 }))
          throw new Error('no')
        }),
      )
      await say(3)
      await until('three lamps', () => heard.length >= 3)
      assert.deepEqual(heard, [1, 2, 3])
    })
  })

  test('keeps events for a listener that is absent', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    let present = false
    const heard: number[] = []
    const listener: Listener = {
      name: 'watch',
      park,
      deliver: async events => {
        if (!present) throw new Error('connection refused')
        heard.push(...events.map(lampOf))
        return events.map(({ id }) => ({ id, error: null }))
      },
    }
    await relayed(store, listener, async say => {
      await say(1)
      await say(2)
      present = true
      await until('both lamps', () => heard.length === 2)
      assert.deepEqual(heard, [1, 2])
    })
  })

  test('notices what was said without waking it, as by another program, and asks nothing while nothing was', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    const clock = testClock()
    let reads = 0
    const query = <Tables>() => {
      reads += 1
      return store.query<Tables>()
    }
    const watched = { ...store, query }
    const heard: number[] = []
    const deliver: Listener['deliver'] = async events => {
      heard.push(...events.map(lampOf))
      return events.map(({ id }) => ({ id, error: null }))
    }
    const relay = new Relay(watched, { name: 'watch', deliver, park }, { clock, log: silentLog() })
    t.after(() => relay.stop())
    const seconds = async (count: number) => {
      for (let second = 0; second < count; second++) {
        await clock.advance(1_000)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    }
    await seconds(2)
    const before = reads
    await seconds(5)
    if (store.engine === 'sqlite') assert.equal(reads, before)
    await store.transaction(() => outbox('tower', store, clock)(fact(LampLit, 'lamp-1', { lamp: 1 })))
    await until('it is heard', async () => {
      await seconds(1)
      return heard.length > 0
    })
    assert.deepEqual(heard, [1])
  })

  test('goes on past an event that fails, holds back only its subject, and keeps that one in order', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    let poisoned = true
    const heard: number[] = []
    const listener: Listener = {
      name: 'watch',
      park,
      deliver: async events =>
        events.map(event => {
          if (poisoned && lampOf(event) === 1) return { id: event.id, error: 'cannot light' }
          heard.push(lampOf(event))
          return { id: event.id, error: null }
        }),
    }
    await relayed(store, listener, async say => {
      await say(1)
      await until('the first try', () => new RelayState(store, 'watch', testClock()).isWaiting())
      await say(2)
      await until('the neighbour', () => heard.includes(2))
      poisoned = false
      await until('the retry', () => heard.includes(1))
    })
  })

  test('parks an event after five tries', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    const clock = testClock()
    const state = new RelayState(store, 'watch', clock)
    const publish = outbox('tower', store, clock)
    await store.transaction(() => publish(fact(LampLit, 'lamp-1', { lamp: 1 })))
    const [row] = await readOutbox(store, 0, { events: 1, bytes: 1 })
    assert.ok(row)
    await state.advance(row.seq, [row], new Map([[row.seq, 'cannot light']]))
    for (let tries = 2; tries <= 5; tries++) {
      await clock.advance(60_000)
      const [due] = await state.due()
      assert.ok(due, `try ${tries} is due`)
      await state.failed(due, 'cannot light', tries === 5)
    }
    assert.deepEqual(await state.due(), [])
    assert.equal((await state.blocked([row])).size, 0)
  })

  test('an inbox commits the effect of an event once, however often it is delivered', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    const clock = testClock()
    const lit: number[] = []
    const publish = outbox('lights', store, clock)
    const inbox = openInbox(
      'lights',
      store,
      [
        react(LampLit, async event => {
          lit.push(event.data.lamp)
          await publish(fact(LampLit, 'echo', event.data))
        }),
      ],
      clock,
    )
    const event: Envelope = {
      specversion: '1.0',
      id: 'e1',
      source: '/vigie/tower',
      type: LampLit.type,
      subject: 'lamp-1',
      time: '2026-01-05T08:00:00.000Z',
      datacontenttype: 'application/json',
      data: { lamp: 1 },
    }
    await inbox.deliver([event, event])
    await inbox.deliver([event])
    assert.deepEqual(lit, [1])
  })

  test('an event that fails in an inbox does not touch its neighbours', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    const clock = testClock()
    const publish = outbox('lights', store, clock)
    const inbox = openInbox(
      'lights',
      store,
      [
        react(LampLit, async event => {
          await publish(fact(LampLit, 'echo', event.data))
          if (event.data.lamp === 2) throw new Error('lamp 2 is broken')
        }),
      ],
      clock,
    )
    const events = [1, 2, 3].map(
      (lamp): Envelope => ({
        specversion: '1.0',
        id: `e${lamp}`,
        source: '/vigie/tower',
        type: LampLit.type,
        subject: 'x',
        time: '2026-01-05T08:00:00.000Z',
        datacontenttype: 'application/json',
        data: { lamp },
      }),
    )
    const heard = await inbox.deliver(events)
    assert.deepEqual(
      heard.map(one => one.error),
      [null, 'lamp 2 is broken', null],
    )
    assert.deepEqual(
      (await published(store)).map(event => event.data),
      [{ lamp: 1 }, { lamp: 3 }],
    )
  })

  test('what every listener has heard is forgotten after a week, what one has not heard is kept', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    const clock = testClock()
    const publish = outbox('tower', store, clock)
    await store.transaction(() => publish(fact(LampLit, 'a', { lamp: 1 }), fact(LampLit, 'b', { lamp: 2 })))
    await new RelayState(store, 'watch', clock).advance(1, [], new Map())
    await pruneMessages(store, ['watch'], clock.now() + 6 * 86_400_000)
    assert.equal((await published(store)).length, 2)
    await pruneMessages(store, ['watch'], clock.now() + 8 * 86_400_000)
    assert.deepEqual(
      (await published(store)).map(event => event.subject),
      ['b'],
    )
  })
})

test('publishing outside a transaction is a mistake that is told at once', async () => {
  const publish = outbox('tower', { inTransaction: () => false } as Store, testClock())
  await assert.rejects(publish(fact(LampLit, 'a', { lamp: 1 })), /inside store.transaction/)
})

function systemClockOnce(t: { after(run: () => void): void }) {
  const clock = systemClock()
  t.after(() => clock.stop())
  return clock
}
