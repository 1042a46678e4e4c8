import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { say } from '../../../contracts/messages/words.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { fetchFeed, isSameSite, type Validators } from './fetch-feed.ts'

const network = outgoingPolicy({ allow: [] })

async function serverOf(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const get = (url: string, validators?: Validators, signal = AbortSignal.timeout(20_000)) =>
  fetchFeed(url, { network, signal, validators })

describe('one GET', () => {
  test('says who asks, and unpacks what comes', async t => {
    const seen: unknown[] = []
    const url = await serverOf(t, (request, response) => {
      seen.push(request.method, request.headers['user-agent'])
      const packed = request.url === '/br' ? brotliCompressSync('hello') : gzipSync('hello')
      response.writeHead(200, { 'content-encoding': request.url === '/br' ? 'br' : 'gzip', 'content-type': 'text/x' })
      response.end(packed)
    })
    for (const path of ['/gzip', '/br']) {
      const got = await get(url + path)
      assert.ok('status' in got)
      assert.deepEqual([got.status, Buffer.from(got.body).toString(), got.content_type], [200, 'hello', 'text/x'])
    }
    assert.deepEqual(seen, ['GET', 'Vigie (reads status pages)', 'GET', 'Vigie (reads status pages)'])
  })

  test('asks only for what is new', async t => {
    const url = await serverOf(t, (request, response) => {
      const same = request.headers['if-none-match'] === '"7"' && request.headers['if-modified-since'] === 'yesterday'
      response.writeHead(same ? 304 : 200, { etag: '"7"', 'last-modified': 'yesterday' }).end(same ? '' : 'new')
    })
    const first = await get(url)
    assert.ok('status' in first)
    assert.deepEqual(first.validators, { etag: '"7"', last_modified: 'yesterday' })
    const second = await get(url, first.validators)
    assert.equal('status' in second && second.status, 304)
  })

  test('an answer of 500 is an answer', async t => {
    const url = await serverOf(t, (_request, response) => response.writeHead(500).end('<h1>Oops</h1>'))
    const got = await get(url)
    assert.equal('status' in got && got.status, 500)
  })
})

describe('redirects', () => {
  test('at most three are followed, on the same site', async t => {
    const url = await serverOf(t, (request, response) => {
      const left = Number(request.url!.slice(1))
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end()
      else response.end('there')
    })
    const three = await get(`${url}/3`)
    assert.equal('status' in three && Buffer.from(three.body).toString(), 'there')
    assert.deepEqual(await get(`${url}/4`), { failure: say('site.redirects', { limit: 3 }), cause: 'ours' })
  })

  test('never to another site', async t => {
    let asked = 0
    const other = await serverOf(t, (_request, response) => {
      asked++
      response.end('secrets')
    })
    const { port } = new URL(other)
    for (const location of [`http://localhost:${port}/`, 'http://169.254.169.254/', 'file:///etc/passwd', 'http://[']) {
      const url = await serverOf(t, (_request, response) => response.writeHead(301, { location }).end())
      const got = await get(url)
      assert.ok('failure' in got && got.cause === 'ours', location)
      assert.equal(got.failure.code, 'site.redirects-away')
    }
    assert.equal(asked, 0)
  })

  test('what is one site', () => {
    const same = (from: string, to: string) => isSameSite(new URL(from), new URL(to))
    assert.ok(same('https://status.acme.test', 'https://www.acme.test/x'))
    assert.ok(same('http://acme.test', 'https://acme.test'))
    assert.ok(same('https://a.acme.co.uk', 'https://b.acme.co.uk'))
    assert.ok(!same('https://acme.co.uk', 'https://other.co.uk'))
    assert.ok(!same('https://acme.test', 'http://acme.test'), 'no encryption any more')
    assert.ok(!same('https://acme.test', 'https://acme.example'))
    assert.ok(!same('http://127.0.0.1', 'http://127.0.0.2'))
    assert.ok(!same('https://acme.test', 'https://user:pass@acme.test'))
  })
})

describe('what goes wrong is said in words', () => {
  test('a body of more than 8 MiB is not read to its end, packed or not', async t => {
    const big = Buffer.alloc(9 * 1_048_576, 32)
    const packed = gzipSync(big)
    const url = await serverOf(t, (request, response) => {
      const zip = request.url === '/packed'
      response.writeHead(200, zip ? { 'content-encoding': 'gzip' } : {}).end(zip ? packed : big)
    })
    for (const path of ['/plain', '/packed']) {
      assert.deepEqual(await get(url + path), { failure: say('site.large', { limit: 8 }), cause: 'ours' })
    }
  })

  test('a server that hangs, before or within its answer', async t => {
    const url = await serverOf(t, (request, response) => {
      if (request.url === '/within') response.writeHead(200).write('half of it')
    })
    for (const path of ['/before', '/within']) {
      const late = new AbortController()
      setTimeout(() => late.abort(), 50)
      assert.deepEqual(await get(url + path, undefined, late.signal), {
        failure: say('provider.late'),
        cause: 'silence',
      })
    }
  })

  test('nobody listens, or somebody hangs up', async t => {
    const url = await serverOf(t, request => request.socket.destroy())
    const got = await get(url)
    assert.deepEqual(got, { failure: say('provider.breaks-off'), cause: 'broken' })
    assert.deepEqual(await get('http://127.0.0.1:1'), { failure: say('provider.refuses'), cause: 'broken' })
  })

  test('what claims to be packed and is not, or ends too early', async t => {
    const url = await serverOf(t, (request, response) => {
      const half = gzipSync('x'.repeat(10_000)).subarray(0, 20)
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(request.url === '/half' ? half : 'plain')
    })
    for (const path of ['/half', '/plain']) assert.ok('failure' in (await get(url + path)), path)
  })

  test('an address of the cloud’s own services is never asked', async () => {
    const got = await get('http://169.254.169.254/latest/meta-data')
    assert.ok('failure' in got && got.cause === 'ours')
    assert.equal(got.failure.code, 'network.never')
  })
})
