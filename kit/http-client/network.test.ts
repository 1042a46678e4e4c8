import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { connect, createServer } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { inEnglish } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import { outgoingPolicy, rangeProblem, type Trust } from './network.ts'

const textOf = (refusal: Message | null): string => (refusal === null ? '' : inEnglish(refusal))

const closed = outgoingPolicy({ allow: [] })
const hostOf = (url: string) => new URL(url).hostname

type Found = { failure: NodeJS.ErrnoException | null; address: string | LookupAddress[]; family: number | undefined }
const look = (policy: typeof closed, trust: Trust, [name, all, family]: [string, boolean, number?]) =>
  new Promise<Found>(resolve =>
    policy.lookup(trust)(name, { all, ...(family && { family }) }, (failure, address, found) =>
      resolve({ failure, address, family: found }),
    ),
  )

describe('link-local and metadata addresses', () => {
  const hosts = [
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    'fe80::1%eth0',
    '[febf::1]',
    'fd00:ec2::254',
    'FD00:0EC2:0:0::254',
    '100.100.100.200',
    '168.63.129.16',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::ffff:100.100.100.200',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    hostOf('http://0251.0376.0251.0376/'),
    hostOf('http://0xa9fea9fe/'),
    hostOf('http://2852039166/'),
    hostOf('http://169.254.43518/'),
    hostOf('http://169.254.169.254./'),
    hostOf('http://[::ffff:169.254.169.254]/'),
  ]
  for (const host of hosts)
    test(`${host} is refused, whoever names it and whatever is allowed`, () => {
      const open = outgoingPolicy({ allow: ['0.0.0.0/0', '::/0'] })
      for (const trust of ['operator', 'anyone'] as const) {
        assert.match(textOf(closed.refuses(host, trust)), /never contacted/)
        assert.match(textOf(open.refuses(host, trust)), /never contacted/)
      }
    })
})

describe('addresses that are not public', () => {
  const hosts = [
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['[::1]', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['::ffff:c0a8:101', 'private'],
    ['fd12:3456::1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['100.64.0.1', 'shared'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['::7f00:1', 'reserved'],
    [hostOf('http://0177.0.0.1/'), 'loopback'],
    [hostOf('http://0x7f.1/'), 'loopback'],
    [hostOf('http://2130706433/'), 'loopback'],
    [hostOf('http://127.1/'), 'loopback'],
    [hostOf('http://①②⑦.0.0.1/'), 'loopback'],
    [hostOf('http://[::ffff:7f00:1]/'), 'loopback'],
  ] as const
  for (const [host, sort] of hosts)
    test(`${host} may be named by the operator, not by everybody`, () => {
      assert.equal(closed.refuses(host, 'operator'), null)
      assert.match(textOf(closed.refuses(host, 'anyone')), new RegExp(`${sort}.*network\\.allow`))
    })

  test('may be named by everybody when network.allow lists them, as IPv4-mapped addresses too', () => {
    const policy = outgoingPolicy({ allow: ['10.0.0.0/8', '::1', '127.0.0.1'] })
    for (const host of ['10.9.8.7', '::ffff:10.9.8.7', '::1', '127.0.0.1'])
      assert.equal(policy.refuses(host, 'anyone'), null)
    for (const host of ['127.0.0.2', '11.0.0.1.example', '192.168.0.1'])
      assert.equal(policy.refuses(host, 'anyone') === null, host.endsWith('example'))
  })
})

test('public addresses may be contacted by everybody', () => {
  for (const host of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])
    assert.equal(closed.refuses(host, 'anyone'), null)
})

test('every way to write an IPv4 address as IPv6 is judged as that IPv4 address', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), ([a, b, c, d]) => {
      const plain = `${a}.${b}.${c}.${d}`
      const groups = [(a << 8) | b, (c << 8) | d].map(group => group.toString(16)).join(':')
      for (const trust of ['operator', 'anyone'] as const)
        for (const other of [`::ffff:${plain}`, `::ffff:${groups}`, `0:0:0:0:0:FFFF:${groups}`, `64:ff9b::${groups}`])
          assert.equal(closed.refuses(other, trust) === null, closed.refuses(plain, trust) === null, other)
    }),
  )
})

