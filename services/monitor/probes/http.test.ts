import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { startTarget, type Target } from '../../../kit/testing/target.ts'
import { http } from './http.ts'
import { probeTarget, problemsOf, settingsOf } from './testing/probe-target.ts'
import { type RoughServer, roughServer } from './testing/rough-server.ts'

let target: Target
let other: Target
/** Answers with what it was asked, and keeps it. */
let echo: RoughServer
let asked = ''
before(async () => {
  target = await startTarget()
  other = await startTarget()
  echo = await roughServer((socket, received) => {
    asked = received
    const body = received.startsWith('HEAD') ? '' : received
    socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(received)}\r\n\r\n${body}`)
  })
})
after(() => Promise.all([target.stop(), other.stop(), echo.stop()]))

const at = (path: string, settings: object = {}) => probeTarget(http, { url: target.url + path, ...settings })
const echoed = async (settings: object = {}, path = '/') => {
  const look = await probeTarget(http, { url: echo.url + path, ...settings })
  assert.equal(look.reason, null)
  return asked
}

describe('an answer', () => {
  test('with a 2xx status is up, and its phases are timed', async () => {
    target.answer('/ok', { body: 'fine', headers: { 'x-a': 'b', 'set-cookie': 'session=secret' } })
    const look = await at('/ok')
    assert.deepEqual([look.state, look.reason, look.http_status, look.answered], ['up', null, 200, true])
    const { dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms } = look.phases
    assert.deepEqual([dns_ms, tls_ms], [null, null])
    assert.ok(connect_ms !== null && first_byte_ms !== null && total_ms !== null)
    assert.ok(connect_ms + first_byte_ms <= total_ms + 0.01)
    assert.equal(look.response_ms, total_ms)
    for (const ms of [connect_ms, first_byte_ms, total_ms]) assert.equal(ms, Math.round(ms * 1000) / 1000)
  })

  test('leaves evidence: headers, body, address; a session that somebody could use is hidden', async () => {
    const { headers, body, address, at: when } = (await at('/ok')).evidence()
    assert.equal(headers?.['x-a'], 'b')
    assert.equal(headers?.['set-cookie'], '***')
    assert.equal(body, 'fine')
    assert.equal(address, '127.0.0.1')
    assert.ok(Math.abs(Date.parse(when) - Date.now()) < 60_000)
  })

  test('of any length leaves at most 4 KiB of its body', async () => {
    target.answer('/long', { body: 'é'.repeat(30_000) })
    assert.equal((await at('/long')).evidence().body?.length, 2_048)
  })

  test('with another status is down, and says which one was expected', async () => {
    target.answer('/503', { status: 503, body: 'maintenance' })
    const look = await at('/503')
    assert.deepEqual([look.state, look.reason, look.http_status], ['down', 'HTTP 503, expected 2xx', 503])
    assert.equal(look.evidence().body, 'maintenance')
    assert.equal((await at('/503', { expected_status: [200, '5xx'] })).state, 'up')
    assert.equal((await at('/ok', { expected_status: 201 })).reason, 'HTTP 200, expected 201')
  })

  for (const status of [204, 304])
    test(`${status} without a body is complete`, async () => {
      target.answer('/empty', { status })
      const look = await at('/empty', { expected_status: status, conditions: [`status == ${status}`, "body == ''"] })
      assert.deepEqual([look.state, look.reason], ['up', null])
    })

  test('to HEAD is complete without a body, whatever length it announces', async () => {
    assert.equal((await probeTarget(http, { url: echo.url, method: 'HEAD' })).state, 'up')
  })

  test('101 that switches protocols is an answer', async () => {
    const server = await roughServer(socket =>
      socket.write('HTTP/1.1 101 Go\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    )
    assert.equal((await probeTarget(http, { url: server.url })).reason, 'HTTP 101, expected 2xx')
    assert.equal((await probeTarget(http, { url: server.url, expected_status: 101 })).state, 'up')
    await server.stop()
  })

  test('slower than degraded_above is degraded', async () => {
    const look = await at('/ok', { degraded_above: 0.000_001 })
    assert.equal(look.state, 'degraded')
    assert.match(look.reason ?? '', /^answered in \d+ ms, slower than 0 ms$/)
    assert.equal((await at('/ok', { degraded_above: 60 })).state, 'up')
  })
})

describe('what is asked', () => {
  test('is the path and the query, once per connection, with a plain body wanted', async () => {
    const received = await echoed({}, '/a%20b?c=d&e')
    assert.match(received, /^GET \/a%20b\?c=d&e HTTP\/1\.1\r\n/)
    assert.match(received, new RegExp(`^host: 127\\.0\\.0\\.1:${echo.port}\\r$`, 'im'))
    assert.match(received, /^connection: close\r$/im)
    assert.match(received, /^accept-encoding: identity\r$/im)
    assert.match(received, /^user-agent: Vigie\r$/im)
  })

  test('carries method, headers and body of the settings', async () => {
    let seen = ''
    const server = await roughServer(
      (socket, received) => {
        seen = received
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
      },
      { until: '"}' },
    )
    const headers = { 'Content-Type': 'application/json', 'User-Agent': 'mine', Host: 'a.example' }
    const look = await probeTarget(http, { url: server.url, method: 'POST', headers, body: '{"a":"é"}' })
    assert.equal(look.state, 'up')
    assert.match(seen, /^POST \/ HTTP\/1\.1\r\nhost: a\.example\r\n/)
    assert.match(seen, /^user-agent: mine\r$/m)
    assert.match(seen, /^content-type: application\/json\r$/m)
    assert.match(seen, /^content-length: 10\r$/m)
    await server.stop()
  })

  test('carries a bearer token, or a user and a password', async () => {
    assert.match(await echoed({ bearer_token: 'abc' }), /^authorization: Bearer abc\r$/m)
    const basic = Buffer.from('user:pässword').toString('base64')
    assert.match(
      await echoed({ username: 'user', password: 'pässword' }),
      new RegExp(`^authorization: Basic ${basic}\r$`, 'm'),
    )
  })
})

describe('a redirect', () => {
  const to = (location: string, status = 302) => ({ status, headers: { location }, body: 'moved' })

  test('is followed, relative or absolute, and its last answer is evaluated', async () => {
    target.answer('/from', to('middle'))
    target.answer('/middle', to(`${target.url}/end#part`, 308))
    target.answer('/end', { body: 'the end' })
    const look = await at('/from', { keyword: 'the end' })
    assert.deepEqual([look.state, look.http_status, look.evidence().body], ['up', 200, 'the end'])
    target.answer('/end', { status: 500 })
    assert.equal((await at('/from')).reason, 'HTTP 500, expected 2xx (redirected: /from → /middle → /end)')
  })

  test('is told without its query, where tokens travel', async () => {
    target.answer('/login', to('/next?token=secret'))
    target.answer('/next', { status: 500 })
    assert.equal((await at('/login?key=1')).reason, 'HTTP 500, expected 2xx (redirected: /login?… → /next?…)')
    assert.equal((await at('/login', { follow_redirects: false })).reason, 'HTTP 302 to /next?…, expected 2xx')
  })

  test('is not followed when told not to, or when it is itself expected', async () => {
    assert.equal((await at('/from', { follow_redirects: false })).reason, 'HTTP 302 to middle, expected 2xx')
    assert.equal((await at('/from', { follow_redirects: false, expected_status: 302 })).state, 'up')
    assert.equal((await at('/from', { expected_status: '3xx' })).http_status, 302)
  })

  test('that comes back is a loop, and the loop is told', async () => {
    target.answer('/a', to('/b'))
    target.answer('/b', to('/a'))
    assert.equal((await at('/a')).reason, 'redirect loop: /a → /b → /a')
    target.answer('/self', to('/self'))
    assert.equal((await at('/self')).reason, 'redirect loop: /self → /self')
  })

  test('too many are told', async () => {
    for (let step = 0; step < 9; step++) target.answer(`/${step}`, to(`/${step + 1}`))
    assert.equal((await at('/0', { max_redirects: 2 })).reason, 'more than 2 redirects: /0 → /1 → /2 → /3')
    assert.match((await at('/0')).reason ?? '', /^more than 5 redirects/)
    target.answer('/9', { body: 'arrived' })
    assert.equal((await at('/0', { max_redirects: 9 })).state, 'up')
    assert.match((await at('/8', { max_redirects: 0 })).reason ?? '', /^more than 0 redirects/)
  })

  test('to something that is no web address is told', async () => {
    for (const location of ['ftp://a.example/', 'file:///etc/passwd', 'http://[::']) {
      target.answer('/strange', to(location))
      assert.match((await at('/strange')).reason ?? '', /^redirected to .* which is no http or https address$/)
    }
  })

  test('to an address that may not be contacted is refused', async () => {
    target.answer('/inside', to('http://169.254.169.254/latest/meta-data/'))
    const look = await at('/inside')
    assert.equal(look.state, 'unknown')
    assert.match(look.reason ?? '', /169\.254\.169\.254 is a cloud metadata address, which is never contacted/)
    target.answer('/mapped', to('http://[::ffff:a9fe:a9fe]/'))
    assert.equal((await at('/mapped')).state, 'unknown')
    target.answer('/loopback', to(other.url.replace('127.0.0.1', 'localhost')))
    const settings = settingsOf(http, { url: `${target.url}/loopback` })
    const network = outgoingPolicy({ allow: ['127.0.0.1'] })
    assert.equal((await probeTarget(http, settings, { network, trust: 'anyone' })).state, 'up')
    const strict = await probeTarget(http, settings, { trust: 'anyone' })
    assert.match(strict.reason ?? '', /127\.0\.0\.1 is a loopback address; list it under network\.allow/)
  })

  test('to another site carries no secret there', async () => {
    target.answer('/away', to(`${echo.url}/caught`))
    const headers = { authorization: 'Bearer a', cookie: 'b', 'x-api-key': 'c', 'accept-language': 'fr' }
    const received = (await at('/away', { headers })).evidence().body ?? ''
    assert.match(received, /^GET \/caught/)
    assert.match(received, /^accept-language: fr\r$/m)
    assert.doesNotMatch(received, /authorization|cookie|x-api-key/i)
    for (const secret of [{ bearer_token: 't' }, { username: 'u', password: 'p' }])
      assert.doesNotMatch((await at('/away', secret)).evidence().body ?? '', /authorization/i)
  })

  test('that would take the body to another site is told instead', async () => {
    target.answer('/hand-on', to(`${echo.url}/caught`, 307))
    asked = ''
    const look = await at('/hand-on', { method: 'POST', body: 'for the first site only' })
    assert.match(look.reason ?? '', /^redirected to http.*\/caught, another site, which is not sent the body$/)
    assert.equal(asked, '')
  })

  test('is told without user and password, also when it is cut', async () => {
    for (const password of ['s3cr3t', 's3cr3t'.repeat(60)]) {
      target.answer('/with-user', to(`http://bob:${password}@127.0.0.1:1/x?token=${password}`))
      for (const settings of [{}, { follow_redirects: false }, { max_redirects: 0 }]) {
        const look = await at('/with-user', settings)
        assert.equal(look.state, 'down')
        assert.ok(!JSON.stringify([look.reason, look.evidence()]).includes('s3cr3t'), look.reason ?? '')
      }
    }
  })

  test('keeps or changes the method as browsers do', async () => {
    for (const [status, method, then] of [
      [301, 'POST', 'GET'],
      [302, 'POST', 'GET'],
      [303, 'PUT', 'GET'],
      [303, 'HEAD', 'HEAD'],
      [302, 'PUT', 'PUT'],
      [307, 'DELETE', 'DELETE'],
    ] as const) {
      const server = await roughServer((socket, received) => {
        const first = received.includes(' /1 ')
        const headers = first ? `HTTP/1.1 ${status} Go\r\nlocation: /2` : 'HTTP/1.1 200 OK'
        socket.end(`${headers}\r\nx-method: ${received.split(' ')[0]}\r\ncontent-length: 0\r\n\r\n`)
      })
      const look = await probeTarget(http, { url: `${server.url}/1`, method })
      assert.equal(look.evidence().headers?.['x-method'], then, `${status} ${method}`)
      await server.stop()
    }
  })
})

