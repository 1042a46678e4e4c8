import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Type } from 'typebox'
import { forbidden } from '../service/errors.ts'
import { defineOperation } from '../service/operation.ts'
import { fieldProblem } from '../service/refusals.ts'
import { defineService, Reply, serve } from '../service/service.ts'
import { testHost, testKey } from '../testing/host.ts'

const op = { service: 'harbour', method: 'POST', summary: 'For tests', output: Type.Unknown() } as const
const Cargo = Type.Object({ cargo: Type.Unknown() }, { additionalProperties: false })
const Unload = defineOperation({ ...op, name: 'Unload', path: '/unload', access: 'admin', body: Cargo })
const Hail = defineOperation({ ...op, name: 'Hail', path: '/hail', access: 'public', form: true, body: Cargo })
const Guarded = defineOperation({ ...op, name: 'Guarded', path: '/guarded/:pier', access: 'admin', body: Cargo })
const Sealed = defineOperation({ ...op, name: 'Sealed', path: '/sealed', access: 'public', bytes: true, body: Cargo })
const Ring = defineOperation({ ...op, name: 'Ring', path: '/ring', access: 'public' })
const Look = defineOperation({ ...op, method: 'GET', name: 'Look', path: '/look', access: 'public' })

/** What handlers were given. */
async function harbour(t: TestContext) {
  const taken: unknown[] = []
  const take = ({ body }: { body: unknown }) => {
    taken.push(body)
    return { taken: true }
  }
  const service = defineService({
    name: 'harbour',
    start: () => ({
      serves: [
        serve(Unload, take),
        serve(Hail, take),
        serve(Guarded, take, () => {
          throw forbidden('harbour.closed', 'this pier is closed')
        }),
        serve(Sealed, take),
        serve(Ring, take),
        serve(Look, () => new Reply('plain', { 'content-type': 'text/plain' }, 200, 'ascii')),
      ],
    }),
  })
  const { host } = await testHost(t, { services: [service] })
  const url = await host.listen({ host: '127.0.0.1', port: 0 })
  return { taken, url, port: Number(new URL(url).port) }
}

const admin = `authorization: Bearer ${testKey}`
const json = 'content-type: application/json'
const head = (path: string, ...lines: readonly string[]): string =>
  `POST ${path} HTTP/1.1\r\n${['host: 127.0.0.1', ...lines].join('\r\n')}\r\n\r\n`

/** Over a bare connection, so that it is known what was sent when an answer came. */
function talk(t: TestContext, port: number) {
  const socket = connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  let text = ''
  let wake = () => {}
  let closed = false
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
    wake()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    closed = true
    wake()
  })
  const untilSaid = async (what: RegExp): Promise<string> => {
    while (!what.test(text)) {
      if (closed) throw new Error(`the connection was closed after: ${text}`)
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    return text
  }
  const untilClosed = async (): Promise<string> => {
    while (!closed) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    return text
  }
  return { socket, send: (data: string | Buffer) => socket.write(data), untilSaid, untilClosed }
}

const megabyte = Buffer.alloc(1_048_576, '[{},')

describe('who may not come in is answered before the body was sent', () => {
  for (const [who, path, lines, status] of [
    ['nobody', '/unload', [], 401],
    ['a token that nobody knows', '/hail', ['authorization: Bearer wrong'], 401],
    ['who has the role but may not here', '/guarded/north', [admin], 403],
    ['who asks for no route at all', '/nowhere', [], 404],
    ['who sends more than is taken', '/unload', [admin], 413],
    ['who says that the body is packed', '/unload', [admin, 'content-encoding: gzip'], 415],
  ] as const) {
    test(who, async t => {
      const { port, taken } = await harbour(t)
      const { send, untilSaid } = talk(t, port)
      send(head(path, json, 'content-length: 20000000', ...lines))
      assert.match(await untilSaid(/\r\n\r\n/), new RegExp(`^HTTP/1.1 ${status} `))
      assert.deepEqual(taken, [])
    })
  }

  test('and is not invited to send it; who may come in is', async t => {
    const { port } = await harbour(t)
    const refused = talk(t, port)
    refused.send(head('/unload', json, 'content-length: 1000', 'expect: 100-continue'))
    assert.match(await refused.untilClosed(), /^HTTP\/1.1 401 /)
    const invited = talk(t, port)
    invited.send(head('/unload', json, 'content-length: 11', 'expect: 100-continue', admin))
    await invited.untilSaid(/^HTTP\/1.1 100 Continue\r\n\r\n$/)
    invited.send('{"cargo":1}')
    await invited.untilSaid(/HTTP\/1.1 200 /)
  })
})