test('a name passes the check of literal addresses', () => {
  for (const name of ['localhost', 'example.com', '127.1', '0177.0.0.1'])
    assert.equal(closed.refuses(name, 'anyone'), null)
})

describe('lookup', () => {
  test('gives one address, or all of them, as sockets ask for', async () => {
    const one = await look(closed, 'operator', ['localhost', false, 4])
    assert.deepEqual([one.failure, one.address, one.family], [null, '127.0.0.1', 4])
    const all = await look(closed, 'operator', ['localhost', true, 4])
    assert.deepEqual([all.failure, all.address], [null, [{ address: '127.0.0.1', family: 4 }]])
  })

  test('refuses a name that leads only to refused addresses, and says why', async () => {
    const found = await look(closed, 'anyone', ['localhost', true])
    assert.equal(found.failure?.code, 'EREFUSEDBYPOLICY')
    assert.match(found.failure?.message ?? '', /localhost may not be contacted: .* is a loopback address/)
  })

  test('drops refused addresses and keeps the others', async () => {
    const policy = outgoingPolicy({ allow: ['127.0.0.1/32'] })
    const found = await look(policy, 'anyone', ['localhost', true])
    assert.deepEqual(found.address, [{ address: '127.0.0.1', family: 4 }])
  })

  test('judges what the system makes of short, decimal and octal forms', async () => {
    for (const name of ['2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518']) {
      const found = await look(closed, 'operator', [name, true])
      assert.equal(found.failure?.code, 'EREFUSEDBYPOLICY', name)
    }
    assert.equal((await look(closed, 'anyone', ['127.1', false])).failure?.code, 'EREFUSEDBYPOLICY')
    assert.equal((await look(closed, 'operator', ['127.1', false])).address, '127.0.0.1')
  })

  test('passes on that a name does not resolve, to everybody who asked at the same time', async () => {
    const asked = [1, 2, 3].map(() => look(closed, 'anyone', ['no-such-name.invalid', true]))
    for (const { failure } of await Promise.all(asked)) assert.match(failure?.code ?? '', /^(ENOTFOUND|EAI_AGAIN)$/)
  })

  for (const autoSelectFamily of [true, false])
    test(`serves a socket that ${autoSelectFamily ? 'selects the family itself' : 'wants one address'}`, async () => {
      const server = createServer(socket => socket.end()).listen(0, '127.0.0.1')
      await new Promise(resolve => server.once('listening', resolve))
      const { port } = server.address() as { port: number }
      const outcome = (trust: Trust) =>
        new Promise<string | undefined>(resolve => {
          const socket = connect({ host: 'localhost', port, lookup: closed.lookup(trust), autoSelectFamily })
          socket.once('connect', () => resolve(socket.destroy().remoteAddress ?? 'connected'))
          socket.once('error', (failure: NodeJS.ErrnoException) => resolve(failure.code))
        })
      try {
        assert.match((await outcome('operator')) ?? '', /127\.0\.0\.1|connected|ECONNREFUSED/)
        assert.equal(await outcome('anyone'), 'EREFUSEDBYPOLICY')
      } finally {
        server.close()
      }
    })
})

describe('an entry of network.allow', () => {
  test('is an address or a range', () => {
    for (const range of ['10.0.0.0/8', '127.0.0.1', '::1', 'fd00::/8', '0.0.0.0/0'])
      assert.equal(rangeProblem(range), null)
  })
  for (const range of [
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0/8',
    'localhost',
    '',
    '10.0.0.0/-1',
    'fe80::1%eth0',
  ])
    test(`cannot be "${range}"`, () => {
      assert.notEqual(rangeProblem(range), null)
      assert.throws(() => outgoingPolicy({ allow: [range] }), RangeError)
    })
})
