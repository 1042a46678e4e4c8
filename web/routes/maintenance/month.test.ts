import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMonths, spanOf, weeksOf } from './month.ts'

test('a month is the weeks that hold it, Monday to Sunday', () => {
  const weeks = weeksOf('2026-11')
  assert.equal(weeks.length, 6)
  assert.deepEqual([weeks[0]?.[0], weeks[0]?.[6], weeks.at(-1)?.[6]], ['2026-10-26', '2026-11-01', '2026-12-06'])
  assert.deepEqual(weeksOf('2027-02').flat().length, 28)
})

test('months are counted across years, and days begin at midnight of the zone', () => {
  assert.equal(addMonths('2026-12', 1), '2027-01')
  assert.equal(addMonths('2026-01', -1), '2025-12')
  assert.deepEqual(spanOf('2026-10-25', '2026-10-25', 'Europe/Paris'), {
    from: '2026-10-24T22:00:00.000Z',
    to: '2026-10-25T23:00:00.000Z',
  })
})
