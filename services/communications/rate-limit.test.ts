import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '../../kit/testing/clock.ts'
import { rateLimit, visitorOf } from './rate-limit.ts'

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

test('a visitor behind a proxy that is near is who the proxy names last; nobody else is believed', () => {
  const forwarded = { 'x-forwarded-for': '198.51.100.9, 203.0.113.7' }
  assert.equal(visitorOf({ ip: '127.0.0.1', headers: forwarded }), '203.0.113.7')
  assert.equal(visitorOf({ ip: '203.0.113.80', headers: forwarded }), '203.0.113.80')
  assert.equal(visitorOf({ ip: '10.0.0.3', headers: { 'x-forwarded-for': 'nonsense' } }), '10.0.0.3')
})

test('a household of IPv6 is one visitor', () => {
  const of = (ip: string) => visitorOf({ ip, headers: {} })
  assert.equal(of('2001:db8:1:2::1'), of('2001:db8:1:2:ffff::9'))
  assert.notEqual(of('2001:db8:1:2::1'), of('2001:db8:1:3::1'))
  assert.equal(of('2001:db8::1'), '2001:db8:0:0')
})
