import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { Type } from 'typebox'
import { plainText } from '../../../kit/messages/message.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import { defineEvent, fact } from '../../../kit/service/event.ts'
import type { Store } from '../../../kit/store/store.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { loadJournal, ResultJournal } from '../results/result-journal.ts'
import { readBatches } from '../results/result-store.ts'
import { sqliteStore } from '../testing/sqlite-store.ts'
import { newCheckState } from './check-state.ts'
import { readIntervals, readStates } from './state-store.ts'
import { StateWriter } from './state-writer.ts'

const Said = defineEvent('vigie.monitor.said.v1', Type.Object({ what: Type.String() }))
const seen = {
  ...{ state: 'down' as const, reason: plainText('refused'), http_status: null, response_ms: null },
  phases: { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: null },
}

async function setup(t: TestContext) {
  const store = await sqliteStore(t)
  const clock = testClock()
  const log = silentLog()
  const database = { refuses: false, commits: 0 }
  const moody: Store = {
    ...store,
    transaction: async run => {
      if (database.refuses) throw new Error('disk full')
      database.commits += 1
      return store.transaction(run)
    },
  }
  const journal = new ResultJournal({ store: moody, clock, log }, await loadJournal(store, clock.now()))
  const said: string[] = []
  const publish = async (...facts: { data: unknown }[]) => {
    for (const { data } of facts) said.push((data as { what: string }).what)
  }
  const writer = new StateWriter({ store: moody, journal, publish, clock, log, onCommit: () => {} })
  const change = (what: string, started_at = clock.now()) => ({
    states: [[what, { ...newCheckState, state: 'down' as const, since: started_at }]] as const,
    intervals: [{ check_id: what, started_at, state: 'down' as const, episode: 'e', reason: null }],
    facts: [fact(Said, what, { what })],
  })
  return { store, clock, journal, writer, said, change, database }
}

describe('changes', () => {
  it('that come together share a commit', async t => {
    const { writer, change, said, database, store } = await setup(t)
    await Promise.all(Array.from({ length: 150 }, (_, index) => writer.record(change(`c${index}`))))
    assert.equal(database.commits, 1)
    assert.equal(said.length, 150)
    assert.equal((await readStates(store)).size, 150)
  })

  it('take the results that led to them along', async t => {
    const { writer, journal, change, store, clock } = await setup(t)
    journal.record(1, clock.now(), seen)
    await writer.record(change('c1'))
    assert.equal((await readBatches(store, 0, 10)).length, 1)
    assert.equal(journal.unwritten, 0)
  })

  it('wait, in order, while the database refuses; nobody hears of them before', async t => {
    const { writer, change, said, database, clock, store } = await setup(t)
    database.refuses = true
    const first = writer.record(change('first'))
    const second = writer.record(change('second'))
    await clock.advance(5_000)
    assert.deepEqual(said, [])
    assert.equal(writer.waiting, 2)
    database.refuses = false
    await clock.advance(1_000)
    await Promise.all([first, second])
    assert.deepEqual(said, ['first', 'second'])
    assert.equal((await readIntervals(store, 'second', 0)).length, 1)
  })

  it('that nobody can store for hours take bounded memory: what was in between is not known, where it stands is', async t => {
    const { writer, change, said, database, clock, store } = await setup(t)
    database.refuses = true
    const times = 60_000
    for (let time = 0; time < times; time++) {
      const { facts, ...quiet } = change(`c${time % 3}`, clock.now() + time)
      void writer.record(time % 20_000 === 0 ? { ...quiet, facts } : quiet)
    }
    await clock.advance(2_000)
    assert.ok(writer.waiting < times / 2 + 2, `${writer.waiting} wait`)
    database.refuses = false
    for (let second = 0; writer.waiting > 0 && second < 1_000; second++) await clock.advance(1_000)
    assert.equal(said.length, 3)
    const [first, second] = await readIntervals(store, 'c0', 0)
    assert.deepEqual([first?.state, second?.state], ['unknown', 'down'])
    assert.equal((await readStates(store)).get('c0')?.since, clock.now() - clock.monotonic() + times - 3)
  })

  it('that somebody waits for are refused at once, and stored all the same', async t => {
    const { writer, change, database, clock, store } = await setup(t)
    database.refuses = true
    await assert.rejects(writer.recordNow(change('beat')), /disk full/)
    database.refuses = false
    await clock.advance(1_000)
    assert.equal((await readStates(store)).size, 1)
  })

  it('that cut history cut what was written before them, not what comes with them', async t => {
    const { writer, change, clock, store } = await setup(t)
    const now = clock.now()
    void writer.record(change('c1', now + 60_000))
    await writer.record({ ...change('c1', now), cut_after: now - 1 })
    assert.deepEqual(
      (await readIntervals(store, 'c1', 0)).map(({ started_at }) => started_at),
      [now],
    )
  })
})
