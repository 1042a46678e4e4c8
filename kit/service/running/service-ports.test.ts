import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { Authority, type Identity } from '../../certificates/authority.ts'
import type { Port } from '../../http/port.ts'
import { freePort } from '../../testing/children.ts'
import { testClock } from '../../testing/clock.ts'
import { testHost, testKey } from '../../testing/host.ts'
import { until } from '../../testing/until.ts'
import { defineOperation } from '../operation.ts'
import { defineService, serve } from '../service.ts'

const op = { service: 'beacon', method: 'GET', output: Type.Any() } as const
const WhoAmI = defineOperation({ ...op, name: 'WhoAmI', path: '/who', access: 'public', summary: 'Who asks' })
const ReadLog = defineOperation({ ...op, name: 'ReadLog', path: '/log', access: 'viewer', summary: 'For some' })

const beacon = (ports: readonly Omit<Port, 'serves'>[]) =>
  defineService({
    name: 'beacon',
    start: () => {
      const serves = [
        serve(WhoAmI, ({ ip, certificate }) => ({ ip, certificate: certificate ?? null })),
        serve(ReadLog, () => ({ lines: [] })),
      ]
      return { serves, ports: ports.map(port => ({ ...port, serves })) }
    },
  })

const hour = 3_600_000

/** An authority with a server of its own, as files, and a client. */
async function trusted(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-port-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const life = { from: Date.now() - hour, until: Date.now() + hour }
  const root = await Authority.create({ name: 'Vigie', ...life })
  const authority = await Authority.load(root)
  const tls = {
    cert_file: join(folder, 'cert.pem'),
    key_file: join(folder, 'key.pem'),
    client_ca_file: join(folder, 'ca.pem'),
  }
  const writeServer = async (name: string) => {
    const server = await authority.issue({ name, ...life, hosts: ['127.0.0.1'] })
    writeFileSync(tls.cert_file, server.certificate)
    writeFileSync(tls.key_file, server.key)
  }
  await writeServer('first')
  writeFileSync(tls.client_ca_file, root.certificate)
  const issue = (name: string) => authority.issue({ name, ...life })
  return { tls, ca: root.certificate, issue, life, writeServer }
}

type Answer = { readonly body: string; readonly server: string }

const ask = (port: number, ca: string, own?: Identity): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const shown = own ? { cert: own.certificate, key: own.key } : {}
    const asked = request({ host: '127.0.0.1', port, path: '/who', ca, agent: false, ...shown }, async answer => {
      let body = ''
      for await (const part of answer) body += part
      const { subject } = (answer.socket as import('node:tls').TLSSocket).getPeerCertificate()
      resolve({ body, server: String(subject?.CN ?? '') })
    })
    asked.on('error', reject).end()
  })

test('a service answers on ports of its own what it says, by the same rules, and until it ends', async t => {
  const port = await freePort()
  const host = await testHost(t, { services: [beacon([{ name: 'devices', at: { host: '127.0.0.1', port } }])] })
  const there = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  assert.deepEqual(await (await there('/who')).json(), { ip: '127.0.0.1', certificate: null })
  assert.equal((await there('/log')).status, 401)
  const other = await there('/readyz')
  assert.equal(other.status, 404)
  assert.match(other.headers.get('content-type') ?? '', /problem\+json/)
  await host.host.stop()
  await assert.rejects(there('/who'))
})

test('a port that is taken is told, and stops nothing', async t => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  t.after(() => other.close())
  const address = other.address()
  assert.ok(address && typeof address === 'object')
  const at = { host: '127.0.0.1', port: address.port }
  const { inject, host } = await testHost(t, { services: [beacon([{ name: 'devices', at }])] })
  assert.equal((await inject('GET', '/who')).status, 200)
  const headers = { authorization: `Bearer ${testKey}` }
  const { body } = await host.app.inject({ url: '/api/v1/system/health', headers })
  assert.match(body, /"http\.port-unavailable"/)
  assert.match(body, /the port \\"devices\\" \(127\.0\.0\.1:\d+\) could not be opened: .*EADDRINUSE/)
})

test('a port with TLS knows its clients by their certificates, and lets nobody else in', async t => {
  const { tls, ca, issue, life } = await trusted(t)
  const port = await freePort()
  await testHost(t, { services: [beacon([{ name: 'devices', at: { host: '127.0.0.1', port }, tls }])] })
  const plant = await issue('plant')
  const { certificate } = JSON.parse((await ask(port, ca, plant)).body)
  assert.equal(certificate.subject, 'plant')
  assert.match(certificate.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  await assert.rejects(ask(port, ca))
  const stranger = await Authority.load(await Authority.create({ name: 'Vigie', ...life }))
  await assert.rejects(ask(port, ca, await stranger.issue({ name: 'plant', ...life })))
  const old = { from: life.from, until: life.from + 1_000 }
  const expired = await Authority.load(await Authority.create({ name: 'Vigie', ...old }))
  await assert.rejects(ask(port, ca, await expired.issue({ name: 'plant', ...old })))
  await assert.rejects(fetch(`http://127.0.0.1:${port}/who`))
})

test('a certificate that was replaced is shown without a restart, and a broken one is not', async t => {
  const { tls, ca, issue, writeServer } = await trusted(t)
  const port = await freePort()
  const clock = testClock(Date.now())
  await testHost(t, { services: [beacon([{ name: 'devices', at: { host: '127.0.0.1', port }, tls }])], clock })
  const plant = await issue('plant')
  const shown = async () => (await ask(port, ca, plant)).server
  assert.equal(await shown(), 'first')
  writeFileSync(tls.cert_file, 'half a file')
  utimesSync(tls.cert_file, 1, Date.now() / 1_000 + 5)
  await clock.advance(60_000)
  assert.equal(await shown(), 'first')
  await writeServer('second')
  utimesSync(tls.cert_file, 1, Date.now() / 1_000 + 10)
  await until('the new certificate is shown', async () => {
    await clock.advance(60_000)
    return (await shown()) === 'second'
  })
})
