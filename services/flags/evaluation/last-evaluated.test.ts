import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stalenessOf } from './last-evaluated.ts'

const now = Date.parse('2026-03-01T00:00:00.000Z')
const day = (days: number): string => new Date(now - days * 86_400_000).toISOString()

test('a flag is stale when nobody asks for it, or when everybody has long been getting the same', () => {
  const old = { created_at: day(200), changed_at: day(100) }
  const cases: readonly [string, Parameters<typeof stalenessOf>[0], [string, string][]][] = [
    ['fresh', { created_at: day(3), changed_at: day(3) }, []],
    ['unused', old, []],
    ['unused', old, [['on', day(31)]]],
    [
      'settled',
      old,
      [
        ['on', day(1)],
        ['off', day(40)],
      ],
    ],
    [
      'fresh',
      old,
      [
        ['on', day(1)],
        ['off', day(2)],
      ],
    ],
    ['fresh', { ...old, changed_at: day(10) }, [['on', day(1)]]],
  ]
  for (const [wanted, flag, served] of cases) {
    assert.equal(stalenessOf(flag, new Map(served), now), wanted, JSON.stringify([flag, served]))
  }
})
