import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { systemClock } from '../clock.ts'
import { defineEvent, type Envelope, fact } from '../event.ts'
import { silentLog } from '../log.ts'
import { react } from '../service.ts'
import type { Store } from '../store.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines } from '../testing/engines.ts'
import { until } from '../testing/host.ts'
import { openInbox } from './inbox.ts'
import { outbox } from './outbox.ts'
import { type Listener, Relay } from './relay.ts'
import { pruneOutbox, RelayState } from './relay-state.ts'

const LampLit = defineEvent('vigie.tower.lamp-lit.v1', Type.Object({ lamp: Type.Integer() }))

function relayed(t: { after(run: () => void | Promise<void>): void }, store: Store, listener: Listener) {
  const clock = systemClock()
  const relay = new Relay(store, listener, { clock, log: silentLog() })
  const publish = outbox('tower', store, clock)
  t.after(async () => {
    clock.stop()
    await relay.stop()
  })
  const say = (...lamps: number[]) =>
    store.transaction(async () => {
      await publish(...lamps.map(lamp => fact(LampLit, `lamp-${lamp}`, { lamp })))
      store.afterCommit(() => relay.wake())
    })
  return { say, relay }
}

const lampOf = (event: Envelope) => (event.data as { lamp: number }).lamp

onBothEngines('the relay', engine => {
  test('carries what was published, in order, and nothing that was rolled back', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    const heard: number[] = []
    const { say } = relayed(t, store, {
      name: 'watch',
      hear: async events => {
        heard.push(...events.map(lampOf))
        return events.map(({ id }) => ({ id, error: null }))
      },
    })
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

  test('keeps events for a listener that is absent', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    let present = false
    const heard: number[] = []
    const { say } = relayed(t, store, {
      name: 'watch',
      hear: async events => {
        if (!present) throw new Error('connection refused')
        heard.push(...events.map(lampOf))
        return events.map(({ id }) => ({ id, error: null }))
      },
    })
    await say(1)
    await say(2)
    present = true
    await until('both lamps', () => heard.length === 2)
    assert.deepEqual(heard, [1, 2])
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
    const hear: Listener['hear'] = async events => {
      heard.push(...events.map(lampOf))
      return events.map(({ id }) => ({ id, error: null }))
    }
    const relay = new Relay(watched, { name: 'watch', hear }, { clock, log: silentLog() })
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
    const { say } = relayed(t, store, {
      name: 'watch',
      hear: async events =>
        events.map(event => {
          if (poisoned && lampOf(event) === 1) return { id: event.id, error: 'cannot light' }
          heard.push(lampOf(event))
          return { id: event.id, error: null }
        }),
    })
    await say(1)
    await until(
      'the first try',
      async () => (await new RelayState(store, 'watch', testClock()).blockedSubjects()).size === 1,
    )
    await say(2)
    await until('the neighbour', () => heard.includes(2))
    poisoned = false
    await until('the retry', () => heard.includes(1))
  })

  test('parks an event after five tries', async t => {
    const store = await engine.store(t, {})
    if (!store) return
    const clock = testClock()
    const state = new RelayState(store, 'watch', clock)
    const event = { subject: 'lamp-1' } as Envelope
    await state.advance(1, [{ seq: 1, event }], new Map([[1, 'cannot light']]))
    let parked = false
    for (let tries = 2; tries <= 5; tries++) {
      await clock.advance(60_000)
      const [due] = state.due(await state.waiting())
      assert.ok(due, `try ${tries} is due`)
      parked = await state.tried(due, 'cannot light')
      assert.equal(parked, tries === 5)
    }
    assert.deepEqual(state.due(await state.waiting()), [])
    assert.equal((await state.blockedSubjects()).size, 0)
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
    await inbox.hear([event, event])
    await inbox.hear([event])
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
    const heard = await inbox.hear(events)
    assert.deepEqual(
      heard.map(one => one.error),
      [null, 'lamp 2 is broken', null],
    )
    const { readOutbox } = await import('./outbox.ts')
    assert.deepEqual(
      (await readOutbox(store, 0, 10)).map(row => row.event.data),
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
    const { readOutbox } = await import('./outbox.ts')
    await pruneOutbox(store, ['watch'], clock.now() + 6 * 86_400_000)
    assert.equal((await readOutbox(store, 0, 10)).length, 2)
    await pruneOutbox(store, ['watch'], clock.now() + 8 * 86_400_000)
    assert.deepEqual(
      (await readOutbox(store, 0, 10)).map(row => row.seq),
      [2],
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
