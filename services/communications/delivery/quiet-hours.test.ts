import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { minutesOf, quietUntil } from './quiet-hours.ts'

const hours = (from: string, to: string, time_zone = 'Europe/Paris') => ({
  ...{ from: minutesOf(from), to: minutesOf(to), time_zone, hold_critical: false },
})
const until = (from: string, to: string, now: string, time_zone?: string) => {
  const end = quietUntil(hours(from, to, time_zone), Date.parse(now))
  return end === null ? null : new Date(end).toISOString()
}

describe('quiet hours', () => {
  test('last from an evening to the next morning, in the time zone of the configuration', () => {
    assert.equal(until('22:00', '07:00', '2026-01-05T20:59:00Z'), null)
    assert.equal(until('22:00', '07:00', '2026-01-05T21:00:00Z'), '2026-01-06T06:00:00.000Z')
    assert.equal(until('22:00', '07:00', '2026-01-06T05:59:59Z'), '2026-01-06T06:00:00.000Z')
    assert.equal(until('22:00', '07:00', '2026-01-06T06:00:00Z'), null)
  })

  test('or within one day', () => {
    assert.equal(until('12:00', '14:00', '2026-01-05T12:30:00Z', 'UTC'), '2026-01-05T14:00:00.000Z')
    assert.equal(until('12:00', '14:00', '2026-01-05T14:00:00Z', 'UTC'), null)
  })

  test('end at the time on the wall also in the nights when clocks change', () => {
    assert.equal(until('22:00', '07:00', '2026-03-28T22:00:00Z'), '2026-03-29T05:00:00.000Z')
    assert.equal(until('22:00', '07:00', '2026-10-24T21:00:00Z'), '2026-10-25T06:00:00.000Z')
  })
})
