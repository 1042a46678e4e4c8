import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { Duration, isDuration, seconds } from './duration.ts'

test('a bare number is seconds; otherwise 500ms, 10s, 5m, 24h, 7d', () => {
  assert.deepEqual(
    [10, 0.5, '500ms', '10s', '5m', '24h', '7d', '1.5h', '0s'].map(seconds),
    [10, 0.5, 0.5, 10, 300, 86_400, 604_800, 5_400, 0],
  )
})

test('anything else is refused with the right forms', () => {
  for (const wrong of ['', '10', '10 s', '-5s', '5S', '1h30m', 'soon', -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => seconds(wrong), /write seconds as a number, or 500ms, 10s, 5m, 24h, 7d/)
  }
})

test('the schema accepts what is read, and nothing else', () => {
  const schema = Duration({ default: 60 })
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^\d{1,4}(ms|s|m|h|d|x)?$/)), value => {
      const reads = () => {
        try {
          return Number.isFinite(seconds(value))
        } catch {
          return false
        }
      }
      assert.equal(Value.Check(schema, value), reads())
    }),
  )
})

test('a duration is told from any other schema', () => {
  assert.ok(isDuration(Duration()))
  assert.ok(!isDuration(Type.Number()))
})
