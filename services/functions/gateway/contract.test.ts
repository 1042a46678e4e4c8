import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { FunctionStatus, GetGatewayInfo } from '../../../contracts/functions/gateway.ts'
import type { Output } from '../../../kit/service/operation.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { functions } from '../service.ts'
import { stackFolder } from '../testing/stack-folder.ts'

/*
 * What `faas-cli` and the SDK send, and what they take for an answer. Sources: openfaas/faas-cli 8cda875d (proxy/deploy.go),
 * 032dd9c7 (proxy/delete.go), 24da2b81 (proxy/logs.go), e625c75f (proxy/scale.go), 1d30a9e7 (proxy/secret.go);
 * openfaas/go-sdk 0bbb58bc (client.go): it takes nothing but 202 for a deployment; openfaas/faas 06ade374
 * (api-docs/spec.openapi.yml).
 */

const handler = "module.exports = async event => { console.log('seen', event.path); return 'fine' }"
const stack = `provider:
  name: openfaas
functions:
  one:
    lang: node22
    handler: ./one
    image: registry.test/one:1
    labels:
      team: blue
    annotations:
      vigie.public: "true"
    environment:
      COLOUR: red
    limits:
      memory: 200Mi
  needy:
    lang: node22
    handler: ./one
    secrets:
      - needed
`
const files = {
  'stack.yml': stack,
  'one/handler.js': handler,
  'beside/handler.py': 'def handle(e, c):\n    return "py"\n',
}

/** `admin:` and an API key, as `faas-cli login` keeps them. */
const basic = `Basic ${Buffer.from(`admin:${testKey}`).toString('base64')}`
const one = { service: 'one', image: 'registry.test/one:2', envVars: { COLOUR: 'blue' }, labels: {}, annotations: {} }

type Request = readonly [asked: string, expected: number, body?: unknown, answered?: (text: string) => void]
const json =
  <Value>(check: (value: Value) => void) =>
  (text: string) =>
    check(JSON.parse(text) as Value)
const says = (pattern: RegExp) => (text: string) => assert.match(text, pattern)
const names = (...expected: string[]) =>
  json<readonly FunctionStatus[]>(all =>
    assert.deepEqual(
      all.map(({ name }) => name),
      expected,
    ),
  )

