import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { clock, probeTarget } from './testing/probe-target.ts'
import { type TlsServer, tlsServer, trustTestAuthority } from './testing/tls-server.ts'
import { tls } from './tls.ts'

trustTestAuthority()
const names = ['trusted', 'expired', 'self-signed', 'wrong-host'] as const
const servers = new Map<string, TlsServer>()
before(async () => {
  for (const name of names) servers.set(name, await tlsServer(name))
})
after(() => Promise.all([...servers.values()].map(server => server.stop())))

const at = (name: (typeof names)[number], settings: object = {}, more: Parameters<typeof probeTarget>[2] = {}) =>
  probeTarget(tls, { host: 'localhost', port: servers.get(name)?.port, ip_version: 4, ...settings }, more)

test('a certificate that is right and lasts is up', async () => {
  const look = await at('trusted')
  assert.deepEqual([look.state, look.reason, look.answered], ['up', null, true])
  assert.ok((look.phases.tls_ms ?? 0) > 0)
  assert.ok((look.evidence().certificate?.days_left ?? 0) > 30_000)
})

for (const [name, reason] of [
  ['expired', /^certificate expired on 2025-01-02 \(\d+ days ago\)$/],
  ['self-signed', /^self-signed certificate$/],
  ['wrong-host', /^certificate is for example\.com, www\.example\.com, not localhost$/],
] as const)
  test(`a certificate that is ${name} is down`, async () => {
    const look = await at(name)
    assert.equal(look.state, 'down')
    assert.match(look.reason ?? '', reason)
    assert.equal(look.evidence().certificate?.subject, `CN=${name}`)
  })

test('without verify only the dates are evaluated', async () => {
  for (const name of ['self-signed', 'wrong-host'] as const)
    assert.equal((await at(name, { verify: false })).state, 'up')
  assert.match((await at('expired', { verify: false })).reason ?? '', /^certificate expired on 2025-01-02/)
})

test('fewer days than certificate_days, 14 when left out, are degraded', async () => {
  const daysBefore = (days: number) => ({ clock: { ...clock, now: () => Date.UTC(2126, 0, 1) - days * 86_400_000 } })
  const look = await at('trusted', {}, daysBefore(13.5))
  assert.deepEqual(
    [look.state, look.reason],
    ['degraded', 'certificate expires in 13 days (2126-01-01), fewer than 14'],
  )
  assert.equal((await at('trusted', {}, daysBefore(14.5))).state, 'up')
  assert.equal((await at('trusted', { certificate_days: 30 }, daysBefore(14.5))).state, 'degraded')
})

test('server_name is the name that is asked for and looked for', async () => {
  assert.equal((await at('wrong-host', { host: '127.0.0.1', server_name: 'example.com' })).state, 'up')
})
