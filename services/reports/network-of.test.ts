import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { refuseForeignPages } from './from-our-page.ts'
import { clientAddress, proxiesOf, senderOf } from './network-of.ts'

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

test('who reports is the nearest address that is no proxy of ours', () => {
  const isProxy = proxiesOf(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])
  const table = [
    ['198.51.100.1', '6.6.6.6', '198.51.100.1'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
    ['::ffff:127.0.0.1', '198.51.100.1, 10.1.2.3', '198.51.100.1'],
    ['fd00::1', '2001:db8::5', '2001:db8::5'],
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', ' , ', '127.0.0.1'],
  ] as const
  for (const [peer, forwarded, client] of table) assert.equal(clientAddress(peer, forwarded, isProxy), client)
})

test('a range that is none is refused by its name', () => {
  for (const range of ['10.0.0.0/33', 'proxy.local', '10.0.0.0/', '', '::1/129']) {
    assert.throws(() => proxiesOf([range]), RangeError, range)
  }
})

test('whatever stands in X-Forwarded-For, somebody is the sender', () => {
  fc.assert(fc.property(fc.string(), text => clientAddress('127.0.0.1', text, proxiesOf(['127.0.0.1'])).length > 0))
})

test('pages of others may not report in their visitors’ names', () => {
  const host = 'status.example.com'
  const own = 'https://public.example.com/vigie'
  const allowed = [
    { host },
    { host, 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' },
    { host, origin: `https://${host}` },
    { host, origin: 'https://public.example.com' },
  ]
  const refused = [
    { host, 'sec-fetch-site': 'cross-site' },
    { host, 'sec-fetch-site': 'same-site' },
    { host, origin: 'https://evil.example' },
    { host, origin: 'null' },
  ]
  for (const headers of allowed) refuseForeignPages(headers, own)
  for (const headers of refused) assert.throws(() => refuseForeignPages(headers, own), /pages of this Vigie/)
})
