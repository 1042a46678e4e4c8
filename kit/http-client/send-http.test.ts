import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { startLocalServer } from '../testing/local-server.ts'
import { outgoingPolicy } from './network.ts'
import { type HttpRequest, responseOf, sendHttp } from './send-http.ts'

const network = outgoingPolicy({ allow: [] })

async function setup(t: TestContext) {
  const seen: string[] = []
  const server = await startLocalServer(
    ({ path, method, body }) => {
      if (path === '/away') return { status: 302, headers: { location: 'http://169.254.169.254/' } }
      if (path === '/on') return { status: 307, headers: { location: '/there' } }
      if (path === '/long') return { body: 'x'.repeat(2_000) }
      if (path === '/packed') return { headers: { 'content-encoding': 'gzip' }, body: gzipSync('x'.repeat(2_000)) }
      return { body: `${method} ${path} ${body}` }
    },
    ({ path }) => seen.push(path),
  )
  t.after(() => server.stop())
  const at = (path: string, host = '127.0.0.1') => `http://${host}:${server.port}${path}`
  const send = (path: string, more: Partial<HttpRequest> = {}) =>
    sendHttp(at(path), { network, trust: 'operator', most_bytes: 1_000, ...more })
  return { at, send, seen }
}

test('an address that the policy refuses is not asked, whether it is named or what a name resolves to', async t => {
  const { at, seen } = await setup(t)
  const asked = { network, trust: 'anyone', most_bytes: 1_000 } as const
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
    await assert.rejects(sendHttp(at('/', host), asked), { code: 'EREFUSEDBYPOLICY' }, host)
  }
  assert.deepEqual(seen, [])
})

test('a redirect is the answer, or followed as far as the caller says, and each hop is judged anew', async t => {
  const { send, seen } = await setup(t)
  assert.equal((await send('/away')).status, 302)
  const redirects = { most: 1, may: () => true }
  await assert.rejects(send('/away', { redirects }), { code: 'EREFUSEDBYPOLICY' })
  const { url, body } = await send('/on', { redirects, method: 'POST', body: 'b' })
  assert.match(`${new URL(url).pathname} ${body}`, /^\/there POST \/there b$/)
  await assert.rejects(send('/on', { redirects: { ...redirects, most: 0 } }), /is redirected/)
  await assert.rejects(send('/on', { redirects: { most: 9, may: () => false } }), /is redirected/)
  assert.equal(seen.filter(path => path === '/there').length, 1)
})

test('a body is read up to its limit, which counts after unpacking; a part of it is an answer only when that is wanted', async t => {
  const { send } = await setup(t)
  for (const path of ['/long', '/packed']) {
    await assert.rejects(send(path), /is larger/, path)
    assert.match((await send(path, { isPartTaken: true })).body.toString(), /^x+$/)
    assert.equal((await send(path, { most_bytes: 2_000 })).body.length, 2_000)
    assert.equal((await send(path, { skipBody: status => status === 200 })).body.length, 0)
  }
})

test('an answer is also a Response, with or without a body', async () => {
  const answered = { headers: { 'content-type': 'text/plain', 'set-cookie': ['a', 'b'] }, body: Buffer.from('hello') }
  const response = responseOf({ ...answered, status: 200 })
  assert.deepEqual([response.headers.get('content-type'), await response.text()], ['text/plain', 'hello'])
  assert.equal(responseOf({ ...answered, status: 204 }).body, null)
})
