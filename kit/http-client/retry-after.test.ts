import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAfter } from './retry-after.ts'

test('Retry-After is a number of seconds or a date, and whatever else says nothing', () => {
  const now = Date.UTC(2026, 0, 5, 8)
  assert.equal(retryAfter('120', now), 120)
  assert.equal(retryAfter('Mon, 05 Jan 2026 08:01:30 GMT', now), 90)
  assert.equal(retryAfter('Mon, 05 Jan 2026 07:00:00 GMT', now), 0)
  assert.equal(retryAfter('soon', now), undefined)
  assert.equal(retryAfter(undefined, now), undefined)
})
