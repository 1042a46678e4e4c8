import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Schedule, type Slot, shareOf } from './schedule.ts'

const anchor = 1_750_000_000_000

/** Runs the schedule up to `until` and returns what was due, with the moment it was taken. */
function run(schedule: Schedule, from: number, until: number): (Slot & { at: number })[] {
  const taken: (Slot & { at: number })[] = []
  let now = from
  for (let due = schedule.nextDue(); due !== undefined && due <= until; due = schedule.nextDue()) {
    now = Math.max(now, due)
    for (let slot = schedule.take(now); slot; slot = schedule.take(now)) taken.push({ ...slot, at: now })
  }
  return taken
}

describe('schedule', () => {
  it('slots never drift, however late the wake-ups are', () => {
    const schedule = new Schedule(anchor)
    schedule.set('a', 20_000, 0)
    const first = run(schedule, 0, 20_000).findLast(slot => slot.reason === 'slot')
    assert.ok(first)
    let last = first
    for (let turn = 1; turn <= 500; turn += 1) {
      const now = (schedule.nextDue() ?? 0) + ((turn * 37) % 900)
      const slot = schedule.take(now)
      assert.ok(slot)
      last = { ...slot, at: now }
    }
    assert.ok(Math.abs(last.due - first.due - 500 * 20_000) < 0.01)
    assert.equal(schedule.missed, 0)
  })

  it('a restart keeps the phases', () => {
    const slotOf = (start: number) => {
      const schedule = new Schedule(anchor + start)
      schedule.set('a', 60_000, 0)
      return (run(schedule, 0, 60_000).findLast(slot => slot.reason === 'slot')?.due ?? 0) + start
    }
    assert.ok(Math.abs(((slotOf(0) - slotOf(123_456)) % 60_000) + 0) < 0.01)
  })

  it('ten thousand checks do not fire together', () => {
    const schedule = new Schedule(anchor)
    for (let index = 0; index < 10_000; index += 1) schedule.set(`check-${index}`, 60_000, 0)
    run(schedule, 0, 60_000)
    const perSecond = new Map<number, number>()
    for (const slot of run(schedule, 60_000, 120_000)) {
      const second = Math.floor(slot.due / 1_000)
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1)
    }
    const counts = [...perSecond.values()]
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      10_000,
    )
    assert.ok(Math.max(...counts) < 250, `at most ${Math.max(...counts)} in one second`)
  })

  it('after a start each check is looked at within the shorter of its interval and ten seconds', () => {
    const schedule = new Schedule(anchor)
    for (let index = 0; index < 500; index += 1) schedule.set(`slow-${index}`, 3_600_000, 0)
    for (let index = 0; index < 500; index += 1) schedule.set(`fast-${index}`, 2_000, 0)
    const seen = new Map<string, number>()
    for (const slot of run(schedule, 0, 10_000)) if (!seen.has(slot.id)) seen.set(slot.id, slot.at)
    assert.equal(seen.size, 1_000)
    for (const [id, at] of seen) assert.ok(at <= (id.startsWith('fast') ? 2_000 : 10_000))
  })

  it('after a sleep there is no storm: looks are spread again and missed slots are counted', () => {
    const schedule = new Schedule(anchor)
    for (let index = 0; index < 1_000; index += 1) schedule.set(`check-${index}`, 20_000, 0)
    run(schedule, 0, 40_000)
    const woken = 40_000 + 600_000
    const atOnce: Slot[] = []
    for (let slot = schedule.take(woken); slot; slot = schedule.take(woken)) atOnce.push(slot)
    assert.ok(atOnce.length < 150, `${atOnce.length} at once`)
    const ids = new Set([...atOnce, ...run(schedule, woken, woken + 10_000)].map(slot => slot.id))
    assert.equal(ids.size, 1_000)
    assert.ok(schedule.missed >= 29_000 && schedule.missed <= 31_000, `${schedule.missed} missed`)
  })

  it('an extra look does not move the slots', () => {
    const schedule = new Schedule(anchor)
    schedule.set('a', 20_000, 0)
    run(schedule, 0, 20_000)
    const slot = schedule.nextDue() ?? 0
    schedule.also('a', slot - 5_000, 'soon')
    assert.equal(schedule.take(slot - 5_000)?.reason, 'soon')
    assert.equal(schedule.nextDue(), slot)
    schedule.also('a', slot + 5_000, 'soon')
    assert.equal(schedule.nextDue(), slot, 'the slot comes first')
    schedule.also('a', slot - 1, 'hanging')
    schedule.onlySlot('a')
    assert.equal(schedule.nextDue(), slot)
  })

  it('a new configuration moves only what differs', () => {
    const schedule = new Schedule(anchor)
    schedule.set('a', 20_000, 0)
    schedule.set('b', 20_000, 0)
    run(schedule, 0, 20_000)
    const due = schedule.nextDue()
    schedule.set('a', 20_000, 20_000)
    schedule.set('b', 20_000, 20_000)
    assert.equal(schedule.nextDue(), due)
    schedule.remove('a')
    schedule.remove('b')
    assert.equal(schedule.nextDue(), undefined)
    assert.equal(schedule.size, 0)
  })

  it('whatever is added, moved and removed, the earliest comes first', () => {
    const step = fc.record({
      what: fc.constantFrom('set', 'set', 'also', 'remove', 'take'),
      id: fc.integer({ min: 0, max: 30 }).map(String),
      ms: fc.integer({ min: 1_000, max: 100_000 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), steps => {
        const schedule = new Schedule(anchor)
        let now = 0
        for (const { what, id, ms } of steps) {
          if (what === 'set') schedule.set(id, ms, now)
          else if (what === 'also') schedule.also(id, now + ms / 10, 'soon')
          else if (what === 'remove') schedule.remove(id)
          else now += ms / 100
          for (let slot = schedule.take(now); slot; slot = schedule.take(now)) assert.ok(slot.due <= now)
          const next = schedule.nextDue()
          assert.ok(schedule.size === 0 ? next === undefined : next !== undefined && next > now)
        }
        const rest = run(schedule, now, now + 120_000).map(slot => slot.at)
        assert.deepEqual(
          rest,
          rest.toSorted((a, b) => a - b),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('shares lie between 0 and 1 and differ for similar names', () => {
    assert.ok(Math.abs(shareOf('check-1') - shareOf('check-2')) > 0.0001)
    fc.assert(fc.property(fc.string(), id => shareOf(id) >= 0 && shareOf(id) < 1))
  })
})
