import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  coldBaseline,
  floorRate,
  hoursKept,
  hoursOfWeek,
  hoursOfWeekIn,
  type LearnedHour,
  learnBaseline,
  meanRate,
} from './baseline.ts'

const options = { now_hour: hoursKept, slotOf: (hour: number) => hour % hoursOfWeek, start_rate: floorRate }

/** Eight weeks of so many reports each hour. */
const weeks = (reports: (hour: number) => number, hours = hoursKept): LearnedHour[] =>
  Array.from({ length: hours }, (_, hour) => ({ hour, reports: reports(hour), minutes: 60 }))

const near = (found: number | undefined, expected: number, within: number) =>
  assert.ok(Math.abs((found ?? Number.NaN) / expected - 1) <= within, `${found} is not near ${expected}`)

describe('what is usual', () => {
  test('is the floor where nothing was ever seen, and nothing is below it', () => {
    assert.deepEqual(new Set(learnBaseline([], options)), new Set([floorRate]))
    assert.ok(
      learnBaseline(
        weeks(() => 0),
        options,
      ).every(rate => rate >= floorRate),
    )
    near(meanRate(coldBaseline(0)), floorRate, 1e-9)
  })

  test('begins with what its group is used to', () => {
    near(learnBaseline([], { ...options, start_rate: 0.4 })[17], 0.4, 1e-9)
  })

  test('is the rate that was always seen', () => {
    near(
      learnBaseline(
        weeks(() => 30),
        options,
      )[5],
      0.5,
      0.02,
    )
  })

  test('knows nights from evenings and weekends from weekdays', () => {
    const usual = (hour: number) => (hour % 24 < 6 ? 18 : 60) * (hour % hoursOfWeek >= 120 ? 0.5 : 1)
    const rates = learnBaseline(weeks(usual), options)
    near(rates[3], 0.3, 0.2)
    near(rates[20], 1, 0.1)
    near(rates[130], 0.5, 0.1)
  })

  test('does not change for one outage in eight weeks', () => {
    const outage = 3 * hoursOfWeek + 10
    const rates = learnBaseline(
      weeks(hour => (hour === outage ? 3_000 : 30)),
      options,
    )
    near(rates[10], 0.5, 0.02)
  })

  test('follows a change within weeks: the half-life is three', () => {
    const rates = learnBaseline(
      weeks(hour => (hour < hoursKept / 2 ? 30 : 60)),
      options,
    )
    assert.ok(rates.every(rate => rate > 0.75 && rate < 1))
  })

  test('is learned in a day, roughly', () => {
    near(
      meanRate(
        learnBaseline(
          weeks(() => 30, 24),
          { ...options, now_hour: 24 },
        ),
      ),
      0.5,
      0.35,
    )
  })

  test('is always a finite rate, whatever was counted', () => {
    const hours = fc.array(
      fc.record({
        hour: fc.nat(hoursKept),
        reports: fc.double({ min: 0, max: 1e6, noNaN: true }),
        minutes: fc.nat(60),
      }),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(hours, history => {
        const rates = learnBaseline(history, options)
        assert.equal(rates.length, hoursOfWeek)
        assert.ok(rates.every(rate => Number.isFinite(rate) && rate >= floorRate))
      }),
    )
  })
})

test('hours of the week are those of the place where people live, also when clocks change', () => {
  const slotOf = hoursOfWeekIn('Europe/Paris')
  const hourAt = (at: string) => Date.parse(at) / 3_600_000
  assert.equal(slotOf(hourAt('2026-01-05T08:00:00Z')), 9)
  assert.equal(slotOf(hourAt('2026-07-06T08:00:00Z')), 10)
  assert.equal(slotOf(hourAt('2026-01-11T22:00:00Z')), 167)
  assert.equal(slotOf(hourAt('2026-01-11T23:00:00Z')), 0)
})
