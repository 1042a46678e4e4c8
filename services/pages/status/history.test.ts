import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsOf, isPastMonth, monthOf, monthsBackFrom } from './history.ts'

const at = (text: string) => Date.parse(text)

test('a month begins and ends at midnight of the site, also when clocks change within it', () => {
  const { from, to } = boundsOf('Europe/Paris', '2026-10')
  assert.equal(new Date(from).toISOString(), '2026-09-30T22:00:00.000Z')
  assert.equal(new Date(to).toISOString(), '2026-10-31T23:00:00.000Z')
  assert.equal(monthOf('Europe/Paris', from - 1), '2026-09')
  assert.equal(monthOf('Europe/Paris', from), '2026-10')
  assert.equal(monthOf('Europe/Paris', to - 1), '2026-10')
  assert.equal(monthOf('Europe/Paris', to), '2026-11')
})

test('where the first day has no midnight the month begins when the day does', () => {
  // Asunción set its clocks forward at midnight of 1 October 2017.
  const { from } = boundsOf('America/Asuncion', '2017-10')
  assert.equal(new Date(from).toISOString(), '2017-10-01T04:00:00.000Z')
  assert.equal(monthOf('America/Asuncion', from), '2017-10')
  assert.equal(monthOf('America/Asuncion', from - 1), '2017-09')
})

test('the months before January are in the year before', () => {
  assert.deepEqual(monthsBackFrom('2026-02', 4), ['2026-02', '2026-01', '2025-12', '2025-11'])
})

test('an instant between two milliseconds has a month too', () => {
  assert.equal(monthOf('UTC', at('2026-11-21T13:02:31Z') + 0.046), '2026-11')
})

for (const text of [
  '2026-12',
  '2026-13',
  '2026-00',
  '26-01',
  '2026-1',
  '0000-01',
  '9999-01',
  '../etc',
  '2026-01-01',
  '',
]) {
  test(`"${text}" is no past month in November 2026`, () => assert.equal(isPastMonth(text, '2026-11'), false))
}
