import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { isTimeZone, nextWindow, type Recurrence, recurrenceProblem } from './recurrence.ts'

const weekly: Recurrence = {
  rule: 'FREQ=WEEKLY;BYDAY=SU',
  time_zone: 'Europe/Paris',
  starts_at: '2026-03-15T01:30:00.000Z',
  ends_at: '2026-03-15T03:00:00.000Z',
}

function windows(recurrence: Recurrence, count: number): string[] {
  const found: string[] = []
  let after = '2026-01-01T00:00:00.000Z'
  for (let i = 0; i < count; i += 1) {
    const next = nextWindow(recurrence, after)
    if (!next) break
    found.push(`${next.starts_at.slice(5, 16)} ${next.ends_at.slice(5, 16)}`)
    after = next.starts_at
  }
  return found
}

test('a window keeps its time of day when clocks change; a start that is skipped is moved on', () => {
  assert.deepEqual(windows(weekly, 4), [
    '03-15T01:30 03-15T03:00',
    '03-22T01:30 03-22T03:00',
    // 02:30 does not exist in Paris on this day: it begins at 03:30 and ends at 04:00 as always.
    '03-29T01:30 03-29T02:00',
    '04-05T00:30 04-05T02:00',
  ])
})

test('a start that comes twice is the first of the two', () => {
  const autumn = { ...weekly, starts_at: '2026-10-18T00:30:00.000Z', ends_at: '2026-10-18T02:30:00.000Z' }
  assert.deepEqual(windows(autumn, 3), [
    '10-18T00:30 10-18T02:30',
    '10-25T00:30 10-25T03:30',
    '11-01T01:30 11-01T03:30',
  ])
})

test('once is once', () => {
  assert.equal(windows({ ...weekly, rule: null }, 5).length, 1)
})

test('COUNT and UNTIL end it, UNTIL as a day, a wall-clock time or a moment', () => {
  for (const end of ['COUNT=2', 'UNTIL=20260322', 'UNTIL=20260322T023000', 'UNTIL=20260322T013000Z']) {
    assert.equal(windows({ ...weekly, rule: `${weekly.rule};${end}` }, 5).length, 2, end)
  }
})

test('the first Sunday of each month, every other week and 29 February are found', () => {
  const from = (starts_at: string, rule: string) => ({
    ...{ rule, time_zone: 'UTC', starts_at },
    ends_at: new Date(Date.parse(starts_at) + 3_600_000).toISOString(),
  })
  const monthly = from('2026-02-01T02:00:00.000Z', 'FREQ=MONTHLY;BYDAY=1SU')
  assert.deepEqual(
    windows(monthly, 3).map(one => one.slice(0, 5)),
    ['02-01', '03-01', '04-05'],
  )
  const fortnight = from('2026-02-02T02:00:00.000Z', 'RRULE:FREQ=WEEKLY;INTERVAL=2')
  assert.deepEqual(
    windows(fortnight, 3).map(one => one.slice(0, 5)),
    ['02-02', '02-16', '03-02'],
  )
  const leap = from('2028-02-29T02:00:00.000Z', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29')
  assert.equal(nextWindow(leap, '2029-01-01T00:00:00.000Z')?.starts_at, '2032-02-29T02:00:00.000Z')
})

test('what cannot be followed is refused in a sentence', () => {
  const problem = (rule: string, more = {}) => {
    const found = recurrenceProblem({ ...weekly, rule, ...more })
    return found ? inEnglish(found) : ''
  }
  assert.equal(problem('FREQ=WEEKLY;BYDAY=SU'), '')
  assert.match(problem('FREQ=HOURLY'), /DAILY/)
  assert.match(problem(''), /DAILY/)
  assert.match(problem('FREQ=DAILY;BYHOUR=3'), /time of day/)
  assert.match(problem('FREQ=WEEKLY;BYDAY=MO'), /its first one is 2026-03-16T01:30:00.000Z/)
  assert.match(problem('FREQ=WEEKLY;BYDAY=XX'), /not understood|has no window/)
  assert.match(problem('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), /not understood|has no window/)
  assert.match(problem('FREQ=DAILY', { ends_at: '2026-03-17T03:00:00.000Z' }), /again before it has ended/)
  assert.deepEqual([isTimeZone('Europe/Paris'), isTimeZone('Mars/Base')], [true, false])
})

test('no rule makes it throw, hang or go back in time', () => {
  const word = fc.constantFrom(
    'FREQ=DAILY',
    'FREQ=YEARLY',
    'COUNT=3',
    'INTERVAL=7',
    'BYDAY=MO,-1FR',
    'BYSETPOS=-1',
    'UNTIL=x',
    'BYMONTHDAY=31',
    'BYMONTH=4',
    'WKST=SU',
  )
  const rules = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 5 }).map(parts => parts.join(';')),
  )
  fc.assert(
    fc.property(rules, rule => {
      const recurrence = { ...weekly, rule }
      if (recurrenceProblem(recurrence) !== null) return
      const next = nextWindow(recurrence, '2027-01-01T00:00:00.000Z')
      assert.ok(next === null || next.starts_at > '2027-01-01')
    }),
    { numRuns: 150 },
  )
})
