import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Backoff, pollBackoff } from './poll-backoff.ts'

const now = Date.parse('2026-05-04T12:00:00Z')
const range = (pause: Partial<Backoff>) =>
  [() => 0, (below: number) => below].map(random => pollBackoff({ failures: 0, now, ...pause }, random) / 1000)

describe('a provider is asked again', () => {
  test('after one to two minutes', () => assert.deepEqual(range({}), [60, 120]))
  test('more rarely where its answer is large', () => assert.deepEqual(range({ pace_s: 300 }), [300, 360]))
  test('soon after a first failure', () => assert.deepEqual(range({ failures: 1, pace_s: 300 }), [15, 30]))
  test('as usual after a few', () => assert.deepEqual(range({ failures: 3 }), [60, 120]))
  test('ever more rarely after many, a quarter of an hour at most', () => {
    assert.deepEqual(
      [4, 5, 6, 7, 50, 5_000].map(failures => range({ failures })[0]),
      [120, 240, 480, 900, 900, 900],
    )
  })
  test('when it wants to be, within an hour', () => {
    assert.deepEqual(range({ failures: 1, retry_after: '300' }), [300, 300])
    assert.deepEqual(range({ retry_after: 'Mon, 04 May 2026 12:05:00 GMT' }), [300, 360])
    assert.deepEqual(range({ retry_after: '999999' }), [3_600, 3_660])
    assert.deepEqual(range({ retry_after: 'soon' }), [60, 120])
  })
})
