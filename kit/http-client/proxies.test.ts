import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { say } from '../messages/kit-catalogue.ts'
import { startLocalServer } from '../testing/local-server.ts'
import { outgoingPolicy, policyFailure } from './network.ts'
import { proxiesOf } from './proxies.ts'
import { sendHttp } from './send-http.ts'

test('a request leaves through the proxy, which alone resolves the name; a refused address is refused all the same', async t => {
  const target = await startLocalServer(({ path }) => ({ body: `there ${path}` }))
  const asked: string[] = []
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end('proxied')
  })
  proxy.on('connect', ({ url }, socket) => {
    asked.push(`CONNECT ${url}`)
    const through = connect(target.port, '127.0.0.1', () => socket.write('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    through.pipe(socket)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    proxy.closeAllConnections()
    proxy.close()
    await target.stop()
  })
  const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const network = outgoingPolicy({ allow: [], proxies: proxiesOf(undefined, { HTTP_PROXY, HTTPS_PROXY: HTTP_PROXY }) })
  const send = (url: string) => sendHttp(url, { network, trust: 'anyone', most_bytes: 1_000 })
  assert.equal((await send('http://only-the-proxy-knows.invalid/a')).body.toString(), 'proxied')
  await assert.rejects(send('https://only-the-proxy-knows.invalid/b'))
  await assert.rejects(send('http://169.254.169.254/'), { code: 'EREFUSEDBYPOLICY' })
  const lookup: typeof network.lookup = () => (host, _options, callback) =>
    callback(policyFailure(say('network.refused', { host, reason: say('network.no-address') })), '')
  const refusing = { network: { ...network, lookup }, trust: 'anyone', most_bytes: 1_000 } as const
  await assert.rejects(sendHttp('http://inside.test/', refusing), { code: 'EREFUSEDBYPOLICY' })
  assert.deepEqual(asked, ['GET http://only-the-proxy-knows.invalid/a', 'CONNECT only-the-proxy-knows.invalid:443'])
  const direct = await sendHttp(`${target.url}/c`, { network, trust: 'operator', most_bytes: 1_000 })
  assert.equal(direct.body.toString(), 'there /c', 'loopback is this machine, not that of the proxy')
})

test('the file comes before the variables, small letters before capitals, and each scheme has its own proxy', () => {
  const agentOf = (url: string, proxy?: string, variables = {}) => proxiesOf(proxy, variables).agentFor(new URL(url))
  assert.equal(agentOf('http://acme.test'), undefined)
  assert.equal(agentOf('https://acme.test', undefined, { HTTP_PROXY: 'http://p.test' }), undefined)
  assert.ok(agentOf('https://acme.test', undefined, { https_proxy: 'http://p.test' }))
  assert.ok(agentOf('http://acme.test', 'http://p.test'))
  assert.equal(agentOf('http://acme.test', undefined, { http_proxy: '' }), undefined)
})

test('what NO_PROXY names goes past the proxy', () => {
  const isDirect = (NO_PROXY: string, url: string) =>
    proxiesOf('http://p.test', { NO_PROXY }).agentFor(new URL(url)) === undefined
  for (const entry of ['acme.test', '.acme.test', '*.acme.test', 'b.test, acme.test', 'b.test acme.test:8080', '*']) {
    assert.equal(isDirect(entry, 'http://www.ACME.test:8080/'), true, entry)
  }
  for (const entry of ['', 'ww.acme.test', 'e.test', 'acme.test:8081']) {
    assert.equal(isDirect(entry, 'http://www.acme.test:8080/'), false, entry)
  }
  for (const [entry, url] of [
    ['10.0.0.1', 'http://10.0.0.1/'],
    ['fd00::1', 'http://[fd00::1]/'],
    ['', 'http://[::1]/'],
    ['', 'https://localhost/'],
  ] as const) {
    assert.equal(isDirect(entry, url), true, url)
  }
})
