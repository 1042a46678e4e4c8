import assert from 'node:assert/strict'
import { it } from 'node:test'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { newCheckState } from '../evaluation/check-state.ts'
import { restoreState } from '../evaluation/restore-state.ts'
import { type Interval, saveHistory, saveIntervals } from '../evaluation/state-store.ts'
import { createChecks } from '../migrations/0001-create-checks.ts'
import { createResults } from '../migrations/0002-create-results.ts'
import { createCalendar } from './calendar.ts'
import { UptimeCache } from './uptime-cache.ts'

const migrations = { '0001-create-checks': createChecks, '0002-create-results': createResults }
const hour = 3_600_000
const day = 24 * hour

async function open(store: Store) {
  const clock = testClock()
  const book = new UptimeCache({ store, clock, calendar: createCalendar('UTC'), maintenanceOf: () => [] })
  const change = async (state: Interval['state'], check_id = 'c1') => {
    const interval = { check_id, started_at: clock.now(), state, episode: null, reason: null }
    await store.transaction(async () => {
      await saveIntervals(store, [interval])
      store.afterCommit(() => book.add(interval))
    })
  }
  return { clock, book, change }
}

onBothEngines('the book of uptime', engine => {
  it('follows the stored states over days, whenever it is asked', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { clock, book, change } = await open(store)
    const fresh = () => new UptimeCache({ store, clock, calendar: createCalendar('UTC'), maintenanceOf: () => [] })
    await change('up')
    for (let step = 0; step < 12; step += 1) {
      await clock.advance(5 * hour)
      await change(step % 3 === 0 ? 'down' : 'up')
      await clock.advance(2 * hour)
      assert.deepEqual(await book.read('c1', 30), await fresh().read('c1', 30))
      assert.deepEqual(await book.read('c1', 3), await fresh().read('c1', 3))
    }
    const { days, ratio } = await book.read('c1', 5)
    const total = days.reduce((sum, one) => sum + one.up_s + one.down_s, 0)
    assert.equal(total, (12 * 7 * hour) / 1000)
    assert.ok(ratio !== null && ratio > 0.6 && ratio < 0.8)
    assert.equal((await book.read('nobody', 5)).ratio, null)
  })

  it('forgets what was cut when the clock is set back', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { clock, book, change } = await open(store)
    await change('up')
    await clock.advance(3 * hour)
    await change('down')
    await clock.advance(hour)
    assert.equal((await book.read('c1', 1)).days[0]?.down_s, 3_600)
    clock.step(-2 * hour)
    await store.transaction(() => saveHistory(store, { cut_after: clock.now() }))
    book.clear()
    await change('up')
    await clock.advance(hour)
    const [today] = (await book.read('c1', 1)).days
    assert.deepEqual([today?.up_s, today?.down_s], [3 * 3_600, 0])
  })

  it('time in which the lookout was off is unknown, from when it was last alive', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { clock, book, change } = await open(store)
    await change('up')
    await clock.advance(hour)
    const alive = iso(clock.now())
    await clock.advance(day)
    const states = new Map([
      ['c1', { ...newCheckState, state: 'up', settled: 'up', since: clock.now() - day } as const],
    ])
    const resumed = restoreState(states, { seen: alive, now: clock.now() })
    await store.transaction(() => saveHistory(store, resumed.history))
    assert.equal(resumed.states.get('c1')?.state, 'unknown')
    assert.equal(resumed.states.get('c1')?.settled, 'up')
    await change('up')
    await clock.advance(hour)
    const { days } = await book.read('c1', 2)
    assert.equal(
      days.reduce((sum, one) => sum + one.up_s, 0),
      2 * 3_600,
    )
  })

  it('a clock that was set back while the lookout was off leaves no history in the future', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { clock, book, change } = await open(store)
    await change('up')
    await clock.advance(2 * hour)
    await change('down')
    const seen = iso(clock.now())
    clock.step(-hour)
    const states = new Map([['c1', { ...newCheckState, state: 'down', settled: 'down', since: clock.now() } as const]])
    const { history } = restoreState(states, { seen, now: clock.now() })
    await store.transaction(() => saveHistory(store, history))
    await clock.advance(2 * hour)
    const [today] = (await book.read('c1', 1)).days
    assert.deepEqual([today?.up_s, today?.down_s], [3_600, 0])
  })
})
