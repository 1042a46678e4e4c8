import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testClock } from '../../../kit/testing/clock.ts'
import { type Report, ReportWeighting, type WeightingOptions } from './report-weighting.ts'
import { ReporterKeys } from './reporter-keys.ts'
import { senderOf } from './sender.ts'

function weightingWith(options: Partial<WeightingOptions> = {}) {
  const clock = testClock()
  const weighting = new ReportWeighting({ keys: new ReporterKeys(clock), random: () => 0.99, ...options })
  const weigh = (address: string, more: Partial<Report> = {}) =>
    weighting.weigh({
      ...{ component_id: 'c1', category: 'slow', proven: true, minute: 0, since: null },
      ...{ sender: senderOf(address), ...more },
    })
  return { clock, weighting, weigh }
}

describe('what a report counts', () => {
  test('one, a quarter without a proof of work, half for something else', () => {
    const { weigh } = weightingWith()
    const weights = [
      weigh('10.0.1.1'),
      weigh('10.0.2.1', { proven: false }),
      weigh('10.0.3.1', { category: 'other' }),
      weigh('10.0.4.1', { category: 'other', proven: false }),
    ]
    assert.deepEqual(
      weights.map(counted => counted?.weight),
      [1, 0.25, 0.5, 0.125],
    )
  })

  test('only the first of a household within six hours, for each component', () => {
    const { weigh } = weightingWith()
    assert.ok(weigh('10.0.1.1'))
    assert.equal(weigh('10.0.1.1', { minute: 359 }), null)
    assert.ok(weigh('10.0.1.1', { component_id: 'c2', minute: 359 }))
    assert.ok(weigh('10.0.1.1', { minute: 360 }))
    assert.ok(weigh('2001:db8:1:2::1'))
    assert.equal(weigh('2001:db8:1:2:ffff::9'), null)
  })

  test('at most two of one network: a /24, a /48', () => {
    const { weigh } = weightingWith()
    const counted = (addresses: string[]) => addresses.filter(address => weigh(address)).length
    assert.equal(counted(Array.from({ length: 100 }, (_, host) => `203.0.113.${host}`)), 2)
    assert.equal(counted(Array.from({ length: 100 }, (_, home) => `2001:db8:7:${home.toString(16)}::1`)), 2)
  })

  test('a household is known again over the daily change of the key', async () => {
    const { weigh, clock } = weightingWith()
    assert.ok(weigh('10.0.1.1'))
    await clock.advance(86_400_000)
    assert.equal(weigh('10.0.1.1', { minute: 1 }), null)
    await clock.advance(86_400_000)
    assert.ok(weigh('10.0.1.1', { minute: 2 }), 'two changes later nobody can tell')
  })

  test('a network counts as new once in each surge', () => {
    const { weigh } = weightingWith()
    assert.equal(weigh('10.0.1.1', { minute: 10 })?.new_network, true)
    assert.equal(weigh('10.0.1.2', { minute: 12, since: 11 })?.new_network, true)
    assert.equal(weigh('10.0.2.1', { minute: 13, since: 11, proven: false })?.new_network, true)
    const later = weigh('10.0.2.2', { minute: 14, since: 11 })
    assert.deepEqual([later?.new_network, later?.new_proven_network], [false, true])
  })

  test('no autonomous system alone weighs more than two fifths', () => {
    const { weigh } = weightingWith({ asnOf: address => (address.startsWith('10.') ? 'AS1' : address) })
    const sum = (addresses: string[]) => addresses.reduce((all, address) => all + (weigh(address)?.weight ?? 0), 0)
    assert.equal(sum(Array.from({ length: 50 }, (_, at) => `10.0.${at}.1`)), 2)
    assert.equal(sum(Array.from({ length: 30 }, (_, at) => `192.0.${at}.1`)), 30)
    const more = sum(Array.from({ length: 50 }, (_, at) => `10.1.${at}.1`))
    assert.ok(Math.abs((more + 2) / (more + 32) - 0.4) < 0.02)
  })

  test('above fifty a second for one component only a sample is looked at', () => {
    const { weighting } = weightingWith()
    const looked = (now: number) =>
      Array.from({ length: 80 }, () => weighting.isSampled('c1', now)).filter(Boolean).length
    assert.deepEqual([looked(1_000), looked(1_900), looked(2_000)], [50, 0, 50])
    assert.equal(weighting.isSampled('c2', 2_000), true)
  })

  test('what is remembered is bounded', () => {
    const { weighting, weigh } = weightingWith()
    for (let at = 0; at < 300; at++) weigh(`10.${at % 256}.${Math.floor(at / 256)}.1`)
    assert.equal(weighting.size, 300)
    weigh('192.0.2.1', { minute: 360 })
    assert.equal(weighting.size, 1)
  })
})
