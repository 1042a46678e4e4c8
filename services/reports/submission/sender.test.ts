import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { senderOf } from './sender.ts'

test('a network is a /24 or a /48, a household an address or a /64', () => {
  const table = [
    ['203.0.113.7', '203.0.113.7', '203.0.113'],
    ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113'],
    ['2001:db8::1', '2001:db8:0:0', '2001:db8:0'],
    ['2001:0db8:0001:0002:3:4:5:6', '2001:db8:1:2', '2001:db8:1'],
    ['fe80::1%eth0', 'fe80:0:0:0', 'fe80:0:0'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0', '64:ff9b:0'],
    ['::', '0:0:0:0', '0:0:0'],
  ] as const
  for (const [address, home, network] of table) {
    assert.deepEqual([senderOf(address).home, senderOf(address).network], [home, network], address)
  }
})

test('however an IPv6 address is written, it is the same household', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), groups => {
      const long = groups.map(group => group.toString(16).padStart(4, '0')).join(':')
      const short = new URL(`http://[${long}]`).hostname.slice(1, -1)
      assert.deepEqual(senderOf(short).home, senderOf(long).home)
    }),
  )
})
