import assert from 'node:assert/strict'
import { it } from 'node:test'
import { plainText } from '../../../kit/messages/message.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import type { Store } from '../../../kit/store/store.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import type { DefinedCheck } from '../definitions/check.ts'
import { createChecks } from '../migrations/0001-create-checks.ts'
import { createResults } from '../migrations/0002-create-results.ts'
import { listResults, listRollups } from './list-results.ts'
import { loadJournal, ResultJournal } from './result-journal.ts'
import { RollupJob } from './rollup-job.ts'

const migrations = { '0001-create-checks': createChecks, '0002-create-results': createResults }
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const phases = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: null }

const check: DefinedCheck = {
  ...{
    id: 'c1',
    number: 1,
    slug: 'api',
    origin: 'file',
    unreadable: null,
    published: '',
    component_id: null,
    revision: 1,
  },
  ...{ created_at: '2026-01-01T00:00:00.000Z', archived_at: null },
  definition: { name: 'API', kind: 'http', group: null, critical: false, depends_on: [], settings: {} },
}

async function filled(store: Store) {
  const clock = testClock()
  const journal = new ResultJournal({ store, clock, log: silentLog() }, await loadJournal(store, clock.now()))
  const monitoring = {
    ...{ check_interval: 20, default_timeout: 10, failure_threshold: 2, recovery_threshold: 1, recheck: 1 },
    ...{ references: [], keep_raw: 86_400, keep_minutes: 2 * 86_400, keep_hours: 4 * 86_400 },
  }
  const keeper = new RollupJob({ store, clock, journal, registry: { stored: () => [check], monitoring } })
  const reading = { store, journal, clock }
  /** A result each ten minutes, the last of each hour a failure. */
  const live = async (hours: number) => {
    for (let step = 0; step < hours * 6; step += 1) {
      const down = step % 6 === 5
      const state = down ? 'down' : 'up'
      const response_ms = down ? null : 10 + (step % 6)
      journal.record(1, clock.now(), {
        state,
        reason: down ? plainText('refused') : null,
        http_status: null,
        response_ms,
        phases,
      })
      await clock.advance(10 * minute)
      if (step % 36 === 0) {
        await journal.flush()
        await journal.compact()
      }
    }
    await journal.flush()
  }
  return { clock, keeper, live, reading, start: clock.now() }
}

onBothEngines('old results', engine => {
  it('are rolled up per minute, hour and day, and then deleted, each in its time', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { clock, keeper, live, reading, start } = await filled(store)
    for (let round = 0; round < 7; round += 1) {
      await live(24)
      await keeper.run()
    }
    const raw = await listResults(reading, 1, { limit: 500 })
    const oldest = Date.parse(raw.items.at(-1)?.at ?? '')
    const age = (clock.now() - oldest) / hour
    assert.ok(age >= 23 && age < 48, `single results are kept for their day, these ${age} h`)

    const hours = await listRollups(reading, 1, { step: 'hour', limit: 500 })
    const first = Date.parse(hours.items.at(-1)?.at ?? '')
    assert.ok(first >= clock.now() - 4 * day && first < clock.now() - 3 * day)
    assert.deepEqual(hours.items.at(-1), {
      ...{ at: new Date(first).toISOString(), count: 6, up: 5, degraded: 0, down: 1, unknown: 0 },
      ...{ min_ms: 10, mean_ms: 12, max_ms: 14, p50_ms: 12, p95_ms: 14, p99_ms: 14 },
    })
    const days = await listRollups(reading, 1, { step: 'day', limit: 500 })
    assert.equal(Date.parse(days.items.at(-1)?.at ?? ''), start - (start % day), 'days are kept for ever')
    assert.equal(
      days.items.reduce((sum, { count }) => sum + count, 0),
      7 * 24 * 6,
    )
    const minutes = await listRollups(reading, 1, { step: 'minute', limit: 500 })
    assert.ok(minutes.items.every(({ count }) => count === 1))
  })

  it('are counted from single results as long as they are not rolled up, and come in pages', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { live, reading } = await filled(store)
    await live(5)
    const all = await listRollups(reading, 1, { step: 'hour', limit: 500 })
    assert.equal(all.items.length, 5)
    const paged = []
    for (let cursor: string | undefined; ; ) {
      const page = await listRollups(reading, 1, { step: 'hour', limit: 2, ...(cursor ? { cursor } : {}) })
      paged.push(...page.items)
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    assert.deepEqual(paged, all.items)
  })
})
