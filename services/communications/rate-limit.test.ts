import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '../../kit/testing/clock.ts'
import { rateLimit } from './rate-limit.ts'

test('each visitor has a number of requests in a window, and is told how long to wait', async () => {
  const clock = testClock()
  const limit = rateLimit(clock, { count: 2, per_ms: 60_000 })
  assert.deepEqual([limit.take('a'), limit.take('a'), limit.take('a'), limit.take('b')], [null, null, 60, null])
  await clock.advance(59_000)
  assert.equal(limit.take('a'), 1)
  await clock.advance(1_000)
  assert.equal(limit.take('a'), null)
})

test('whoever comes from ever new addresses meets the limit of all', () => {
  const limit = rateLimit(testClock(), { count: 1, per_ms: 60_000 })
  const waits = Array.from({ length: 101 }, (_, at) => limit.take(`visitor-${at}`))
  assert.deepEqual(waits.slice(99), [null, 60])
})
