import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at } from '../testing/signals.ts'
import { closingStatistics, monthsBetween, periodOf, secondsWithin } from './statistics.ts'

test('the closing statistics are four plain lines', () => {
  assert.deepEqual(closingStatistics({ total: 1234, open: 1, resolved: 1233, mean_s: 45.2345 }, 'en'), [
    'Incidents total: 1234',
    'Incidents active: 1',
    'Incidents resolved: 1233',
    'Mean duration: 45.23s',
  ])
})

test('when nothing was resolved the mean duration is zero', () => {
  assert.equal(closingStatistics({ total: 0, open: 0, resolved: 0, mean_s: null }, 'en')[3], 'Mean duration: 0.00s')
})

test('in French they are spaced and written as French is', () => {
  assert.deepEqual(closingStatistics({ total: 12345, open: 1, resolved: 2, mean_s: 1045.2 }, 'fr'), [
    'Incidents au total\u00a0: 12\u202f345',
    'Incidents en cours\u00a0: 1',
    'Incidents résolus\u00a0: 2',
    'Durée moyenne\u00a0: 1\u202f045,20\u00a0s',
  ])
})

test('seconds of an outage count as far as they lie in the period', () => {
  const rows = [
    [at(0), at(60), {}, 60],
    [at(0), null, {}, 100],
    [at(0), at(60), { from: at(20) }, 40],
    [at(0), at(60), { from: at(20), to: at(30) }, 10],
    [at(0), null, { from: at(50), to: at(9999) }, 50],
    [at(0), at(60), { from: at(70) }, 0],
    [at(80), null, { to: at(70) }, 0],
  ] as const
  for (const [started_at, resolved_at, period, expected] of rows) {
    assert.equal(secondsWithin({ started_at, resolved_at }, period, at(100)), expected)
  }
})

test('a period may be written in any time zone', () => {
  assert.deepEqual(periodOf({ from: '2026-01-05T09:00:00+01:00' }), { from: at(0), to: undefined })
})

test('months are those of the time zone, and empty ones are among them', () => {
  assert.deepEqual(monthsBetween('2026-01-31T23:30:00.000Z', '2026-03-31T21:59:00.000Z', 'Europe/Paris'), [
    { month: '2026-02', from: '2026-01-31T23:00:00.000Z', to: '2026-02-28T23:00:00.000Z' },
    { month: '2026-03', from: '2026-02-28T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' },
  ])
})
