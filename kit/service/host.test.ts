import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Type } from 'typebox'
import { plainText } from '../messages/message.ts'
import { testHost } from '../testing/host.ts'
import { conflict, notFound, Refusal } from './errors.ts'
import { defineEvent, fact } from './event.ts'
import { defineOperation } from './operation.ts'
import { fieldProblem, problemAt } from './refusals.ts'
import { type Context, defineService, react, serve } from './service.ts'

const LampLit = defineEvent('vigie.tower.lamp-lit.v1', Type.Object({ lamp: Type.String() }))
const Lamp = Type.Object({ name: Type.String() })
const op = { service: 'tower' } as const
const LightLamp = defineOperation({
  ...op,
  name: 'LightLamp',
  method: 'POST',
  path: '/api/v1/lamps/:name',
  access: 'responder',
  summary: 'Light a lamp',
  status: 201,
  params: Type.Object({ name: Type.String() }),
  query: Type.Object({ times: Type.Optional(Type.Integer({ minimum: 1, maximum: 9, default: 1 })) }),
  body: Type.Object(
    { colour: Type.Enum(['red', 'white']), until: Type.Optional(Type.String({ format: 'date-time' })) },
    { additionalProperties: false },
  ),
  output: Lamp,
})
const GetLamp = defineOperation({
  ...op,
  name: 'GetLamp',
  method: 'GET',
  path: '/api/v1/lamps/:name',
  access: 'viewer',
  summary: 'One lamp',
  params: Type.Object({ name: Type.String() }),
  output: Lamp,
})
const BreakLamp = defineOperation({
  ...op,
  name: 'BreakLamp',
  method: 'GET',
  path: '/api/v1/broken',
  access: 'public',
  summary: 'A bug',
  output: Lamp,
})
const CountLamps = defineOperation({
  service: 'log-book',
  name: 'CountLamps',
  method: 'GET',
  path: '/api/v1/lamp-count',
  access: 'public',
  summary: 'How many were lit',
  output: Type.Object({ lit: Type.Integer(), first: Type.String() }),
})

const tower = defineService({
  name: 'tower',
  start: ({ store, publish }) => ({
    serves: [
      serve(LightLamp, async ({ params, body, query }) => {
        if (params.name === 'dark')
          throw conflict('tower.dark', 'this lamp stays dark', {
            fields: [problemAt('params.name', plainText('choose another'))],
          })
        for (let n = 0; n < (query.times ?? 1); n++)
          await store.transaction(() => publish(fact(LampLit, params.name, { lamp: `${body.colour} ${params.name}` })))
        return { name: params.name }
      }),
      serve(GetLamp, ({ params }) => {
        if (params.name === 'lost') throw notFound('tower.no-such-lamp', 'there is no lamp "lost"; there is "north"')
        return { name: params.name }
      }),
      serve(BreakLamp, () => {
        throw new Error('secret detail')
      }),
    ],
  }),
})

const logBook = defineService({
  name: 'log-book',
  start: ({ call, store }: Context) => {
    let lit = 0
    return {
      reacts: [
        react(LampLit, async () => {
          lit += 1
        }),
      ],
      serves: [
        serve(CountLamps, async () => {
          await assert.rejects(
            store.transaction(() => call(GetLamp, { params: { name: 'north' } }) as Promise<unknown>),
            /inside a transaction/,
          )
          return { lit, first: (await call(GetLamp, { params: { name: 'north' } })).name }
        }),
      ],
    }
  },
})

test('an order with everything right is carried out and answers its status', async t => {
  const host = await testHost(t, { services: [tower] })
  assert.deepEqual(await host.call(LightLamp, { params: { name: 'north' }, body: { colour: 'red' } }), {
    name: 'north',
  })
})

test('each wrong field is named, with what would be right', async t => {
  const { call } = await testHost(t, { services: [tower] })
  const wrong = call(LightLamp, {
    params: { name: 'north' },
    query: { times: 40 },
    body: { colour: 'blue', until: 'soon', size: 1 } as never,
  })
  await assert.rejects(wrong, thrown => {
    assert.ok(thrown instanceof Refusal)
    assert.equal(thrown.kind, 'invalid')
    assert.deepEqual(
      thrown.fields.map(({ field, message }) => `${field} ${message}`),
      [
        'query.times must be 9 or less',
        'body.size is not a known field; remove it',
        'body.colour must be one of red, white',
        'body.until must be a time such as 2026-01-31T14:02:00Z',
      ],
    )
    return true
  })
})

