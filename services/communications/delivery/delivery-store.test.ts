import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { createDeliveries } from '../migrations/0001-create-deliveries.ts'
import { createAnnouncements } from '../migrations/0003-create-announcements.ts'
import { NotificationStore } from '../notifications/notification-store.ts'
import { pruneDeliveries } from '../prune.ts'
import { sampleIncident, sampleNotice } from '../testing/samples.ts'
import type { Delivery } from './delivery.ts'
import { DeliveryStore } from './delivery-store.ts'

const migrations = {
  '0001-create-deliveries': createDeliveries,
  '0003-create-announcements': createAnnouncements,
}
const day = (count: number) => new Date(Date.UTC(2026, 0, 1 + count)).toISOString()

const row = (id: string, changes: Partial<Delivery> = {}): Omit<Delivery, 'seq'> => ({
  id,
  channel: 'hook',
  event_id: `event-${id}`,
  subject: `incident-${id}`,
  state: 'queued',
  attempts: 0,
  next_at: day(0),
  held_until: null,
  last_error: null,
  created_at: day(0),
  queued_at: day(0),
  done_at: null,
  message: null,
  ...changes,
})

onBothEngines('the delivery store', engine => {
  test('gives the oldest waiting message about something else', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const deliveries = new DeliveryStore(store)
    await store.transaction(async () => {
      await deliveries.add(row('z', { state: 'delivered', done_at: day(0) }))
      await deliveries.add(row('b'))
      await deliveries.add(row('a', { subject: 'incident-b' }))
      await deliveries.add(row('c', { channel: 'other' }))
      await deliveries.add(row('d'))
    })
    assert.equal((await deliveries.headBeside('hook', 'incident-b'))!.id, 'd')
    assert.equal(await deliveries.headBeside('nobody', 'incident-b'), undefined)
    assert.deepEqual([...(await deliveries.queuedByChannel())].sort(), [
      ['hook', 3],
      ['other', 1],
    ])
  })

  test('lists newest first, by state and channel', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const deliveries = new DeliveryStore(store)
    await store.transaction(async () => {
      for (const id of ['a', 'b', 'c']) await deliveries.add(row(id))
      await deliveries.giveUp('hook', 'gone', day(1))
      await deliveries.add(row('d'))
    })
    const ids = async (filter: Parameters<DeliveryStore['list']>[0]) =>
      (await deliveries.list(filter)).map(({ id }) => id)
    assert.deepEqual(await ids({ limit: 10 }), ['d', 'c', 'b', 'a'])
    assert.deepEqual(await ids({ limit: 10, state: 'dead' }), ['c', 'b', 'a'])
    assert.deepEqual(await ids({ limit: 10, channel: 'other' }), [])
    const [, second] = await deliveries.list({ limit: 2 })
    assert.deepEqual(await ids({ limit: 10, after: second!.seq }), ['b', 'a'])
  })

  test('knows how a channel fares: its last success, and an error only while it matters', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const deliveries = new DeliveryStore(store)
    assert.deepEqual(await deliveries.health('hook'), { last_success_at: null, last_error: null, queued: 0 })
    await store.transaction(async () => {
      await deliveries.add(row('a', { state: 'dead', last_error: 'old', done_at: day(1) }))
      await deliveries.add(row('b', { state: 'delivered', done_at: day(2) }))
    })
    assert.deepEqual(await deliveries.health('hook'), { last_success_at: day(2), last_error: null, queued: 0 })
    await store.transaction(() => deliveries.add(row('c', { last_error: 'connection refused' })))
    assert.deepEqual(await deliveries.health('hook'), {
      ...{ last_success_at: day(2), queued: 1 },
      last_error: 'connection refused',
    })
  })

  test('the same thing cannot be written twice for one channel', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const notifications = new NotificationStore(store)
    const notice = sampleNotice('opened', sampleIncident())
    const add = (channel: string) =>
      store.transaction(() => notifications.add([notice], { channel, delivery_id: `d-${channel}`, at: day(0) }))
    await add('hook')
    await add('other')
    await assert.rejects(add('hook'), /unique/i)
    assert.deepEqual((await notifications.sent('i1')).get('hook'), [
      { channel: 'hook', key: 'opened/0', topic: 'opened', cycle: 0, impact: 'major', revision: 1 },
    ])
  })

  test('old messages go, but not the knowledge that they were told', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const deliveries = new DeliveryStore(store)
    const notifications = new NotificationStore(store)
    const now = Date.parse(day(100))
    const states = { old: 'delivered', failed: 'dead', fresh: 'delivered' } as const
    await store.transaction(async () => {
      for (const [at, [id, state]] of Object.entries(states).entries()) {
        const done_at = id === 'fresh' ? day(99) : day(50)
        await deliveries.add(row(id, { state, done_at }))
        await notifications.add([sampleNotice('opened', sampleIncident({ id: `i${at}` }))], {
          ...{ channel: 'hook', delivery_id: id },
          at: day(50),
        })
      }
    })
    await pruneDeliveries({ store, deliveries, notifications }, now)
    assert.deepEqual(
      (await deliveries.list({ limit: 10 })).map(({ id }) => id),
      ['fresh', 'failed'],
    )
    assert.deepEqual(await notifications.ofDelivery('old'), [])
    assert.equal((await notifications.ofDelivery('failed')).length, 1)
    for (const incident of ['i0', 'i1', 'i2']) assert.equal((await notifications.sent(incident)).get('hook')!.length, 1)
  })
})
