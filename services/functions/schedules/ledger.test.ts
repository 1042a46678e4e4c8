import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { iso } from '../../../kit/runtime/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { occurrences } from '../migrations/0003-occurrences.ts'
import { timesByWalking } from '../testing/cron-oracle.ts'
import { definitionOf, LedgerWorld } from '../testing/ledger-world.ts'

const from = Date.UTC(2026, 0, 1)
const dayMs = 86_400_000
const hourMs = 3_600_000

/** Times of day that a change of the clocks leaves out or brings twice, and repeated ones. */
const crons = ['30 2 * * *', '15 1,3 * * 1-5', '*/20 2 1-7 3,10,11 *', '0 8 31 * *']
const zones = ['Europe/Paris', 'Australia/Lord_Howe']
const all = zones.flatMap((zone, at) => crons.map((cron, place) => definitionOf(`s${at}-${place}`, cron, zone)))

onBothEngines('the ledger of schedules', engine => {
  const world = async (t: TestContext, start = from) => {
    const store = await engine.store(t, { occurrences })
    return store && new LedgerWorld(store, start)
  }
  const rowsOf = async ({ schedules }: LedgerWorld, id: string) =>
    (await schedules.list(id, { after: undefined, limit: 10_000 })).toReversed()
  const timesOf = async (made: LedgerWorld, id: string) => (await rowsOf(made, id)).map(({ due_at }) => due_at)

  test('in a year of two zones it holds the times of a walk through every minute, all on time, and nothing is told', async t => {
    const made = await world(t)
    if (!made) return
    const until = from + 365 * dayMs
    await made.use(all)
    await made.reach(until)
    for (const { id, cron, time_zone } of all) {
      const rows = await rowsOf(made, id)
      const walked = timesByWalking(cron, time_zone, from, until).map(iso)
      assert.deepEqual(
        rows.map(({ due_at }) => due_at),
        walked,
        `${cron} ${time_zone}`,
      )
      assert.deepEqual([...new Set(rows.map(({ state }) => state))], ['on_time'], `${cron} ${time_zone}`)
      assert.ok(walked.length > 5)
    }
    assert.deepEqual(made.signals, [])
    assert.equal(new Set(made.accepted).size, made.accepted.length)
  })

  test('whatever happens to the program, each time has one row and at most one run', async t => {
    const made = await world(t)
    if (!made) return
    const often = [
      definitionOf('a', '*/5 * * * *', 'UTC'),
      { ...definitionOf('b', '*/15 * * * *', 'UTC'), catch_up: 'all' as const },
    ]
    await made.use(often)
    await made.reach(from + hourMs)
    // At the very second, before and after what is due then has been begun.
    await made.restart(from + hourMs + 300_000, often)
    await made.restart(from + hourMs + 300_000, often)
    made.isLocked = true
    await made.reach(from + 2 * hourMs + 30_500)
    made.isLocked = false
    await made.reach(from + 3 * hourMs)
    await made.jump(from + 11 * hourMs)
    await made.jump(from + 15 * hourMs)
    await made.jump(from + 12 * hourMs)
    await made.restart(from + 13 * hourMs, [])
    await made.restart(from + 14 * hourMs, often)
    await made.reach(from + 16 * hourMs)
    const [a, b] = [await rowsOf(made, 'a'), await rowsOf(made, 'b')]
    // While it was taken out of the stack, from 13 to 14 o'clock, nothing new was due: the clock that was ahead had written those rows.
    assert.deepEqual(
      a.map(({ due_at }) => due_at),
      timesByWalking('*/5 * * * *', 'UTC', from, from + 16 * hourMs).map(iso),
    )
    assert.deepEqual(
      b.map(({ due_at }) => due_at),
      timesByWalking('*/15 * * * *', 'UTC', from, from + 16 * hourMs).map(iso),
    )
    assert.equal(new Set(made.accepted).size, made.accepted.length)
    assert.deepEqual(
      [...a, ...b]
        .filter(({ run_id }) => run_id !== null)
        .map(({ run_id }) => run_id)
        .toSorted(),
      made.accepted.toSorted(),
    )
    assert.ok(
      [...a, ...b].every(({ state, run_id }) => (state === 'missed' || state === 'skipped') === (run_id === null)),
    )
    assert.ok(made.signals.length > 0)
    assert.equal(made.signals.at(-1)?.state, 'up')
  })

  test('a schedule that was taken out is due again from when it is back', async t => {
    const made = await world(t)
    if (!made) return
    const hourly = [definitionOf('a', '0 * * * *', 'UTC')]
    await made.use(hourly)
    await made.reach(from + hourMs)
    await made.use([])
    await made.reach(from + 5 * hourMs)
    await made.restart(from + 6 * hourMs + 1, hourly)
    await made.reach(from + 7 * hourMs)
    assert.deepEqual(await timesOf(made, 'a'), [iso(from + hourMs), iso(from + 7 * hourMs)])
  })
})