test('a refusal is problem+json with its stable code, a bug is nothing but "internal error"', async t => {
  const { host, inject } = await testHost(t, { services: [tower] })
  const bug = await inject('GET', '/api/v1/broken')
  assert.equal(bug.status, 500)
  assert.deepEqual(JSON.parse(bug.body), {
    type: 'about:blank',
    title: 'internal error',
    status: 500,
    code: 'http.internal',
  })
  const unknown = await host.app.inject({ method: 'GET', url: '/api/v1/nowhere?secret=1' })
  assert.equal(unknown.statusCode, 404)
  assert.equal(unknown.headers['content-type'], 'application/problem+json; charset=utf-8')
  assert.match(unknown.json().detail, /there is no GET \/api\/v1\/nowhere; see \/api\/docs/)
})

const badBodies: readonly [string, string, string | undefined, number, string][] = [
  ['JSON cut short', '{"colour":', 'application/json', 400, 'http.invalid-json'],
  ['no body', '', 'application/json', 400, 'http.invalid'],
  ['a form', 'colour=red', 'application/x-www-form-urlencoded', 400, 'http.media-type'],
  ['plain text', 'colour=red', 'text/plain', 400, 'http.media-type'],
  ['a prototype', '{"__proto__": {"colour": "red"}}', 'application/json', 400, 'http.invalid'],
  ['null', 'null', 'application/json', 400, 'http.invalid'],
  ['more than it may be', `{"colour": "${'x'.repeat(1_100_000)}"}`, 'application/json', 413, 'http.too-large'],
]
for (const [what, payload, type, status, code] of badBodies) {
  test(`a body that is ${what} is refused as ${code}`, async t => {
    const { host } = await testHost(t, { services: [tower] })
    const { testKey } = await import('../testing/host.ts')
    const answer = await host.app.inject({
      method: 'POST',
      url: '/api/v1/lamps/north',
      payload,
      headers: { authorization: `Bearer ${testKey}`, ...(type ? { 'content-type': type } : {}) },
    })
    assert.equal(answer.statusCode, status)
    assert.equal(answer.json().code, code)
  })
}

test('a NUL character in text is refused, wherever it stands', async t => {
  const { call, host } = await testHost(t, { services: [tower] })
  const inBody = call(LightLamp, { params: { name: 'north' }, body: { colour: 'red\0' } as never })
  await assert.rejects(inBody, { kind: 'invalid' })
  const { testKey } = await import('../testing/host.ts')
  const headers = { authorization: `Bearer ${testKey}` }
  const inPath = await host.app.inject({ method: 'GET', url: '/api/v1/lamps/a%00b', headers })
  assert.equal(inPath.statusCode, 400)
  assert.deepEqual(inPath.json().fields, [fieldProblem('params.name', 'field.nul')])
})

test('nobody gets in without a token, nor with a wrong one', async t => {
  const { host, inject } = await testHost(t, { services: [tower] })
  assert.equal((await inject('GET', '/api/v1/lamps/north')).status, 401)
  for (const authorization of [
    'Bearer wrong',
    'Basic abc',
    'Bearer ~',
    'Bearer a~b',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
  ]) {
    const answer = await host.app.inject({ method: 'GET', url: '/api/v1/lamps/north', headers: { authorization } })
    assert.equal(answer.statusCode, 401, authorization)
    assert.equal(answer.headers['www-authenticate'], 'Bearer')
  }
})

test('events are only taken from the services of the cluster', async t => {
  const { host, inject } = await testHost(t, { services: [tower] })
  assert.equal((await inject('POST', '/internal/events', { to: 'tower', events: [] })).status, 401)
  const { testKey } = await import('../testing/host.ts')
  const asAdmin = await host.app.inject({
    method: 'POST',
    url: '/internal/events',
    payload: { to: 'tower', events: [] },
    headers: { authorization: `Bearer ${testKey}` },
  })
  assert.equal(asAdmin.statusCode, 403)
})