const requests: readonly Request[] = [
  // faas-cli version, list, describe, namespaces
  ['GET /healthz', 200],
  [
    'GET /system/info',
    200,
    undefined,
    json(({ provider, arch }: Output<typeof GetGatewayInfo>) => assert.ok(provider.provider === 'vigie' && arch)),
  ],
  ['GET /system/namespaces', 200, undefined, says(/^\["openfaas-fn"\]$/)],
  ['GET /system/functions', 200, undefined, names('one', 'needy')],
  ['GET /system/functions?namespace=openfaas-fn', 200, undefined, names('one', 'needy')],
  ['GET /system/functions?namespace=', 200, undefined, names('one', 'needy')],
  ['GET /system/functions?namespace=other', 404, undefined, says(/openfaas-fn/)],
  [
    'GET /system/functions?usage=1',
    200,
    undefined,
    json(([first]: readonly FunctionStatus[]) => assert.equal(first?.usage.totalMemoryBytes, 0)),
  ],
  [
    'GET /system/function/one',
    200,
    undefined,
    json(({ createdAt, usage, ...status }: FunctionStatus) => {
      assert.ok(Date.parse(createdAt) > 0 && usage)
      assert.deepEqual(status, {
        ...{ name: 'one', image: 'registry.test/one:1', namespace: 'openfaas-fn', envProcess: '', secrets: [] },
        ...{ labels: { team: 'blue' }, annotations: { 'vigie.public': 'true' }, limits: { memory: '200Mi' } },
        ...{ requests: {}, readOnlyRootFilesystem: false, replicas: 1, availableReplicas: 1, invocationCount: 0 },
      })
    }),
  ],
  ['GET /system/function/one?namespace=openfaas-fn&usage=1', 200],
  ['GET /system/function/one?namespace=other', 404],
  ['GET /system/function/none', 404, undefined, says(/there is no function/)],
  // It has no secret yet.
  [
    'GET /system/function/needy',
    200,
    undefined,
    json(({ availableReplicas }: FunctionStatus) => assert.equal(availableReplicas, 0)),
  ],
  // faas-cli invoke
  ['POST /function/one', 200, 'x', says(/^fine$/)],
  ['GET /function/one/below?a=1', 200, undefined, says(/^fine$/)],
  ['POST /function/one.openfaas-fn', 200, 'x', says(/^fine$/)],
  ['POST /function/one.other', 404, 'x'],
  ['POST /function/none', 404, 'x'],
  ['POST /function/needy', 503, 'x', says(/needed/)],
  [
    'GET /system/function/one',
    200,
    undefined,
    json(({ invocationCount }: FunctionStatus) => assert.equal(invocationCount, 3)),
  ],
  // faas-cli secret
  ['GET /system/secrets', 200, undefined, says(/^\[\]$/)],
  ['POST /system/secrets', 202, { name: 'needed', namespace: 'openfaas-fn', value: 'geheimnis' }],
  ['POST /system/secrets', 409, { name: 'needed', value: 'other' }],
  [
    'GET /system/secrets',
    200,
    undefined,
    json<unknown>(value => assert.deepEqual(value, [{ name: 'needed', namespace: 'openfaas-fn' }])),
  ],
  ['GET /system/secrets?namespace=other', 404],
  ['POST /function/needy', 200, 'x', says(/^fine$/)],
  [
    'PUT /system/secrets',
    202,
    { name: 'needed', namespace: '', rawValue: Buffer.from('anders-geheim').toString('base64') },
  ],
  ['PUT /system/secrets', 404, { name: 'unknown', value: 'x' }],
  ['PUT /system/secrets', 400, { name: 'needed' }],
  ['POST /system/secrets', 400, { name: '../etc/passwd', value: 'x' }],
  ['POST /system/secrets', 400, { value: 'x' }],
  ['POST /system/secrets', 404, { name: 'mine', namespace: 'other', value: 'x' }],
  ['DELETE /system/secrets', 404, { name: 'unknown' }],
  ['DELETE /system/secrets', 202, { name: 'needed', namespace: 'openfaas-fn' }],
  ['POST /function/needy', 503, 'x'],
  // faas-cli deploy: it updates, and deploys what is not there
  ['PUT /system/functions', 202, one],
  [
    'GET /system/function/one',
    200,
    undefined,
    json(({ image }: FunctionStatus) => assert.equal(image, 'registry.test/one:2')),
  ],
  ['PUT /system/functions', 404, { service: 'beside', image: 'x' }],
  [
    'POST /system/functions',
    202,
    { service: 'beside', image: 'x', envProcess: '', constraints: null, registryAuth: '' },
  ],
  ['GET /system/functions', 200, undefined, names('one', 'needy', 'beside')],
  ['POST /function/beside', 200, 'x', says(/^py$/)],
  ['POST /system/functions', 202, one],
  ['POST /system/functions', 409, { service: 'nowhere', image: 'x' }, says(/no folder of that name/)],
  ['POST /system/functions', 400, { service: '../one', image: 'x' }],
  ['POST /system/functions', 400, { image: 'x' }],
  ['POST /system/functions', 400, '{"service":'],
  ['PUT /system/functions', 400, { ...one, envVars: { A: 1 } }],
  ['POST /system/functions', 404, { ...one, namespace: 'other' }],
  ['PUT /system/functions', 202, { ...one, namespace: 'openfaas-fn', network: 'func_functions' }],
  // faas-cli scale
  ['POST /system/scale-function/one', 202, { serviceName: 'one', replicas: 0 }],
  ['GET /system/function/one', 200, undefined, json(({ replicas }: FunctionStatus) => assert.equal(replicas, 0))],
  ['POST /function/one', 200, 'x', says(/^fine$/)],
  ['GET /system/function/one', 200, undefined, json(({ replicas }: FunctionStatus) => assert.equal(replicas, 1))],
  ['POST /system/scale-function/one', 202, { serviceName: 'one', replicas: 5, namespace: 'openfaas-fn' }],
  ['POST /system/scale-function/none', 404, { serviceName: 'none', replicas: 1 }],
  ['POST /system/scale-function/one', 400, { serviceName: 'one', replicas: -1 }],
  // faas-cli logs
  [
    'GET /system/logs?name=one&follow=false&tail=1',
    200,
    undefined,
    json(({ timestamp, instance, ...line }: Readonly<Record<string, string>>) => {
      assert.ok(Date.parse(timestamp ?? '') > 0 && instance)
      assert.deepEqual(line, { name: 'one', namespace: 'openfaas-fn', text: 'seen /' })
    }),
  ],
  ['GET /system/logs?name=one&follow=false', 200, undefined, says(/(?:.+\n){4}/)],
  ['GET /system/logs?name=one&since=2999-01-01T00:00:00Z&namespace=openfaas-fn', 200, undefined, says(/^$/)],
  ['GET /system/logs?name=none', 404],
  ['GET /system/logs?name=one&tail=many', 400],
  // faas-cli remove
  ['DELETE /system/functions', 404, { functionName: 'none' }],
  ['DELETE /system/functions', 400, {}],
  ['DELETE /system/functions?namespace=openfaas-fn', 202, { functionName: 'beside' }],
  ['DELETE /system/functions', 202, { functionName: 'one' }],
  ['GET /system/functions', 200, undefined, names('needy')],
  ['POST /function/one', 404, 'x'],
  ['PUT /system/functions', 404, one],
]

