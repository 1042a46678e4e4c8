import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { clientIp } from './client-ip.ts'

const ours = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']
const from = (ip: string, forwarded?: string | string[]) =>
  clientIp(ours)({ ip, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } })

test('whoever asks is the nearest address that is no proxy of ours', () => {
  const table = [
    ['198.51.100.1', '6.6.6.6', '198.51.100.1'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
    ['::ffff:127.0.0.1', '198.51.100.1, 10.1.2.3', '198.51.100.1'],
    ['fd00::1', '2001:db8::5', '2001:db8::5'],
    ['127.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['127.0.0.1', '[2001:db8::5]:4711', '2001:db8::5'],
    ['127.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', '198.51.100.1, unknown', '127.0.0.1'],
    ['127.0.0.1', ' , ', '127.0.0.1'],
    ['127.0.0.1', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
  ] as const
  for (const [peer, forwarded, caller] of table) assert.equal(from(peer, forwarded), caller, String(forwarded))
  assert.equal(from('127.0.0.1', ['6.6.6.6', '198.51.100.1']), '198.51.100.1')
  assert.equal(clientIp([])({ ip: '127.0.0.1', headers: { 'x-forwarded-for': '6.6.6.6' } }), '127.0.0.1')
})

const address = fc.oneof(fc.ipV4(), fc.ipV6())
const outside = address.filter(
  one => from(one) !== '' && !/^(10|127)\./.test(one) && !/^f[cd]/i.test(one) && !one.startsWith('::'),
)

test('nobody can make themselves another by what they write into the header', () => {
  fc.assert(
    fc.property(outside, fc.string(), fc.array(fc.constantFrom('10.1.1.1', 'fd00::2')), (caller, written, proxies) => {
      const honest = from('127.0.0.1', [caller, ...proxies].join(', '))
      assert.equal(from('127.0.0.1', [written, caller, ...proxies].join(', ')), honest)
      assert.equal(from('127.0.0.1', [...written.split(','), caller, ...proxies]), honest)
      assert.equal(from(caller, written), from(caller))
    }),
  )
})

test('whatever stands there, the answer is an address', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), address), text => isIP(from('127.0.0.1', text)) !== 0))
})

test('what looks like a proxy and is not on the list is told of once', () => {
  const told: string[] = []
  const addressOf = clientIp([], proxy => told.push(proxy))
  const headers = { 'x-forwarded-for': '198.51.100.1' }
  for (const ip of ['203.0.113.1', '10.0.0.1', '10.0.0.1']) assert.equal(addressOf({ ip, headers }), ip)
  assert.deepEqual(told, ['10.0.0.1'])
})
