import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from '../../../kit/testing/children.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { functions } from '../service.ts'
import { stackFolder } from '../testing/stack-folder.ts'

/** What the panels of the public board ask for. Source: openfaas/faas 129c436a, contrib/grafana.json. */
const ofBoard = [
  'increase ( gateway_function_invocation_total [20s])',
  'gateway_service_count',
  'scalar( sum( gateway_function_invocation_total {  code="200"} ))',
  '(rate(gateway_functions_seconds_sum[20s]) / rate(gateway_functions_seconds_count[20s]))',
]
/** And what is written on them of each series. */
const labels = {
  gateway_function_invocation_total: ['function_name', 'code'],
  gateway_service_count: ['function_name'],
}

const stack = `provider:
  name: openfaas
functions:
  one:
    lang: node22
    handler: ./one
    annotations:
      vigie.public: "true"
`

test('the gateway has ports of its own, and each panel of the board of OpenFaaS finds what it asks for', async t => {
  const folder = stackFolder(t, { 'stack.yml': stack, 'one/handler.js': "module.exports = async () => 'fine'" })
  const [port, metrics_port] = [await freePort(), await freePort()]
  const gateway = { host: '127.0.0.1', port, metrics_port }
  const section = { stack: join(folder, 'stack.yml'), allow_unsandboxed: true, gateway }
  const host = await testHost(t, {
    services: [functions],
    config: { functions: section },
    listen: { host: '127.0.0.1', port: 0 },
  })
  const on = async (at: number, path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${at}${path}`, { headers })
    return { status: answer.status, text: await answer.text() }
  }
  await host.until('the gateway is open', async () => (await on(port, '/healthz').catch(() => null))?.status === 200)
  assert.deepEqual(await on(port, '/healthz'), { status: 200, text: 'OK' })
  assert.deepEqual(await on(port, '/function/one'), { status: 200, text: 'fine' })
  assert.equal((await on(port, '/system/functions')).status, 401)
  const authorization = `Basic ${Buffer.from(`admin:${testKey}`).toString('base64')}`
  assert.match((await on(port, '/system/functions', { authorization })).text, /"name":"one"/)
  for (const path of ['/metrics', '/api/v1/functions', '/api/v1/runs'])
    assert.equal((await on(port, path, { authorization })).status, 404)
  const { text } = await on(metrics_port, '/metrics')
  for (const query of ofBoard)
    for (const [name] of query.matchAll(/gateway_\w+/g)) assert.match(text, new RegExp(`^${name}\\{.* [0-9.e-]+$`, 'm'))
  for (const [name, expected] of Object.entries(labels))
    for (const label of expected) assert.match(text, new RegExp(`^${name}\\{[^}]*${label}="`, 'm'))
  assert.match(text, /^gateway_function_invocation_total\{function_name="one\.openfaas-fn",code="200"\} 1$/m)
  assert.match(text, /^gateway_function_invocation_started\{function_name="one\.openfaas-fn"\} 1$/m)
  assert.match(
    text,
    /^http_request_duration_seconds_count\{method="GET",path="\/function\/one",status="200",code="200"\} 1$/m,
  )
  assert.equal((await on(metrics_port, '/system/functions', { authorization })).status, 404)
})

test('what a function writes from now on is followed until the reader goes away', async t => {
  const folder = stackFolder(t, {
    'stack.yml': stack,
    'one/handler.js': 'module.exports = async event => console.log(event.path)',
  })
  const section = { stack: join(folder, 'stack.yml'), allow_unsandboxed: true }
  const host = await testHost(t, {
    services: [functions],
    config: { functions: section },
    listen: { host: '127.0.0.1', port: 0 },
  })
  const { address } = host.host
  await fetch(`${address}/function/one/before`)
  const ending = new AbortController()
  const headers = { authorization: `Bearer ${testKey}` }
  const answer = await fetch(`${address}/system/logs?name=one&follow=true`, { headers, signal: ending.signal })
  assert.equal(answer.headers.get('content-type'), 'application/x-ndjson')
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  assert.equal(JSON.parse((await reader.read()).value ?? '').text, '/before')
  await fetch(`${address}/function/one/after`)
  assert.equal(JSON.parse((await reader.read()).value ?? '').text, '/after')
  ending.abort()
})