test('each request of faas-cli has the answer that it takes', async t => {
  const host = await hosted(t)
  for (const [asked, expected, body, answered] of requests) {
    const [method = '', url = ''] = asked.split(' ')
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await host.host.app.inject({
      method: method as 'GET',
      url,
      headers: { authorization: basic },
      ...(payload === undefined ? {} : { payload }),
    })
    assert.equal(answer.statusCode, expected, `${asked} ${payload ?? ''}: ${answer.body}`)
    answered?.(answer.body)
  }
  assert.ok(requests.length >= 60)
})

test('whoever is no administrator learns nothing of it', async t => {
  const host = await hosted(t)
  for (const path of ['functions', 'function/one', 'secrets', 'logs?name=one', 'namespaces', 'info'])
    assert.equal((await host.inject('GET', `/system/${path}`)).status, 401)
  assert.equal((await host.inject('POST', '/system/functions', one)).status, 401)
})

test('what was deployed and removed over the API holds over a restart, until the stack says something else', async t => {
  const host = await hosted(t)
  const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', payload?: unknown) => (now: typeof host) =>
    now.host.app.inject({
      method,
      url: '/system/functions',
      payload: JSON.stringify(payload),
      headers: { authorization: basic },
    })
  await ask('PUT', one)(host)
  await ask('POST', { service: 'beside', image: 'x' })(host)
  await ask('DELETE', { functionName: 'needy' })(host)
  const again = await host.restart([functions])
  const list = (await ask('GET')(again)).json()
  assert.deepEqual(
    list.map(({ name, image }: { name: string; image: string }) => [name, image]),
    [
      ['one', 'registry.test/one:2'],
      ['beside', 'x'],
    ],
  )
  // Also a stack that names no function of that name any more.
  assert.equal((await ask('POST', { service: 'needy', image: 'x' })(again)).statusCode, 202)
  assert.equal((await ask('GET')(again)).json().length, 3)
})

async function hosted(t: TestContext) {
  const folder = stackFolder(t, files)
  const section = { stack: join(folder, 'stack.yml'), allow_unsandboxed: true }
  return testHost(t, { services: [functions], config: { functions: section } })
}
