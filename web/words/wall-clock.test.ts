import assert from 'node:assert/strict'
import { test } from 'node:test'
import { momentOf, wallTime } from './wall-clock.ts'

const cases = [
  ['2026-01-15T12:00', 'Europe/Paris', '2026-01-15T11:00:00.000Z', 'winter'],
  ['2026-07-15T12:00', 'Europe/Paris', '2026-07-15T10:00:00.000Z', 'summer'],
  ['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z', 'the first of two'],
  ['2026-10-25T03:00', 'Europe/Paris', '2026-10-25T02:00:00.000Z', 'after clocks went back'],
  ['2026-01-01T00:15', 'Asia/Kathmandu', '2025-12-31T18:30:00.000Z', 'a quarter of an hour'],
  ['2026-01-01T00:15', 'UTC', '2026-01-01T00:15:00.000Z', 'no offset'],
] as const

test('a time on the wall of a zone is a moment, and back', () => {
  for (const [wall, zone, moment, what] of cases) {
    assert.equal(momentOf(wall, zone), moment, what)
    assert.equal(wallTime(moment, zone), wall, what)
  }
})

test('a time that clocks skip is as much later; what is no time is none', () => {
  assert.equal(momentOf('2026-03-29T02:30', 'Europe/Paris'), '2026-03-29T01:30:00.000Z')
  assert.equal(momentOf('', 'Europe/Paris'), null)
})
