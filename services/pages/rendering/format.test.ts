import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateIn, formatOf } from './format.ts'

const en = formatOf('en', 'Europe/Paris')
const fr = formatOf('fr', 'Europe/Paris')

test('times are in the configured zone and name it', () => {
  assert.equal(en.time('2026-11-21T13:02:31.000Z'), '21 Nov, 14:02\u00a0CET')
  assert.equal(fr.time('2026-11-21T13:02:31.000Z'), '21 nov. à 14:02\u00a0UTC+1')
  assert.equal(fr.timeWithYear('2026-11-28T13:02:31.000Z'), '28 novembre 2026 à 14:02\u00a0UTC+1')
  assert.equal(en.time('2026-07-01T22:30:00.000Z'), '2 Jul, 00:30\u00a0CEST')
  assert.equal(formatOf('en', 'UTC').timeWithYear('2026-01-01T00:00:00.000Z'), '1 January 2026, 00:00\u00a0UTC')
})

test('in French the first of a month is "1er"', () => {
  assert.equal(fr.day('2026-08-01'), '1er\u00a0août')
  assert.equal(fr.day('2026-08-11'), '11\u00a0août')
  assert.equal(fr.timeWithYear('2026-08-01T10:00:00.000Z'), '1er août 2026 à 12:00\u00a0UTC+2')
})

test('a calendar day is the day of the zone', () => {
  assert.equal(dateIn('Europe/Paris', Date.parse('2026-11-20T23:30:00.000Z')), '2026-11-21')
  assert.equal(dateIn('America/New_York', Date.parse('2026-11-21T03:00:00.000Z')), '2026-11-20')
})

test('percentages are cut, so that only a perfect record is 100 %', () => {
  assert.equal(en.percent(1), '100%')
  assert.equal(en.percent(0.999999), '99.99%')
  assert.equal(fr.percent(0.99987), '99,98\u202f%')
  assert.equal(fr.percent(0), '0\u202f%')
})

const durations = [
  [0, '0\u00a0s', '0\u00a0s'],
  [0.4, '<\u00a01\u00a0s', '<\u00a01\u00a0s'],
  [45.23, '45\u00a0s', '45\u00a0s'],
  [192, '3\u00a0min\u00a012\u00a0s', '3\u00a0min\u00a012\u00a0s'],
  [8_040, '2\u00a0h\u00a014\u00a0min', '2\u00a0h\u00a014\u00a0min'],
  [3_605, '1\u00a0h', '1\u00a0h'],
  [93_600, '1\u00a0d\u00a02\u00a0h', '1\u00a0j\u00a02\u00a0h'],
] as const
for (const [seconds, english, french] of durations) {
  test(`${seconds} seconds are ${english} and ${french}`, () => {
    assert.equal(en.duration(seconds), english)
    assert.equal(fr.duration(seconds), french)
  })
}

test('to the second where it matters', () => {
  assert.equal(en.duration(14_461, 4), '4\u00a0h\u00a01\u00a0min\u00a01\u00a0s')
  assert.equal(en.duration(86_405, 4), '1\u00a0d\u00a05\u00a0s')
})

test('lists are said as a person says them', () => {
  assert.equal(en.list(['A', 'B', 'C']), 'A, B and C')
  assert.equal(fr.list(['A', 'B', 'C']), 'A, B et C')
})