describe('the content', () => {
  test('must have the keyword and must not have the other one', async () => {
    target.answer('/text', { body: 'All systems normal, château' })
    assert.equal((await at('/text', { keyword: 'château', keyword_absent: 'error' })).state, 'up')
    assert.equal((await at('/text', { keyword: 'Normal' })).reason, 'the body does not contain "Normal"')
    assert.equal((await at('/text', { keyword_absent: 'normal' })).reason, 'the body contains "normal"')
  })

  test('is read in the character set it says', async () => {
    const server = await roughServer(socket => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=ISO-8859-1\r\n\r\n')
      socket.end(Buffer.from('château', 'latin1'))
    })
    assert.equal((await probeTarget(http, { url: server.url, keyword: 'château' })).reason, null)
    await server.stop()
  })

  test('that comes compressed unasked is told', async () => {
    target.answer('/gzip', { body: 'x', headers: { 'content-encoding': 'gzip' } })
    assert.match((await at('/gzip', { keyword: 'x' })).reason ?? '', /^the body is compressed \(gzip\)/)
    assert.equal((await at('/gzip')).state, 'up')
  })

  test('must fulfil every condition', async () => {
    target.answer('/json', { body: '{"status":"ok","n":3}', headers: { server: 'nginx/1' } })
    const conditions = [
      'status == 200',
      'response_ms < 60000',
      "body.status == 'ok'",
      "header.server contains 'nginx'",
      "ip == '127.0.0.1'",
    ]
    assert.equal((await at('/json', { conditions })).reason, null)
    const look = await at('/json', { conditions: [...conditions, 'body.n > 5'] })
    assert.deepEqual([look.state, look.reason], ['down', 'body.n > 5 is false (was 3)'])
    assert.match(
      (await at('/json', { conditions: ['response_ms < 0'] })).reason ?? '',
      /^response_ms < 0 is false \(was [\d.]+\)$/,
    )
    assert.match(
      (await at('/json', { conditions: ['certificate_days > 3'] })).reason ?? '',
      /certificate_days is missing/,
    )
  })
})

