import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { GetFunction, ListFunctions } from '../../contracts/functions/functions.ts'
import { GetRun, ListRuns } from '../../contracts/functions/runs.ts'
import { onBothEngines } from '../../kit/testing/engines.ts'
import { testKey } from '../../kit/testing/host.ts'
import { functions } from './service.ts'
import { stackFolder } from './testing/stack-folder.ts'

const node = `module.exports = async (event, context) => {
  if (event.path === '/boom') throw new Error('boom')
  console.log('called with', event.method)
  return context.headers({ 'x-made': 'here', 'set-cookie': 'a=b' }).status(event.query.status ? Number(event.query.status) : 200)
    .succeed({ method: event.method, path: event.path, query: event.query, body: event.body, seen: Object.keys(event.headers) })
}`
const python = 'def handle(event, context):\n    return {"statusCode": 200, "body": event.body}\n'

const stack = `provider:
  name: openfaas
functions:
  echo:
    lang: node22
    handler: ./echo
  bytes:
    lang: python3-http
    handler: ./bytes
    annotations:
      vigie.public: "true"
  gone:
    lang: node22
    handler: ./gone
`

const files = { 'stack.yml': stack, 'echo/handler.js': node, 'bytes/handler.py': python }
const headers = { authorization: `Bearer ${testKey}` }

onBothEngines('functions', engine => {
  const hosted = async (t: TestContext) => {
    const folder = stackFolder(t, files)
    const section = { stack: join(folder, 'stack.yml'), allow_unsandboxed: true }
    const host = await engine.host(t, { services: [functions], config: { functions: section }, data: folder })
    return host
  }

  test('a call goes to its function with method, path, query and body, and what it answers comes back with its run', async t => {
    const host = await hosted(t)
    if (!host) return
    const answer = await host.host.app.inject({
      method: 'PUT',
      url: '/function/echo/orders/7?a=1&a=2&b=x',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: '{"n":1}',
    })
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.headers['x-made'], 'here')
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.equal(answer.headers['content-security-policy'], 'sandbox')
    const { seen, ...told } = answer.json()
    assert.deepEqual(told, { method: 'PUT', path: '/orders/7', query: { a: ['1', '2'], b: 'x' }, body: { n: 1 } })
    assert.ok(!seen.includes('authorization'))
    const run = await host.call(GetRun, { params: { id: String(answer.headers['x-call-id']) } })
    assert.equal(run.function, 'echo')
    assert.deepEqual([run.state, run.http_status, run.trigger], ['succeeded', 200, 'http'])
    assert.match(run.logs, /called with PUT/)
    assert.equal(run.output, answer.body)
  })

  test('every method may call, and an answer of 400 and more, or none, is a failed run with its reason', async t => {
    const host = await hosted(t)
    if (!host) return
    const { app } = host.host
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE'] as const) {
      const answer = await app.inject({ method, url: '/function/echo', headers })
      assert.equal(answer.json().method, method)
    }
    assert.equal((await app.inject({ method: 'GET', url: '/function/echo?status=404', headers })).statusCode, 404)
    assert.equal((await app.inject({ method: 'POST', url: '/function/echo/boom', headers })).statusCode, 500)
    const failed = await host.call(ListRuns, { query: { state: 'failed' } })
    assert.deepEqual(
      failed.items.map(({ http_status }) => http_status),
      [500, 404],
    )
    assert.equal(failed.items[1]?.reason, 'it answered 404')
    const first = await host.call(ListRuns, { query: { limit: 2 } })
    const second = await host.call(ListRuns, { query: { limit: 50, cursor: first.next_cursor ?? '' } })
    assert.deepEqual([first.items.length, second.items.length, second.next_cursor], [2, 4, null])
  })

  test('whoever is nobody may call what is public and nothing else, and does not learn what there is', async t => {
    const host = await hosted(t)
    if (!host) return
    const { app } = host.host
    const bytes = Buffer.from([0, 255, 1, 2])
    const type = { 'content-type': 'application/octet-stream' }
    const answer = await app.inject({ method: 'POST', url: '/function/bytes', payload: bytes, headers: type })
    assert.deepEqual(answer.rawPayload, bytes)
    for (const name of ['echo', 'gone', 'none']) {
      const refused = await app.inject({ method: 'POST', url: `/function/${name}` })
      assert.equal(refused.statusCode, 401)
      assert.equal(refused.json().code, 'functions.sign-in')
    }
    const unknown = await app.inject({ method: 'POST', url: '/function/none', headers })
    assert.equal(unknown.statusCode, 404)
  })

  test('what cannot run is listed with its reason, in the words of its reader', async t => {
    const host = await hosted(t)
    if (!host) return
    const { items } = await host.call(ListFunctions)
    assert.deepEqual(
      items.map(({ name, ready }) => [name, ready]),
      [
        ['echo', true],
        ['bytes', true],
        ['gone', false],
      ],
    )
    const gone = await host.call(GetFunction, { params: { name: 'gone' } })
    assert.match(gone.reason ?? '', /folder .* is not there/)
    const refused = await host.host.app.inject({ method: 'POST', url: '/function/gone', headers })
    assert.equal(refused.statusCode, 503)
  })

  test('a call that names itself is done once, and whoever repeats it is given the same answer', async t => {
    const host = await hosted(t)
    if (!host) return
    const { app } = host.host
    const call = (key: string, payload: string) =>
      app.inject({
        method: 'POST',
        url: '/function/bytes',
        headers: { ...headers, 'idempotency-key': key, 'content-type': 'application/octet-stream' },
        payload: Buffer.from(payload),
      })
    const first = await call('order-7', 'one')
    const second = await call('order-7', 'one')
    assert.deepEqual([first.statusCode, first.body], [200, 'one'])
    assert.deepEqual([second.body, second.headers['x-call-id']], ['one', first.headers['x-call-id']])
    assert.equal(second.headers['idempotent-replayed'], 'true')
    assert.equal((await call('order-7', 'two')).json().code, 'functions.key-reused')
    assert.equal((await call('order-8', 'one')).headers['idempotent-replayed'], undefined)
    assert.equal((await call('not a key', 'one')).json().code, 'functions.bad-key')
    const both = await Promise.all([call('order-9', 'x'), call('order-9', 'x')])
    assert.deepEqual(both.map(({ statusCode }) => statusCode).toSorted(), [200, 409])
    assert.equal((await host.call(ListRuns, { query: { function: 'bytes' } })).items.length, 3)
  })

  test('figures are told without a key on this very machine only while no function could ask for them', async t => {
    const asleep = await engine.host(t, { services: [functions] })
    if (!asleep) return
    assert.equal((await asleep.inject('GET', '/metrics')).status, 200)
    const awake = await hosted(t)
    assert.equal((await awake?.inject('GET', '/metrics'))?.status, 401)
  })
})
