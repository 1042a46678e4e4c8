import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { ImportFile } from '../../../contracts/imports.ts'
import { ExportConfig, GetCheckDefinition, TryCheck } from '../../../contracts/monitor/check-authoring.ts'
import { CreateCheck, GetCheck, ListChecks, RunCheck, UpdateCheck } from '../../../contracts/monitor/monitor.ts'
import { secretMask } from '../../../kit/http-client/redact.ts'
import type { Refusal } from '../../../kit/service/errors.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { type Received, startLocalServer } from '../../../kit/testing/local-server.ts'
import { roughServer } from '../probes/testing/rough-server.ts'
import { monitor } from '../service.ts'

const canary = 'canary-4f9Qz7LmX2'
const quick = { check_interval: 3_600, default_timeout: 2, recheck: 60 }

const asksFor =
  (...fields: string[]) =>
  (thrown: Refusal) => {
    assert.equal(thrown.code, 'monitor.secret-needed')
    assert.deepEqual(
      thrown.fields.map(({ field }) => field),
      fields.map(field => `body.${field}`),
    )
    return true
  }

async function begin(t: TestContext) {
  const system = await testHost(t, { services: [monitor], config: { monitoring: quick } })
  const create = (body: CheckBody) => system.call(CreateCheck, { body })
  const update = (id: string, body: CheckBody) => system.call(UpdateCheck, { params: { id }, body })
  return { ...system, create, update, target: await startKeeping(t) }
}

type CheckBody = { readonly name: string; readonly [setting: string]: unknown }

/** Keeps what it was asked. */
async function startKeeping(t: TestContext) {
  const asked: Received[] = []
  const server = await startLocalServer(
    () => ({ body: 'ok' }),
    received => asked.push(received),
  )
  t.after(() => server.stop())
  return { ...server, asked }
}

