import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { after, before, describe, test } from 'node:test'
import { http } from '../http.ts'
import { clock, probeTarget, type ReadResult } from '../testing/probe-target.ts'
import { endlessly, repeatedly, roughServer } from '../testing/rough-server.ts'
import { type TlsServer, tlsServer, trustTestAuthority } from '../testing/tls-server.ts'

trustTestAuthority()

type Treat = Parameters<typeof roughServer>[0]
type Tried = { look: ReadResult; took_ms: number }

/** One look at a server that behaves like this, with its time. */
async function against(
  treat: Treat,
  { timeout_ms = 10_000, ...settings }: Record<string, unknown> = {},
): Promise<Tried> {
  const server = await roughServer(treat)
  const begun = performance.now()
  const look = await probeTarget(http, { url: server.url, ...settings }, { timeout_ms: Number(timeout_ms) })
  const took_ms = performance.now() - begun
  await server.stop()
  return { look, took_ms }
}

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n'

describe('a target that is too slow', { concurrency: true }, () => {
  const timeout_ms = 1_000
  const soon = ({ look, took_ms }: Tried, reason: RegExp) => {
    assert.equal(look.state, 'down')
    assert.match(look.reason ?? '', reason)
    assert.equal(look.response_ms, null)
    assert.ok(took_ms >= timeout_ms - 5 && took_ms < 20_000, `${took_ms} ms`)
  }
  test('because it never answers, is broken off at the deadline', async () => {
    const tried = await against(() => {}, { timeout_ms })
    soon(tried, /^no answer within 1 s \(connected, waiting for the first byte\)$/)
    assert.equal(tried.look.answered, true)
  })
  test('because its header comes byte by byte, is broken off at the deadline', async () => {
    const treat: Treat = socket => {
      socket.write('HTTP/1.1 200 OK\r\nx: ')
      repeatedly(socket, 'y', 20)
    }
    soon(await against(treat, { timeout_ms }), /^no answer within 1 s \(the answer began, its header did not end\)$/)
  })
  test('because its body comes byte by byte, is broken off at the deadline, and what came is kept', async () => {
    const treat: Treat = socket => {
      socket.write(`${head}content-length: 1000000\r\n\r\n`)
      repeatedly(socket, 'y', 20)
    }
    const tried = await against(treat, { timeout_ms })
    soon(tried, /^no answer within 1 s \(HTTP 200 came, its body did not end: \d+ bytes so far\)$/)
    assert.equal(tried.look.http_status, 200)
    assert.match(tried.look.evidence().body ?? '', /^y*$/)
  })
  test('because interim answers never end, is broken off at the deadline', async () => {
    const treat: Treat = socket => repeatedly(socket, 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n', 5)
    soon(await against(treat, { timeout_ms }), /^no answer within 1 s/)
  })
  test('because its TLS handshake never ends, is broken off at the deadline', async () => {
    const server = await roughServer(() => {}, { until: '' })
    const look = await probeTarget(http, { url: server.url.replace('http:', 'https:') }, { timeout_ms })
    assert.equal(look.reason, 'no answer within 1 s (connected, waiting for the TLS handshake)')
    await server.stop()
  })
})

describe('a target that sends too much', () => {
  const chunk = Buffer.alloc(65_536, 'x')
  const endless: Treat = socket => {
    socket.write(`${head}content-length: 10737418240\r\n\r\n`)
    endlessly(socket, chunk)
  }

  test('of a body is evaluated by the first 64 KiB, in bounded memory', async () => {
    const before = process.memoryUsage().arrayBuffers
    const { look } = await against(endless)
    assert.deepEqual([look.state, look.reason], ['up', null])
    assert.ok(process.memoryUsage().arrayBuffers - before < 32_000_000)
    assert.equal(look.evidence().body?.length, 4_096)
  })
  test('of a body is evaluated by the first 1 MiB when its content matters', async () => {
    assert.match((await against(endless, { keyword: 'y' })).look.reason ?? '', /^the body does not contain "y"$/)
    assert.equal((await against(endless, { keyword: 'xxx' })).look.state, 'up')
    const { look } = await against(endless, { conditions: ["body.a == 'b'"] })
    assert.match(look.reason ?? '', /the body is longer than 1 MiB/)
  })
  test('of chunks without end is evaluated the same', async () => {
    const treat: Treat = socket => {
      socket.write(`${head}transfer-encoding: chunked\r\n\r\n`)
      endlessly(socket, Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`))
    }
    assert.equal((await against(treat)).look.state, 'up')
  })
  test('of headers is told, whether they are many or one', async () => {
    for (const line of ['x-bomb: y\r\n', 'y'.repeat(1_000)]) {
      const treat: Treat = socket => {
        socket.write(`${head}x-first: `)
        endlessly(socket, Buffer.from(line.repeat(100)))
      }
      const { look } = await against(treat)
      assert.deepEqual([look.state, look.reason], ['down', 'the header of the answer is larger than 32 KiB'])
    }
  })
})

describe('a target that breaks the rules', () => {
  const said = async (treat: Treat, reason: RegExp) => {
    const { look } = await against(treat)
    assert.equal(look.state, 'down')
    assert.match(look.reason ?? '', reason)
    assert.equal(look.answered, true)
  }
  test('by speaking something else, is told', () =>
    said(socket => socket.end('220 mail.example ESMTP ready\r\n'), /^the answer is not HTTP \(HPE_/))
  test('by closing without a word, is told', () =>
    said(socket => socket.end(), /^connection closed without an answer$/))
  test('by resetting without a word, is told', () =>
    said(socket => socket.resetAndDestroy(), /^connection closed without an answer$/))
  test('by closing within the header, is told', () => said(socket => socket.end(head), /^connection cut in the header/))
  test('by closing before the announced end of the body, is told', () =>
    said(
      socket => socket.end(`${head}content-length: 100\r\n\r\nhello`),
      /^HTTP 200, but the body was cut off after 5 bytes$/,
    ))
  test('by resetting in the middle of the body, is told', () =>
    said(socket => {
      socket.write(`${head}content-length: 100\r\n\r\nhello`)
      setTimeout(() => socket.resetAndDestroy(), 50)
    }, /^HTTP 200, but the body was cut off after 5 bytes$/))
  test('by breaking its own chunks, is told', () =>
    said(
      socket => socket.write(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n`),
      /^HTTP 200, but the body breaks the rules of HTTP \(HPE_/,
    ))
  test('by two lengths for one body, is told', () =>
    said(socket => socket.end(`${head}content-length: 1\r\ncontent-length: 2\r\n\r\nab`), /^the answer is not HTTP/))
  test('by a body that ends with the connection, is up: that is allowed', async () => {
    const { look } = await against(socket => socket.end(`${head}\r\nold style`), { keyword: 'old style' })
    assert.equal(look.state, 'up')
  })
})

describe('a target that cannot be reached', () => {
  test('because nobody listens, is down and its refusal proves our network', async () => {
    const server = await roughServer(() => {})
    await server.stop()
    const look = await probeTarget(http, { url: server.url })
    assert.deepEqual([look.state, look.reason], ['down', `connection refused by 127.0.0.1:${server.port}`])
    assert.deepEqual([look.answered, look.http_status], [true, null])
  })
  test('because its name does not resolve, is down, and that proves nothing', async () => {
    const look = await probeTarget(http, { url: 'http://no-such-name.invalid/' })
    assert.equal(look.state, 'down')
    assert.match(
      look.reason ?? '',
      /^name no-such-name\.invalid (does not resolve \(ENOTFOUND\)|could not be resolved)/,
    )
    assert.deepEqual([look.answered, look.response_ms], [false, null])
  })

  const ipv6 = Object.values(networkInterfaces()).some(all => all?.some(({ address }) => address === '::1'))
  const skip = ipv6 ? false : 'this machine has no IPv6 loopback'
  test('over IPv4, but listens on IPv6, is up by its IPv6 address', { skip }, async () => {
    const server = await roughServer(socket => socket.end(`${head}content-length: 0\r\n\r\n`), { host: '::1' })
    for (const ip_version of [6, 'any']) {
      const look = await probeTarget(http, { url: server.url, ip_version, conditions: ["ip == '::1'"] })
      assert.deepEqual([look.state, look.reason], ['up', null])
    }
    await server.stop()
    assert.equal((await probeTarget(http, { url: server.url })).reason, `connection refused by [::1]:${server.port}`)
  })
})

describe('over TLS', () => {
  const servers: Partial<Record<Parameters<typeof tlsServer>[0], TlsServer>> = {}
  const requests: unknown[] = []
  before(async () => {
    for (const name of ['trusted', 'expired', 'self-signed', 'wrong-host'] as const)
      servers[name] = await tlsServer(name, headers => requests.push(headers))
  })
  after(() => Promise.all(Object.values(servers).map(server => server.stop())))
  const at = (name: keyof typeof servers, settings: object = {}, more: Parameters<typeof probeTarget>[2] = {}) =>
    probeTarget(http, { url: servers[name]?.url, ...settings }, more)

  test('a certificate that a browser accepts is up, and is in the evidence', async () => {
    const look = await at('trusted')
    assert.deepEqual([look.state, look.reason], ['up', null])
    assert.ok((look.phases.tls_ms ?? 0) > 0)
    const { certificate } = look.evidence()
    assert.deepEqual([certificate?.subject, certificate?.issuer], ['CN=trusted', 'CN=authority'])
    assert.equal(certificate?.valid_to, '2126-01-01T00:00:00.000Z')
    assert.equal((await at('trusted', { url: `https://127.0.0.1:${servers.trusted?.port}` })).state, 'up')
  })

  for (const [name, reason] of [
    ['expired', /^certificate expired on 2025-01-02 \(\d+ days ago\)$/],
    ['self-signed', /^self-signed certificate$/],
    ['wrong-host', /^certificate is for example\.com, www\.example\.com, not localhost$/],
  ] as const) {
    test(`a certificate that is ${name} is down, and no secret was sent`, async () => {
      const before = requests.length
      const look = await at(name, { bearer_token: 'secret' })
      assert.equal(look.state, 'down')
      assert.match(look.reason ?? '', reason)
      assert.equal(requests.length, before)
      assert.equal(look.evidence().certificate?.subject, `CN=${name}`)
    })
    test(`a certificate that is ${name} is accepted when told not to verify, and recorded`, async () => {
      const look = await at(name, { tls: { verify: false }, keyword: 'secret place' })
      assert.deepEqual([look.state, look.reason], ['up', null])
      assert.equal(look.evidence().certificate?.subject, `CN=${name}`)
    })
  }

  test('server_name is the name that is asked for and looked for', async () => {
    assert.equal((await at('wrong-host', { tls: { server_name: 'www.example.com' } })).state, 'up')
    const look = await at('trusted', { tls: { server_name: 'a.example' } })
    assert.equal(look.reason, 'certificate is for localhost, 127.0.0.1, not a.example')
  })

  test('fewer days left than certificate_days are degraded', async () => {
    const nine = { ...clock, now: () => Date.UTC(2126, 0, 1) - 9.5 * 86_400_000 }
    const look = await at('trusted', { tls: { certificate_days: 14 } }, { clock: nine })
    assert.equal(look.state, 'degraded')
    assert.equal(look.reason, 'certificate expires in 9 days (2126-01-01), fewer than 14')
    assert.equal((await at('trusted', { tls: { certificate_days: 9 } }, { clock: nine })).state, 'up')
    const stricter = await at('trusted', { conditions: ['certificate_days > 14'] }, { clock: nine })
    assert.equal(stricter.reason, 'certificate_days > 14 is false (was 9)')
  })

  test('a port that does not speak TLS is told', async () => {
    const server = await roughServer(socket => socket.end('HTTP/1.0 400 Bad\r\n\r\n'), { until: '' })
    const look = await probeTarget(http, { url: `https://127.0.0.1:${server.port}` })
    assert.equal(look.reason, `127.0.0.1:${server.port} does not speak TLS`)
    await server.stop()
  })

  test('a connection closed during the handshake is told', async () => {
    const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const look = await probeTarget(http, { url: `https://127.0.0.1:${port}` })
    assert.match(look.reason ?? '', /closed the connection during the TLS handshake|connection reset by/)
    server.close()
  })
})
