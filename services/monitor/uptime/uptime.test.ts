import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seeded } from '../../../kit/testing/hostile-bus.ts'
import { createCalendar } from './calendar.ts'
import { worstUptimeError } from './testing/uptime-oracle.ts'
import { mergeSpans, ratioOf, totalsByDay, uptimeDay } from './uptime.ts'

const hour = 3_600_000
const at = (text: string) => Date.parse(text)

describe('uptime', () => {
  it('is exact to the second of state, whatever the number of checks', () => {
    const days = createCalendar('UTC').days(1, at('2026-01-05T12:00:00Z'))
    const changes = [
      { started_at: at('2026-01-05T00:00:00Z'), state: 'up' as const },
      { started_at: at('2026-01-05T06:00:00Z'), state: 'down' as const },
      { started_at: at('2026-01-05T06:00:36Z'), state: 'up' as const },
    ]
    const totals = totalsByDay({ changes, maintenance: [], now: at('2026-01-05T12:00:00Z') }, days)
    assert.equal(ratioOf(totals), 1 - 36 / (12 * 3_600))
    assert.deepEqual(uptimeDay('2026-01-05', totals[0]!), {
      date: '2026-01-05',
      up_s: 12 * 3_600 - 36,
      degraded_s: 0,
      down_s: 36,
      maintenance_s: 0,
      unknown_s: 0,
    })
  })

  it('degraded counts as up; unknown and maintenance count neither way', () => {
    const now = at('2026-01-05T04:00:00Z')
    const changes = (['degraded', 'unknown', 'down', 'down'] as const).map((state, index) => ({
      started_at: at('2026-01-05T00:00:00Z') + index * hour,
      state,
    }))
    const maintenance = [{ from: now - hour, to: now + hour }]
    const totals = totalsByDay({ changes, maintenance, now }, createCalendar('UTC').days(1, now))
    assert.equal(ratioOf(totals), 0.5)
    assert.equal(totals[0]?.unknown, hour)
    assert.equal(totals[0]?.maintenance, hour)
  })

  it('time before the first look and after now is not invented', () => {
    const now = at('2026-01-05T10:00:00Z')
    const changes = [{ started_at: at('2026-01-05T09:00:00Z'), state: 'up' as const }]
    const [yesterday, today] = totalsByDay({ changes, maintenance: [], now }, createCalendar('UTC').days(2, now))
    assert.equal(yesterday?.unknown, 24 * hour)
    assert.equal(today?.unknown, 9 * hour)
    assert.equal(today?.up, hour)
    assert.equal(ratioOf([yesterday!]), null)
  })

  it('days are cut in the time zone, 23 and 25 hours long when the clocks change', () => {
    const lengthOf = (date: string) => {
      const day = createCalendar('Europe/Paris').days(1, at(`${date}T12:00:00Z`))[0]!
      assert.equal(day.date, date)
      return (day.to - day.from) / hour
    }
    assert.equal(lengthOf('2026-03-29'), 23)
    assert.equal(lengthOf('2026-10-25'), 25)
    assert.equal(lengthOf('2026-06-01'), 24)
  })

  it('the calendar moves on at midnight of its zone', () => {
    const calendar = createCalendar('Asia/Kathmandu')
    assert.equal(calendar.days(3, at('2026-06-01T18:14:59Z')).at(-1)?.date, '2026-06-01')
    assert.equal(calendar.days(3, at('2026-06-01T18:15:00Z')).at(-1)?.date, '2026-06-02')
  })

  it('overlapping maintenance windows count once', () => {
    assert.deepEqual(
      mergeSpans([
        { from: 5, to: 9 },
        { from: 1, to: 6 },
        { from: 20, to: 20 },
        { from: 9, to: 12 },
        { from: 30, to: 31 },
      ]),
      [
        { from: 1, to: 12 },
        { from: 30, to: 31 },
      ],
    )
  })

  it('agrees with a brute-force count over random lives with gaps, maintenance, daylight saving, clock steps and restarts', () => {
    const { worst_points } = worstUptimeError(500, seeded(7))
    assert.ok(worst_points <= 0.001, `${worst_points} percentage points apart`)
  })
})