describe('secrets of a check', () => {
  it('are masks to everybody, and what was shown can be sent back', async t => {
    const { target, call, create, update } = await begin(t)
    const url = `${target.url}/health?api_key=${canary}&page=2`
    const secrets = { body: canary, headers: { 'x-key': canary }, username: 'bob', password: canary }
    const { id } = await create({ name: 'Shop', method: 'POST', url, ...secrets })
    const params = { id }
    const { settings } = await call(GetCheck, { params })
    assert.equal(settings.url, `${target.url}/health?api_key=***&page=2`)
    assert.deepEqual([settings.body, settings.password, settings.username], [secretMask, secretMask, 'bob'])
    assert.deepEqual(settings.headers, { 'x-key': secretMask })
    await update(id, { name: 'Shop', kind: 'http', ...settings, critical: true })
    const received = await call(RunCheck, { params })
    assert.equal(received.state, 'up')
    const asked = target.asked.at(-1)
    assert.equal(asked?.path, `/health?api_key=${canary}&page=2`)
    assert.deepEqual([asked?.body, asked?.headers['x-key']], [canary, canary])
    assert.equal(asked?.headers.authorization, `Basic ${btoa(`bob:${canary}`)}`)
    for (const answer of [settings, await call(ListChecks), await call(GetCheckDefinition, { params })])
      assert.doesNotMatch(JSON.stringify(answer), new RegExp(canary))
  })

  it('are asked for again when they would go elsewhere', async t => {
    const { target, call, create, update } = await begin(t)
    const other = await startKeeping(t)
    const given = { name: 'Shop', url: `${target.url}/health`, bearer_token: canary, headers: { 'x-key': canary } }
    const { id } = await create(given)
    const elsewhere = { name: 'Shop', url: `${other.url}/health` }
    const move = (body: object) => update(id, { name: 'Shop', ...body })
    await assert.rejects(move(elsewhere), asksFor('headers', 'bearer_token'))
    await assert.rejects(
      move({ ...elsewhere, headers: { 'x-key': secretMask } }),
      asksFor('headers.x-key', 'bearer_token'),
    )
    await assert.rejects(move({ url: given.url, follow_redirects: false }), asksFor('headers', 'bearer_token'))
    await assert.rejects(call(TryCheck, { query: { like: id }, body: elsewhere }), asksFor('headers', 'bearer_token'))
    assert.equal(other.asked.length, 0)
    await move({ url: given.url, critical: true })
    await move({ ...elsewhere, bearer_token: 'another', headers: null })
    await call(RunCheck, { params: { id } })
    assert.equal(other.asked.at(-1)?.headers.authorization, 'Bearer another')
    const tcp = { name: 'Line', kind: 'tcp', host: '127.0.0.1', port: target.port, send: canary }
    const line = await create(tcp)
    const moved = { ...tcp, port: other.port, send: secretMask }
    await assert.rejects(update(line.id, moved), asksFor('send'))
  })

  it('cannot be made of a mask', async t => {
    const { target, create: made } = await begin(t)
    const create = (body: object) => made({ name: 'Shop', url: target.url, ...body })
    await assert.rejects(create({ bearer_token: secretMask }), asksFor('bearer_token'))
    await assert.rejects(create({ url: `${target.url}/?token=***` }), asksFor('url'))
    await assert.rejects(create({ headers: { 'x-key': secretMask } }), asksFor('headers.x-key'))
  })

  it('are not told when the target tells them', async t => {
    const { call } = await begin(t)
    const echo = await roughServer((socket, received) => {
      const [line = ''] = received.split('\r\n')
      socket.end(
        `HTTP/1.1 500 ${line}\r\nx-said: ${line}\r\nwww-authenticate: Basic ${btoa(`bob:${canary}`)}\r\n\r\n${received}`,
      )
    })
    const line = await roughServer(
      (socket, received) => {
        socket.end(`-ERR ${received.trim()} is wrong`)
      },
      { until: '\n' },
    )
    t.after(() => Promise.all([echo.stop(), line.stop()]))
    const tries = [
      { url: `${echo.url}/a?q=${canary}&token=${canary}` },
      { url: echo.url, bearer_token: canary },
      {
        url: echo.url,
        username: 'bob',
        password: canary,
        conditions: [`body contains 'nothing'`],
        expected_status: 500,
      },
      { url: echo.url, headers: { 'x-key': canary }, keyword: 'nothing', expected_status: 500 },
      { kind: 'tcp', host: '127.0.0.1', port: line.port, send: `AUTH ${canary}\r\n`, expect: '+OK' },
    ]
    for (const one of tries) {
      const tried = await call(TryCheck, { body: { name: 'Shop', ...one } })
      assert.equal(tried.state, 'down')
      assert.doesNotMatch(JSON.stringify(tried), new RegExp(canary.slice(0, 12)))
      assert.ok(!JSON.stringify(tried).includes(btoa(canary).slice(4, 16)))
    }
  })

  it('of a heartbeat that somebody chose are not shown; what was made for it is, to administrators', async t => {
    const { call, create, update } = await begin(t)
    const token = `${canary}-of-a-job`
    const chosen = await create({ name: 'Job', kind: 'heartbeat', every: 60, token })
    assert.equal(chosen.settings.token, secretMask)
    const made = await create({ name: 'Other', kind: 'heartbeat', every: 60 })
    assert.match(String(made.settings.token), /^[\w-]{24}$/)
    await update(chosen.id, { name: 'Job', kind: 'heartbeat', ...chosen.settings })
    assert.deepEqual((await call(GetCheckDefinition, { params: { id: chosen.id } })).secrets, ['token'])
  })

  it('are variables in what is exported, and left out of what is told of an import', async t => {
    const { call, create, host } = await begin(t)
    const url = `http://127.0.0.1:1/?token=${canary}`
    await create({ name: 'My shop', url, bearer_token: canary })
    const headers = { authorization: `Bearer ${testKey}` }
    const { body: yaml } = await host.app.inject({ url: ExportConfig.path, headers })
    assert.match(yaml, /url: \$\{MY_SHOP_URL\}\n/)
    assert.match(yaml, /bearer_token: \$\{MY_SHOP_BEARER_TOKEN\}\n/)
    assert.match(yaml, /Set these variables.*MY_SHOP_URL/)
    assert.doesNotMatch(yaml, new RegExp(canary))
    const content = JSON.stringify({ endpoints: [{ name: 'More', url, headers: { 'x-key': canary } }] })
    const { rows } = await call(ImportFile, { body: { format: 'gatus', content } })
    assert.equal(rows[0]?.action, 'create')
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(canary))
  })
})