describe('who first sends everything sees the answer all the same', () => {
  for (const [how, request] of [
    ['and goes on with the same connection', head('/unload', json, 'content-length: 20971520')],
    ['and wants the connection closed', head('/unload', json, 'content-length: 20971520', 'connection: close')],
    ['in HTTP/1.0', head('/unload', json, 'content-length: 20971520').replace('HTTP/1.1', 'HTTP/1.0')],
    ['and is told in the middle that it is too much', head('/unload', json, 'content-length: 20971520', admin)],
  ] as const) {
    test(how, async t => {
      const { port } = await harbour(t)
      const { socket, send, untilSaid, untilClosed } = talk(t, port)
      // As a program does that writes its whole request before it reads.
      socket.pause()
      send(request)
      for (let sent = 0; sent < 20; sent++) await new Promise(resolve => socket.write(megabyte, resolve))
      socket.resume()
      assert.match(await untilSaid(/\r\n\r\n(.|\n)*}$/), /^HTTP\/1.1 (401|413) /)
      if (/close|1\.0/.test(request)) return void (await untilClosed())
      send(head('/ring', 'content-length: 0'))
      await untilSaid(/HTTP\/1.1 200 /)
    })
  }

  test('up to a limit: who never ends is cut off', async t => {
    const { port } = await harbour(t)
    const { socket, send, untilClosed } = talk(t, port)
    send(head('/unload', json, 'content-length: 999999999'))
    const sending = async () => {
      while (!socket.destroyed && socket.bytesWritten < 300_000_000) {
        await new Promise(resolve => socket.write(megabyte, resolve))
      }
    }
    await Promise.all([sending(), untilClosed()])
    assert.ok(socket.bytesWritten < 100_000_000, `${socket.bytesWritten}`)
  })

  for (const [what, head, status] of [
    ['a head of four megabytes', `GET /look?${'a=1&'.repeat(1_000_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    [
      'a length that is none',
      `POST /ring HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n${'a'.repeat(4_000_000)}`,
      400,
    ],
  ] as const) {
    test(`also where nothing of it can be read: ${what}`, async t => {
      const { port } = await harbour(t)
      const { socket, untilClosed } = talk(t, port)
      socket.pause()
      await new Promise(resolve => socket.write(head, resolve))
      socket.resume()
      socket.end()
      assert.match(await untilClosed(), new RegExp(`^HTTP/1.1 ${status} `))
    })
  }

  test('but not for ever', async t => {
    const { port } = await harbour(t)
    const { socket, send, untilClosed } = talk(t, port)
    send('HELLO\r\n\r\n')
    const sending = async () => {
      while (!socket.destroyed && socket.bytesWritten < 100_000_000) {
        await new Promise(resolve => socket.write(megabyte, resolve))
      }
    }
    await Promise.all([sending(), untilClosed()])
    assert.ok(socket.bytesWritten < 50_000_000, `${socket.bytesWritten}`)
  })

  test('an order that takes no body is carried out, whatever comes with it', async t => {
    const { port, taken } = await harbour(t)
    const { send, untilSaid } = talk(t, port)
    send(head('/ring', json, 'content-length: 3000000'))
    await untilSaid(/^HTTP\/1.1 200 /)
    assert.deepEqual(taken, [undefined])
  })
})

describe('a body is bounded before it is parsed', () => {
  const post = async (url: string, path: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await fetch(url + path, {
      ...{ method: 'POST', body },
      headers: { 'content-type': 'application/json', authorization: `Bearer ${testKey}`, ...headers },
    })
    return { status: answer.status, ...((await answer.json()) as { code?: string; fields?: unknown }) }
  }
  const nested = (depth: number) => `{"cargo":${'['.repeat(depth)}${']'.repeat(depth)}}`

  test('in its depth', async t => {
    const { url, taken } = await harbour(t)
    assert.equal((await post(url, '/unload', nested(63))).status, 200)
    for (const depth of [64, 100_000, 500_000]) {
      const { status, code, fields } = await post(url, '/unload', nested(depth))
      assert.deepEqual([status, code], [400, 'http.too-deep'])
      assert.deepEqual(fields, [fieldProblem('body', 'field.flatter', { depth: 64 })])
    }
    assert.equal(taken.length, 1)
  })

  test('in the number of its values, however they are spread', async t => {
    const { url } = await harbour(t)
    for (const cargo of [
      `[${'{},'.repeat(20_000)}{}]`,
      `[${'1,'.repeat(20_000)}1]`,
      `{${'"a":1,'.repeat(20_000)}"a":1}`,
      `{${Array.from({ length: 20_000 }, (_, at) => `"${at}":1`).join()}}`,
      `[${'[[]],'.repeat(20_000)}[]]`,
    ]) {
      assert.equal((await post(url, '/unload', `{"cargo":${cargo}}`)).code, 'http.too-many-values')
    }
    assert.equal((await post(url, '/unload', `{"cargo":[${'1,'.repeat(9_000)}1]}`)).status, 200)
  })

  test('what looks like structure inside a text is none', async t => {
    const { url, taken } = await harbour(t)
    const cargo = `${'[{,'.repeat(50_000)}\\"${'é'.repeat(1_000)}"`
    assert.equal((await post(url, '/unload', JSON.stringify({ cargo }))).status, 200)
    assert.deepEqual(taken, [{ cargo }])
  })

  test('in its length: 64 KiB where anybody may ask, 1 MiB elsewhere, announced or not', async t => {
    const { url, port } = await harbour(t)
    const long = (length: number) => JSON.stringify({ cargo: 'x'.repeat(length) })
    assert.equal((await post(url, '/hail', long(65_000))).status, 200)
    assert.equal((await post(url, '/hail', long(66_000))).code, 'http.too-large')
    assert.equal((await post(url, '/unload', long(1_000_000))).status, 200)
    assert.equal((await post(url, '/unload', long(1_100_000))).status, 413)
    const { send, untilSaid } = talk(t, port)
    send(head('/hail', json, 'transfer-encoding: chunked'))
    for (let at = 0; at < 5; at++) send(`4000\r\n${'['.padEnd(0x4000, ' ')}\r\n`)
    assert.match(await untilSaid(/\r\n\r\n/), /^HTTP\/1.1 413 /)
  })

  test('names of the prototype and NUL are refused by their place', async t => {
    const { url } = await harbour(t)
    for (const [body, field] of [
      ['{"cargo":{"a":[{"__proto__":{"b":1}}]}}', 'body.cargo.a[0]'],
      ['{"cargo":{"\\u005f_proto__":1}}', 'body.cargo'],
      ['{"cargo":["a",{"b":"c\\u0000"}]}', 'body.cargo[1].b'],
      ['{"cargo":{"a\\u0000":1}}', 'body.cargo'],
    ] as const) {
      const { status, fields } = await post(url, '/unload', body)
      assert.equal(status, 400, body)
      assert.equal((fields as { field: string }[])[0]?.field, field)
    }
    assert.equal((await post(url, '/unload', '{"cargo":"\\\\u0000 and __proto__"}')).status, 200)
  })

  test('a form in the number of its fields', async t => {
    const { url, taken } = await harbour(t)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    assert.equal((await post(url, '/hail', '&'.repeat(30_000), form)).code, 'http.too-many-values')
    assert.equal((await post(url, '/hail', 'a=1&'.repeat(15_000), form)).code, 'http.too-many-values')
    assert.equal((await post(url, '/hail', '__proto__=1', form)).code, 'http.invalid')
    assert.equal((await post(url, '/hail', 'cargo=1&cargo=2', form)).status, 200)
    assert.deepEqual(taken, [{ cargo: ['1', '2'] }])
  })

  test('bytes are handed over as they came', async t => {
    const { url, taken } = await harbour(t)
    for (const body of ['no JSON', nested(1_000), '{"cargo": 1 }']) {
      assert.equal((await post(url, '/sealed', body)).status, 200)
      assert.deepEqual(taken.pop(), Buffer.from(body))
    }
    assert.equal((await post(url, '/sealed', gzipSync('x'), { 'content-encoding': 'gzip' })).status, 415)
    assert.equal((await post(url, '/sealed', 'x'.repeat(70_000))).status, 413)
  })

  test('unfinished ones together: the oldest are given up, and who sends all of it is served', async t => {
    const { url, port } = await harbour(t)
    const most = 16_777_216
    const almost = Buffer.alloc(65_000, ' ')
    const connections = Array.from({ length: 300 }, () => talk(t, port))
    for (const { send, socket } of connections) {
      send(head('/hail', json, 'content-length: 65001'))
      await new Promise(resolve => socket.write(almost, resolve))
    }
    const tooMany = Math.ceil(300 - most / almost.length)
    for (const { untilSaid } of connections.slice(0, tooMany)) {
      const text = await untilSaid(/}$/)
      assert.match(text, /^HTTP\/1.1 429 /)
      assert.match(text, /retry-after: 5/i)
      assert.match(text, /http\.too-many-bodies/)
    }
    assert.equal((await post(url, '/hail', '{"cargo":1}')).status, 200)
    connections.at(-1)?.send('1')
    assert.match((await connections.at(-1)?.untilSaid(/}$/)) ?? '', /^HTTP\/1.1 400 /)
  })

  test('one that comes byte by byte is the same body', async t => {
    const { port, taken } = await harbour(t)
    const { send, untilSaid } = talk(t, port)
    send(head('/unload', json, 'transfer-encoding: chunked', admin))
    const text = JSON.stringify({ cargo: Array.from({ length: 500 }, (_, at) => at) })
    for (const letter of text) send(`1\r\n${letter}\r\n`)
    send('0\r\n\r\n')
    await untilSaid(/^HTTP\/1.1 200 /)
    assert.deepEqual(taken, [JSON.parse(text)])
  })

  test('in how many pieces it comes: byte by byte it is given up, read or not', async t => {
    const { port, taken } = await harbour(t)
    const piece = '1\r\n \r\n'.repeat(10_000)
    for (const [lines, status] of [
      [[admin], 400],
      [[], 401],
    ] as const) {
      const { socket, send, untilSaid, untilClosed } = talk(t, port)
      send(head('/unload', json, 'transfer-encoding: chunked', ...lines))
      if (status === 401) await untilSaid(/HTTP\/1.1 401 /)
      const sending = async () => {
        while (!socket.destroyed && socket.bytesWritten < 50_000_000) {
          await new Promise(resolve => socket.write(piece, resolve))
        }
      }
      const [, text] = await Promise.all([sending(), untilClosed()])
      assert.ok(socket.bytesWritten < 20_000_000, `${socket.bytesWritten}`)
      if (status === 401) assert.match(text, /^HTTP\/1.1 401 /)
    }
    assert.deepEqual(taken, [])
  })

  test('a body that ends too early reaches nobody', async t => {
    const { port, taken } = await harbour(t)
    const { socket, send, untilClosed } = talk(t, port)
    send(head('/unload', json, 'content-length: 100', admin))
    send('{"cargo":1')
    socket.end()
    await untilClosed()
    assert.deepEqual(taken, [])
  })
})

describe('every answer says how a browser has to treat it', () => {
  const wanted = {
    'x-content-type-options': /^nosniff$/,
    'content-security-policy': /frame-ancestors/,
    'referrer-policy': /./,
  }

  for (const [method, path, status] of [
    ['GET', '/look', 200],
    ['HEAD', '/look', 200],
    ['POST', '/ring', 200],
    ['POST', '/unload', 401],
    ['GET', '/nowhere', 404],
    ['PATCH', '/look', 404],
    ['OPTIONS', '/look', 404],
    ['GET', '/%ff', 400],
    ['GET', `/${'a'.repeat(400)}`, 404],
    ['GET', '/healthz', 200],
    ['GET', '/readyz', 200],
    ['GET', '/metrics', 200],
    ['GET', '/api/openapi.json', 200],
    ['GET', '/api/docs', 200],
    ['GET', '/api/docs/start.js', 200],
    ['GET', '/api/docs/swagger-ui.css', 200],
    ['GET', '/api/docs/nothing', 404],
    ['GET', '/console/assets/nothing.js', 404],
  ] as const) {
    test(`${method} ${path.slice(0, 40)}`, async t => {
      const { url } = await harbour(t)
      const answer = await fetch(url + path, { method })
      assert.equal(answer.status, status)
      for (const [name, value] of Object.entries(wanted)) assert.match(answer.headers.get(name) ?? '', value, name)
      const type = answer.headers.get('content-type') ?? ''
      if (type.includes('json')) assert.equal(answer.headers.get('cache-control'), 'no-store')
      if (status >= 400) assert.match(type, /^application\/problem\+json/)
    })
  }

  for (const [what, bytes, status] of [
    ['no HTTP at all', 'HELLO\r\n\r\n', 400],
    ['an expectation that nobody knows', 'GET /look HTTP/1.1\r\nhost: x\r\nexpect: more\r\n\r\n', 417],
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  ] as const) {
    test(what, async t => {
      const { port } = await harbour(t)
      const { send, untilClosed } = talk(t, port)
      send(bytes)
      const text = await untilClosed()
      assert.match(text, new RegExp(`^HTTP/1.1 ${status} `))
      for (const name of Object.keys(wanted)) assert.match(text, new RegExp(`^${name}: `, 'm'))
      assert.equal(JSON.parse(text.slice(text.indexOf('\r\n\r\n'))).code, 'http.malformed')
    })
  }
})