describe('settings that cannot be right', () => {
  for (const [settings, said] of [
    [{ url: 'http://[::/' }, /^url .*not a URL/],
    [{ url: 'https://me:secret@a.example/' }, /^url put the user and the password in username and password/],
    [{ url: 'http://a.example', password: 'x' }, /^username is needed/],
    [{ url: 'http://a.example', username: 'u', bearer_token: 'x' }, /^bearer_token cannot stand beside/],
    [{ url: 'http://a.example', conditions: ['status == 200', 'statu == 1'] }, /^conditions\[1\] column 1: .*"status"/],
    [{ url: 'http://a.example', headers: { 'a b': 'c' } }, /^headers\.a b is not the name/],
    [{ url: 'http://a.example', headers: { a: 'c\r\nd: e' } }, /^headers\.a has a character/],
    [{ url: 'http://a.example', headers: { 'Content-Length': '3' } }, /^headers\.Content-Length is set by/],
    [{ url: 'http://a.example', headers: { Authorization: 'x' }, bearer_token: 'y' }, /^headers\.Authorization stands/],
    [{ url: 'http://a.example', method: 'HEAD', keyword: 'x' }, /^method is HEAD/],
    [{ url: 'http://127.0.0.1', ip_version: 6 }, /^ip_version is 6, but/],
    [{ url: 'http://a.example', tls: { certificate_days: 3 } }, /^tls needs an https URL/],
  ] as const)
    test(said.source, () => assert.match(problemsOf(http, settings).join('\n'), said))
})
