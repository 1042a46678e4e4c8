import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Attempts, bounded, delayMs, type Rule, slowing } from './attempt-counters.ts'
import { networkName } from './failed-sign-ins.ts'

const hourMs = 3_600_000
const account = bounded({ most: 100, each_ms: hourMs / 4 })

/** Attempts as fast as the rules let them, for so long: how many there were. */
function attemptsIn(ms: number, ...rules: readonly Rule[]): number {
  const kept = new Map<Rule, Attempts>()
  let count = 0
  for (let now = 0; now < ms; ) {
    const outcomes = rules.map(rule => ({ rule, ...rule(kept.get(rule), now) }))
    const wait = Math.max(...outcomes.map(({ wait_ms }) => wait_ms))
    if (wait === 0) {
      count += 1
      for (const { rule, next } of outcomes) if (next) kept.set(rule, next)
    }
    now += Math.max(wait, 1_000)
  }
  return count
}

test('some attempts are free, then each costs twice as long, up to an hour', () => {
  assert.deepEqual(
    [1, 4, 5, 6, 7, 9, 11, 12, 100].map(failures => delayMs(failures, 5)),
    [...[0, 0, 30_000, 60_000, 120_000, 480_000, 1_920_000, 3_600_000, 3_600_000]],
  )
})

test('from one place there are a few dozen attempts a day, from all together a hundred and four an hour', () => {
  assert.ok(attemptsIn(24 * hourMs, slowing(5)) <= 36)
  const everywhere = attemptsIn(24 * hourMs, account)
  assert.ok(everywhere > 100 && everywhere <= 197, String(everywhere))
})

test('one network that goes on for a week never uses up what an account has: it keeps nobody else out', () => {
  const kept: { network?: Attempts; account?: Attempts } = {}
  const network = slowing(20)
  for (let now = 0; now < 7 * 24 * hourMs; now += 10_000) {
    const one = network(kept.network, now)
    if (!one.next) continue
    const all = account(kept.account, now)
    assert.ok(all.next, `after ${now / hourMs} h`)
    kept.network = one.next
    kept.account = all.next
  }
})

test('whatever comes when, an account is never tried more often than it may be, and never waits for longer than a quarter', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: hourMs }), { maxLength: 300 })
  fc.assert(
    fc.property(gaps, all => {
      let known: Attempts | undefined
      let now = 0
      let count = 0
      for (const gap of all) {
        now += gap
        const { wait_ms, next } = account(known, now)
        assert.ok(wait_ms <= hourMs / 4)
        if (!next) continue
        known = next
        count += 1
      }
      assert.ok(count <= 101 + now / (hourMs / 4))
    }),
  )
})

test('a day without an attempt, and all is forgotten', () => {
  const rule = slowing(5)
  let known: Attempts | undefined
  for (let at = 0; at < 5; at++) known = rule(known, 1_000).next ?? known
  assert.equal(rule(known, 1_000).wait_ms, 30_000)
  assert.equal(rule(known, 24 * hourMs + 1_000).next?.failures, 1)
})

test('of an address only its network is told', () => {
  const addresses = ['203.0.113.7', '::ffff:203.0.113.7', '2001:db8:1:2::3', '::1']
  assert.deepEqual(addresses.map(networkName), ['203.0.113.0/24', '203.0.113.0/24', '2001:db8:1::/48', '0:0:0::/48'])
})
