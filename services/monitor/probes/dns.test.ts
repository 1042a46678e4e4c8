import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dns } from './dns.ts'
import { type NameServer, nameServer, record } from './testing/name-server.ts'
import { probeTarget, problemsOf } from './testing/probe-target.ts'

let server: NameServer
before(async () => {
  server = await nameServer({
    'a.example A': [record.address('192.0.2.1'), record.address('192.0.2.2')],
    'a.example AAAA': [record.address6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])],
    'a.example NS': [record.name('ns1.a.example'), record.name('ns2.a.example')],
    'www.example CNAME': [record.name('A.example')],
    'a.example MX': [record.exchange(10, 'mail.a.example')],
    'a.example TXT': [record.text('v=spf1 ', '-all')],
    '_imap._tcp.a.example SRV': [record.service(1, 2, [143, 'imap.a.example'])],
    'a.example CAA': [record.authority('issue', 'letsencrypt.org')],
    'nothing.example A': [],
    'absent.example A': 3,
    'broken.example A': 2,
    'secret.example A': 5,
  })
})
after(() => server.stop())
const ask = (settings: object, more: Parameters<typeof probeTarget>[2] = {}) =>
  probeTarget(dns, { server: server.address, ...settings }, more)

describe('records that come are up, each type as zone files write it', () => {
  for (const [type, host, expect] of [
    ['A', 'a.example', ['192.0.2.2', '192.0.2.1']],
    ['AAAA', 'a.example', ['2001:DB8:0::1']],
    ['NS', 'a.example', ['ns2.a.example.', 'NS1.a.example']],
    ['CNAME', 'www.example', ['a.example']],
    ['MX', 'a.example', ['10 mail.a.example']],
    ['TXT', 'a.example', ['v=spf1 -all']],
    ['SRV', '_imap._tcp.a.example', ['1 2 143 imap.a.example']],
    ['CAA', 'a.example', ['0 issue "letsencrypt.org"']],
  ] as const)
    test(type, async () => {
      const look = await ask({ host, type, expect })
      assert.deepEqual([look.state, look.reason, look.answered], ['up', null, true])
      assert.ok((look.phases.dns_ms ?? -1) >= 0)
      assert.equal(look.evidence().address, '127.0.0.1')
    })
})

test('other values than the expected ones are down, and both are told', async () => {
  const reason = 'A of a.example is 192.0.2.1, 192.0.2.2, expected 192.0.2.1'
  assert.equal((await ask({ host: 'a.example', expect: ['192.0.2.1'] })).reason, reason)
  assert.equal((await ask({ host: 'a.example', type: 'TXT', expect: ['V=SPF1 -all'] })).state, 'down')
})

test('conditions ask for less than all values', async () => {
  assert.equal((await ask({ host: 'a.example', conditions: ["values contains '192.0.2.1'"] })).state, 'up')
  const look = await ask({ host: 'a.example', conditions: ["values contains '192.0.2.9'"] })
  assert.equal(look.reason, 'values contains \'192.0.2.9\' is false (was ["192.0.2.1","192.0.2.2"])')
})

describe('no records are down, with their reason', () => {
  for (const [host, reason] of [
    ['absent.example', 'name absent.example does not exist (ENOTFOUND)'],
    ['nothing.example', 'name nothing.example has no A record (ENODATA)'],
    ['broken.example', /^127.* could not find out A of broken\.example \(SERVFAIL\)$/],
    ['secret.example', /^127.* refuses to answer for secret\.example \(REFUSED\)$/],
  ] as const)
    test(host, async () => {
      const look = await ask({ host })
      assert.equal(look.state, 'down')
      if (typeof reason === 'string') assert.equal(look.reason, reason)
      else assert.match(look.reason ?? '', reason)
      assert.equal(look.answered, true)
    })

  test('a server that never answers', async () => {
    const look = await ask({ host: 'silent.example' }, { timeout_ms: 300 })
    assert.equal(look.state, 'down')
    assert.match(look.reason ?? '', /^no answer (from 127.*|within 300 ms \(asking 127.* for A of silent\.example\))/)
    assert.equal(look.answered, false)
  })
})

test('a name server that may not be contacted is not asked', async () => {
  const look = await ask({ host: 'a.example', server: '169.254.169.253' })
  assert.deepEqual([look.state, look.answered], ['unknown', false])
  assert.match(look.reason ?? '', /never contacted/)
  assert.equal((await ask({ host: 'a.example' }, { trust: 'anyone' })).state, 'unknown')
})

test('a name server may be named, and its port left out', () => {
  for (const name of ['192.0.2.1', 'ns.example.com', 'ns.example.com:5353', '::1', '[::1]:53'])
    assert.deepEqual(problemsOf(dns, { host: 'a.example', server: name }), [])
  for (const name of ['a:b:c', ':53', 'ns.example.com:70000', '[]'])
    assert.match(problemsOf(dns, { host: 'a.example', server: name })[0] ?? '', /^server .* is no host or host:port/)
  assert.match(problemsOf(dns, { host: 'a', conditions: ['status == 1'] })[0] ?? '', /^conditions\[0\] .*values/)
})
