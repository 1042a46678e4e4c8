import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostPrefix, networkPrefix, plainAddress } from './ip-prefix.ts'

test('a home of IPv6 is one caller, however its address is written', () => {
  assert.equal(hostPrefix('2001:db8:1:2::1'), hostPrefix('2001:0db8:0001:2:ffff::9'))
  assert.notEqual(hostPrefix('2001:db8:1:2::1'), hostPrefix('2001:db8:1:3::1'))
  assert.deepEqual([hostPrefix('2001:db8::1'), hostPrefix('192.0.2.1')], ['2001:db8:0:0', '192.0.2.1'])
})

test('a network is a /24 of IPv4 or a /48 of IPv6', () => {
  assert.equal(networkPrefix('192.0.2.1'), networkPrefix('::ffff:192.0.2.250'))
  assert.equal(networkPrefix('::ffff:c000:201'), networkPrefix('192.0.2.250'))
  assert.notEqual(networkPrefix('192.0.2.1'), networkPrefix('192.0.3.1'))
  assert.equal(networkPrefix('2001:db8:1:2::1'), networkPrefix('2001:db8:1:ffff::'))
  assert.notEqual(networkPrefix('2001:db8:1::1'), networkPrefix('2001:db8:2::1'))
  assert.equal(plainAddress('fe80::1%eth0'), 'fe80::1')
})
