import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Delivery, isGivenUp, pauseMs } from './delivery.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString()
const delivery = { queued_at: at(0) } as Delivery

test('pauses double from about a second to 20, a little different each time', () => {
  const latest = [1, 2, 3, 4, 5, 6, 7, 100].map(failures => pauseMs(failures, undefined, () => 1))
  assert.deepEqual(latest, [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000])
  const soonest = [1, 6].map(failures => pauseMs(failures, undefined, () => 0))
  assert.deepEqual(soonest, [750, 15_000])
})

test('a receiver that names a time is not asked sooner, but within the hour', () => {
  assert.equal(
    pauseMs(1, 30, () => 0),
    30_000,
  )
  assert.equal(
    pauseMs(1, 0, () => 1),
    1_000,
  )
  assert.equal(
    pauseMs(1, 1_000_000, () => 0),
    3_600_000,
  )
})

test('a message is given up so long after it was queued', () => {
  assert.equal(isGivenUp(delivery, 60_000, Date.parse(at(59))), false)
  assert.equal(isGivenUp(delivery, 60_000, Date.parse(at(60))), true)
})
