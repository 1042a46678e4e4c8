import assert from 'node:assert/strict'
import { it } from 'node:test'
import { plainText } from '../../../kit/messages/message.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import type { Store } from '../../../kit/store/store.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { seeded } from '../../../kit/testing/hostile-bus.ts'
import { createChecks } from '../migrations/0001-create-checks.ts'
import { createResults } from '../migrations/0002-create-results.ts'
import type { StoredResult } from './result-buffer.ts'
import { loadJournal, ResultJournal } from './result-journal.ts'
import { readBatches, readChunks } from './result-store.ts'

const migrations = { '0001-create-checks': createChecks, '0002-create-results': createResults }
const second = 1_000
const all = { from: 0, before: Number.MAX_SAFE_INTEGER / 2 ** 12 }
const phases = { dns_ms: null, connect_ms: 0.2, tls_ms: null, first_byte_ms: 1.1, total_ms: 1.25 }

function result(at: number, response_ms: number): StoredResult {
  const up = response_ms < 90
  return {
    at,
    state: up ? 'up' : 'down',
    reason: up ? null : plainText(`slow: ${response_ms} ms`),
    http_status: up ? 200 : 503,
    response_ms,
    phases,
  }
}

async function open(store: Store, clock = testClock()) {
  const context = { store, clock, log: silentLog() }
  return { clock, journal: new ResultJournal(context, await loadJournal(store, clock.now())) }
}

onBothEngines('the journal of results', engine => {
  it('stores all results of a second as one row', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { journal, clock } = await open(store)
    for (let check = 1; check <= 100; check += 1) journal.record(check, clock.now() + check, result(0, check))
    assert.equal((await readBatches(store, 0, 10)).length, 0)
    await clock.advance(second)
    await journal.flush()
    assert.equal(journal.unwritten, 0)
    const batches = await readBatches(store, 0, 10)
    assert.deepEqual(
      batches.map(({ columns }) => columns.n),
      [100],
    )
  })

  it('answers newest first, in pages, across memory and chunks', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { journal, clock } = await open(store)
    const start = clock.now()
    const expected: StoredResult[] = []
    for (let round = 0; round < 24; round += 1) {
      for (let index = 0; index < 12; index += 1) {
        const one = result(start + (round * 12 + index) * second, (index * 17 + round) % 100)
        journal.record(7, one.at, one)
        journal.record(8, one.at + 3, one)
        expected.unshift(one)
      }
      // Sixteen hours of compaction, so that there are more chunks than one page of them.
      await clock.advance(2 * 3_600 * second)
      if (round < 20) await journal.compact()
    }
    assert.equal((await readChunks(store, { check: 7, ...all }, { limit: 100, skip: 0 })).length, 20)
    assert.deepEqual(await journal.read({ check: 7, ...all }), expected)
    const paged: StoredResult[] = []
    for (let before = all.before; ; ) {
      const page = await journal.read({ check: 7, from: 0, before, limit: 25 })
      paged.push(...page)
      const last = page.at(-1)
      if (!last) break
      before = last.at
    }
    assert.deepEqual(paged, expected)
    const middle = await journal.read({ check: 7, from: start + 100 * second, before: start + 110 * second })
    assert.deepEqual(middle, expected.slice(-110, -100))
  })

  it('neither loses nor doubles a stored result, whenever the process is killed', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const random = seeded(5)
    const stored = new Map<number, number[]>()
    const clock = testClock()
    for (let life = 0; life < 12; life += 1) {
      let budget = Math.floor(random() * 30)
      // Every transaction may be the last one of this life.
      const dying: Store = {
        ...store,
        relaxed: run => {
          budget -= 1
          if (budget < 0) throw new Error('killed')
          return store.relaxed(run)
        },
      }
      const { journal } = await open(dying, clock)
      try {
        for (let round = 0; round < 6; round += 1) {
          const recorded: [number, number][] = []
          for (let index = 0; index < 300; index += 1) {
            const check = 1 + Math.floor(random() * 250)
            const at = clock.now() + index
            journal.record(check, at, result(at, 1))
            recorded.push([check, at])
          }
          await journal.flush()
          for (const [check, at] of recorded) stored.set(check, [at, ...(stored.get(check) ?? [])])
          await clock.advance(1_200 * second)
          await journal.compact()
        }
      } catch (thrown) {
        assert.match(String(thrown), /killed/)
      }
      await clock.advance(second)
    }
    const { journal } = await open(store, clock)
    for (let check = 1; check <= 250; check += 1) {
      assert.deepEqual(
        (await journal.read({ check, ...all })).map(one => one.at),
        (stored.get(check) ?? []).toSorted((a, b) => b - a),
        `check ${check}`,
      )
    }
  })

  it('tries again while the database refuses, and counts what finds no room', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    let refuses = true
    const moody: Store = {
      ...store,
      relaxed: async run => {
        if (refuses) throw new Error('disk full')
        return store.relaxed(run)
      },
    }
    const { journal, clock } = await open(moody)
    journal.record(1, clock.now(), result(0, 1))
    await clock.advance(5 * second)
    assert.equal(journal.unwritten, 1)
    refuses = false
    await clock.advance(second)
    await journal.flush()
    assert.equal(journal.unwritten, 0)
    assert.equal(journal.lost, 0)
  })

  it('keeps results whose clock is years off', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const { journal, clock } = await open(store)
    journal.record(1, 0, result(0, 1))
    journal.record(1, clock.now(), result(clock.now(), 2))
    await journal.flush()
    const again = await open(store, clock)
    assert.deepEqual(
      (await again.journal.read({ check: 1, ...all })).map(one => one.at),
      [clock.now(), 0],
    )
  })
})