test('health is public; metrics are for loopback, and behind a proxy for keys that may', async t => {
  const { host, inject } = await testHost(t, { services: [tower] })
  assert.equal((await inject('GET', '/healthz')).status, 200)
  assert.equal((await inject('GET', '/readyz')).status, 200)
  const metrics = await inject('GET', '/metrics')
  assert.match(metrics.body, /^process_cpu_seconds_total/m)
  const proxied = await host.app.inject({
    method: 'GET',
    url: '/metrics',
    headers: { 'x-forwarded-for': '203.0.113.9' },
  })
  assert.equal(proxied.statusCode, 401)
})

test('the OpenAPI document describes every operation, and the browser shows it', async t => {
  const { inject } = await testHost(t, { services: [tower, logBook] })
  const document = JSON.parse((await inject('GET', '/api/openapi.json')).body)
  assert.equal(document.openapi, '3.1.0')
  assert.deepEqual(
    Object.keys(document.paths).filter(path => /^\/api\/v1\/(lamp|broken)/.test(path)),
    ['/api/v1/lamps/{name}', '/api/v1/broken', '/api/v1/lamp-count'],
  )
  assert.equal(document.paths['/api/v1/lamps/{name}'].post['x-access'], 'responder')
  assert.match((await inject('GET', '/api/docs')).body, /swagger-ui/)
  assert.equal((await inject('GET', '/api/docs/swagger-ui.css')).status, 200)
  assert.equal((await inject('GET', '/api/docs/..%2fpackage.json')).status, 404)
})

test('two services may not own one operation', async t => {
  const twin = defineService({ name: 'twin', start: () => ({ serves: [serve(GetLamp, () => ({ name: 'x' }))] }) })
  await assert.rejects(testHost(t, { services: [tower, twin] }), /GetLamp has two owners: tower and twin/)
})

test('in one process: a call is answered by its owner, an event reaches its listener once', async t => {
  const { call, until } = await testHost(t, { services: [tower, logBook] })
  await call(LightLamp, { params: { name: 'north' }, query: { times: 5 }, body: { colour: 'white' } })
  await until('five lamps', async () => (await call(CountLamps)).lit === 5)
  assert.equal((await call(CountLamps)).first, 'north')
})

test('in two processes, over HTTP: the same', async t => {
  const cluster_key = 'a-key-of-the-cluster-of-at-least-32-characters'
  const port = await freePort()
  const book = await testHost(t, {
    services: [logBook],
    config: { cluster_key, peers: { tower: `http://127.0.0.1:${port}` } },
  })
  const bookAddress = await book.host.listen({ host: '127.0.0.1', port: 0 })
  const away = await testHost(t, { services: [tower], config: { cluster_key, peers: { 'log-book': bookAddress } } })
  await away.host.listen({ host: '127.0.0.1', port })
  await away.call(LightLamp, { params: { name: 'north' }, query: { times: 5 }, body: { colour: 'white' } })
  await book.until('five lamps', async () => (await book.call(CountLamps)).lit === 5)
  assert.equal((await book.call(CountLamps)).first, 'north')
})

test('a peer that is not there makes a call unavailable, and the message says where it looked', async t => {
  const port = await freePort()
  const cluster_key = 'a-key-of-the-cluster-of-at-least-32-characters'
  const book = await testHost(t, {
    services: [logBook],
    config: { cluster_key, peers: { tower: `http://127.0.0.1:${port}` } },
  })
  const answer = await book.inject('GET', '/api/v1/lamp-count')
  assert.equal(answer.status, 503)
  assert.match(answer.body, new RegExp(`127.0.0.1:${port} does not answer GET /api/v1/lamps/north`))
  const alone = await testHost(t, { services: [logBook] })
  assert.match((await alone.inject('GET', '/api/v1/lamp-count')).body, /does not run here/)
})

test('a second process on the same data is refused with the pid of the first', async t => {
  const data = await mkdtemp(join(tmpdir(), 'vigie-lock-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  await testHost(t, { services: [tower], data })
  await assert.rejects(testHost(t, { services: [tower], data }), new RegExp(`in use by process ${process.pid}`))
})

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
