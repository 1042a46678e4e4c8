import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { Type } from 'typebox'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import { defineEvent, fact } from '../service/event.ts'
import { react } from '../service/service.ts'
import { connectSqlite } from '../store/sqlite/sqlite.ts'
import { openStore } from '../store/store.ts'
import { smallDisk } from '../testing/faults/full-disk.ts'
import { until } from '../testing/until.ts'
import { openInbox } from './inbox.ts'
import { outbox } from './outbox.ts'
import { Relay } from './relay.ts'
import { messagingMigrations } from './tables.ts'

const LampLit = defineEvent('vigie.tower.lamp-lit.v1', Type.Object({ text: Type.String() }))

test('a listener whose disk is full is as good as absent: no event is given up, and all are heard once it has room', async t => {
  const own = smallDisk(t, 4_194_304)
  const listeners = smallDisk(t, 2_097_152)
  if (!own || !listeners) return
  const store = await openStore(connectSqlite(join(own.folder, 'tower.db')), messagingMigrations)
  const far = await openStore(connectSqlite(join(listeners.folder, 'watch.db')), messagingMigrations)
  const clock = systemClock()
  const heard: string[] = []
  let tries = 0
  const handle = react(LampLit, async ({ data }) => {
    far.afterCommit(() => heard.push(data.text.slice(0, 1)))
  })
  const inbox = openInbox('watch', far, [handle], clock)
  const deliver: typeof inbox.deliver = events => {
    tries += 1
    return inbox.deliver(events)
  }
  const relay = new Relay(store, { name: 'watch', deliver, park: inbox.park }, { clock, log: silentLog() })
  t.after(async () => {
    await relay.stop()
    clock.stop()
    await store.close()
    await far.close()
  })
  listeners.fill()
  const publish = outbox('tower', store, clock)
  const say = (text: string) =>
    store.transaction(async () => {
      await publish(fact(LampLit, 'lamp', { text }))
      store.afterCommit(() => relay.wake())
    })
  // What fits into the log of the database, as it was made at first, is still taken.
  for (let event = 0; far.condition().ok && event < 2_000; event++) {
    await say('a')
    await until('it is tried', () => heard.length > event || !far.condition().ok)
  }
  const before = heard.length
  await say('b')
  await until('it is tried again', () => tries > before + 1)
  assert.equal(heard.length, before)
  const blamed = await store.query<{ relay_retry: { seq: number } }>().selectFrom('relay_retry').selectAll().execute()
  assert.deepEqual(blamed, [])
  listeners.free()
  await until('all are heard', () => heard.at(-1) === 'b')
  assert.equal(heard.length, before + 2)
})
