import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CreateAdminFlag } from '../../../contracts/flags/flag-documents.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'

type Facts = Record<string, unknown>
const flag = (variants: Facts, more: Facts = {}) => ({ state: 'ENABLED', variants, ...more })
const onOff = { on: true, off: false }
const texts = { yes: 'yes', no: 'no', fallback: 'fallback' }
const when = (condition: unknown) =>
  flag(texts, { defaultVariant: 'fallback', targeting: { if: [condition, 'yes', 'no'] } })
const rule = (targeting: unknown, variants: Facts = texts, defaultVariant: string | null = 'fallback') =>
  flag(variants, { defaultVariant, targeting })

/** Each sort of flag and of ending, as flagd's reference describes them. */
const document = {
  $schema: 'https://flagd.dev/schema/v0/flags.json',
  metadata: { team: 'core', set: 1 },
  $evaluators: { acme: { ends_with: [{ var: 'email' }, '@acme.test'] } },
  flags: {
    bool: flag(onOff, { defaultVariant: 'on' }),
    text: flag({ a: 'A', b: '' }, { defaultVariant: 'b' }),
    int: flag({ big: 2_147_483_647, huge: 9_007_199_254_740_991 }, { defaultVariant: 'huge' }),
    float: flag({ half: 0.5, whole: 10.0 }, { defaultVariant: 'half' }),
    object: flag({ empty: {}, page: { title: 'Été', n: 3, list: [1] } }, { defaultVariant: 'page' }),
    disabled: { ...flag(onOff, { defaultVariant: 'on' }), state: 'DISABLED' },
    'null-default': flag(onOff, { defaultVariant: null }),
    'no-default': flag(onOff),
    'own-metadata': flag(onOff, { defaultVariant: 'on', metadata: { set: 2, owner: 'x' } }),
    shared: when({ $ref: 'acme' }),
    'unknown-shared': when({ $ref: 'acne' }),
    'unknown-operation': rule({ invalid: ['no such thing'] }),
    'two-operations': rule({ '==': [1, 1], '!=': [1, 2] }),
    'unknown-variant': rule({ if: [true, 'maybe', 'no'] }),
    'true-variant': rule({ if: [true, true, false] }, { true: 1, false: 2 }, 'false'),
    'empty-rule': rule({}),
    'null-rule': rule({ if: [true, null, 'yes'] }),
    'null-rule-no-default': rule({ if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'yes'] }, texts, null),
    'bad-version': rule({ sem_ver: [{ var: 'version' }, '===', '1.0.0'] }),
    'minor-version': when({ sem_ver: [{ var: 'version' }, '~', '3.0'] }),
    'starts-not-text': rule({ starts_with: [{ var: 'age' }, '4'] }),
    'key-in-rule': when({ '==': [{ var: '$flagd.flagKey' }, 'key-in-rule'] }),
    later: when({ '>=': [{ var: '$flagd.timestamp' }, 1_767_600_000] }),
    split: rule({ fractional: [{ cat: ['seed', { var: 'user.name' }] }, ['yes', 50], ['no', 50]] }),
    'split-shorthand': rule({ fractional: [['yes'], ['no', 1]] }),
    'split-by-nothing': rule({ fractional: [{ var: 'nothing' }, ['yes', 50], ['no', 50]] }),
    'split-zero': rule({ fractional: [{ var: 'targetingKey' }, ['yes', 0], ['no', 0]] }),
    'split-negative': rule({ fractional: [{ var: 'targetingKey' }, ['yes', -50], ['no', 100]] }),
    'split-computed': rule({
      fractional: [{ var: 'targetingKey' }, ['yes', { if: [{ var: 'vip' }, 100, 0] }], ['no', 10]],
    }),
  },
}

const jon = {
  targetingKey: 'jon@company.com',
  email: 'jon@acme.test',
  plan: 'pro',
  age: 41,
  version: 'v3.0.9',
  vip: true,
}

const cases: readonly [key: string, context: Facts, wanted: Facts, status?: number][] = [
  ['bool', {}, { value: true, variant: 'on', reason: 'STATIC' }],
  ['text', {}, { value: '', variant: 'b', reason: 'STATIC' }],
  ['int', {}, { value: 9_007_199_254_740_991, variant: 'huge', reason: 'STATIC' }],
  ['float', {}, { value: 0.5, variant: 'half', reason: 'STATIC' }],
  ['object', {}, { value: { title: 'Été', n: 3, list: [1] }, variant: 'page', reason: 'STATIC' }],
  ['disabled', jon, { reason: 'DISABLED' }],
  ['null-default', {}, { reason: 'DEFAULT' }],
  ['no-default', {}, { reason: 'DEFAULT' }],
  ['shared', jon, { value: 'yes', variant: 'yes', reason: 'TARGETING_MATCH' }],
  ['shared', { email: 'jon@other.test' }, { value: 'no', variant: 'no', reason: 'TARGETING_MATCH' }],
  ['unknown-shared', jon, { errorCode: 'PARSE_ERROR' }, 400],
  ['unknown-operation', jon, { errorCode: 'PARSE_ERROR' }, 400],
  ['two-operations', jon, { errorCode: 'PARSE_ERROR' }, 400],
  ['unknown-variant', jon, { errorCode: 'GENERAL' }, 400],
  ['true-variant', {}, { value: 1, variant: 'true', reason: 'TARGETING_MATCH' }],
  ['empty-rule', {}, { value: 'fallback', variant: 'fallback', reason: 'STATIC' }],
  ['null-rule', {}, { value: 'fallback', variant: 'fallback', reason: 'DEFAULT' }],
  ['null-rule-no-default', {}, { reason: 'DEFAULT' }],
  ['null-rule-no-default', jon, { value: 'yes', variant: 'yes', reason: 'TARGETING_MATCH' }],
  ['bad-version', jon, { value: 'fallback', variant: 'fallback', reason: 'DEFAULT' }],
  ['minor-version', jon, { value: 'yes', variant: 'yes', reason: 'TARGETING_MATCH' }],
  ['minor-version', { version: 3 }, { value: 'yes', variant: 'yes', reason: 'TARGETING_MATCH' }],
  ['starts-not-text', jon, { value: 'fallback', variant: 'fallback', reason: 'DEFAULT' }],
  ['key-in-rule', {}, { value: 'yes', variant: 'yes', reason: 'TARGETING_MATCH' }],
  ['later', {}, { value: 'yes', variant: 'yes', reason: 'TARGETING_MATCH' }],
  ['split-shorthand', {}, { value: 'fallback', variant: 'fallback', reason: 'DEFAULT' }],
  ['split-by-nothing', jon, { value: 'fallback', variant: 'fallback', reason: 'DEFAULT' }],
  ['split-zero', jon, { value: 'fallback', variant: 'fallback', reason: 'DEFAULT' }],
  ['split-negative', jon, { value: 'no', variant: 'no', reason: 'TARGETING_MATCH' }],
  ['split-computed', jon, { value: 'yes', variant: 'yes', reason: 'TARGETING_MATCH' }],
  ['split-computed', { ...jon, vip: false }, { value: 'no', variant: 'no', reason: 'TARGETING_MATCH' }],
  ['gone', jon, { errorCode: 'FLAG_NOT_FOUND' }, 404],
]

type Answer = { readonly status: number; readonly body: string; readonly headers: Facts }

async function started(t: TestContext, config: Facts = {}) {
  const clock = testClock()
  const host = await testHost(t, { services: [flags], clock, config: { flags: config } })
  const ask = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body)
    const url = `/ofrep/v1/evaluate/flags${path}`
    const json = { authorization: `Bearer ${testKey}`, 'content-type': 'application/json', ...headers }
    const { statusCode, ...response } = await host.host.app.inject({ method: 'POST', url, headers: json, payload })
    return { status: statusCode, body: response.body, headers: response.headers }
  }
  return { ...host, clock, ask }
}

test('each flag comes to what flagd says, one by one and all at once', async t => {
  const { call, ask } = await started(t)
  await call(CreateAdminFlag, { body: document as never })
  for (const [key, context, wanted, status = 200] of cases) {
    const answer = await ask(`/${key}`, { context })
    const { key: found, errorDetails, metadata, ...rest } = JSON.parse(answer.body)
    assert.deepEqual([answer.status, found, rest], [status, key, wanted], `${key} ${JSON.stringify(context)}`)
    assert.deepEqual(metadata, { team: 'core', set: 1 }, key)
    if (status !== 200) assert.equal(typeof errorDetails, 'string')
  }
  const bulk = JSON.parse((await ask('', { context: jon })).body)
  assert.deepEqual(bulk.metadata, document.metadata)
  assert.deepEqual(
    bulk.flags.map((one: { key: string }) => one.key),
    Object.keys(document.flags).sort(),
    'those that are off, fail or have no value are among them',
  )
  assert.deepEqual(bulk.flags.find((one: { key: string }) => one.key === 'own-metadata').metadata, {
    team: 'core',
    set: 2,
    owner: 'x',
  })
})

test('a body that cannot be used is refused in the words of OFREP', async t => {
  const { call, ask, inject } = await started(t)
  await call(CreateAdminFlag, { body: { key: 'bool', ...document.flags.bool } as never })
  const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
  const bodies: readonly [string, string][] = [
    ['{', 'PARSE_ERROR'],
    ['{"context": NaN}', 'PARSE_ERROR'],
    ['[]', 'INVALID_CONTEXT'],
    ['{"context": 7}', 'INVALID_CONTEXT'],
    ['{"context": {"n": 1e999}}', 'INVALID_CONTEXT'],
    ['{"context": {"__proto__": {"admin": true}}}', 'INVALID_CONTEXT'],
    ['{"context": {"a": {"constructor": 1}}}', 'INVALID_CONTEXT'],
    ['{"context": {"targetingKey": {"a": 1}}}', 'INVALID_CONTEXT'],
    [`{"context": {"a": ${deep}}}`, 'INVALID_CONTEXT'],
    [`{"context": {"a": ${'['.repeat(200_000)}}}`, 'INVALID_CONTEXT'],
    [JSON.stringify({ context: { targetingKey: 'x'.repeat(1_000_000) } }), 'INVALID_CONTEXT'],
  ]
  for (const [body, code] of bodies) {
    for (const path of ['/bool', '']) {
      const answer = await ask(path, body)
      assert.equal(answer.status, 400, body.slice(0, 60))
      const { errorCode, errorDetails } = JSON.parse(answer.body)
      assert.equal(errorCode, body.includes('[[[') ? errorCode : code, body.slice(0, 60))
      assert.ok(errorDetails.length > 10)
    }
  }
  for (const body of ['', '{}', '{"context": {}}', '{"context": null}'])
    assert.equal((await ask('/bool', body)).status, 200)
  assert.equal(
    (await inject('POST', '/ofrep/v1/evaluate/flags/bool', {})).status,
    401,
    'nobody in particular may not ask',
  )
})

test('a bulk answer is given again only when something changed; a rule on the clock is always computed', async t => {
  const { call, ask, clock } = await started(t)
  await call(CreateAdminFlag, { body: { key: 'bool', ...document.flags.bool } as never })
  const first = await ask('', { context: jon })
  const etag = String(first.headers.etag)
  const again = await ask('', { context: jon }, { 'if-none-match': etag })
  assert.deepEqual([again.status, again.body, again.headers.etag], [304, '', etag])
  assert.equal((await ask('', { context: { ...jon, plan: 'free' } }, { 'if-none-match': etag })).status, 200)
  await call(CreateAdminFlag, { body: { key: 'other', ...document.flags.bool } as never })
  assert.equal((await ask('', { context: jon }, { 'if-none-match': etag })).status, 200)

  const soon = { '>': [{ var: '$flagd.timestamp' }, clock.now() / 1000 + 60] }
  await call(CreateAdminFlag, { body: { key: 'soon', ...when(soon) } as never })
  const before = String((await ask('', { context: jon })).headers.etag)
  assert.equal((await ask('', { context: jon }, { 'if-none-match': before })).status, 304)
  await clock.advance(120_000)
  const after = await ask('', { context: jon }, { 'if-none-match': before })
  assert.equal(after.status, 200)
  assert.match(after.body, /"key":"soon","value":"yes"/)
})

test('GET /flags tells a user and a role what is on', async t => {
  const { call, inject } = await started(t, { public_evaluation: true })
  const targeting = {
    if: [{ or: [{ '==': [{ var: 'role' }, 'admin'] }, { in: [{ var: 'user' }, ['ada']] }] }, 'on', 'off'],
  }
  await call(CreateAdminFlag, {
    body: { key: 'new-ui', ...flag(onOff, { defaultVariant: 'off', targeting }) } as never,
  })
  await call(CreateAdminFlag, { body: { key: 'old', ...document.flags.disabled } as never })
  const asked = async (query: string) => JSON.parse((await inject('GET', `/flags?${query}`)).body).flags
  assert.deepEqual(await asked('user=ada&role=viewer'), { 'new-ui': true, old: false })
  assert.deepEqual(await asked('user=bob&role=admin'), { 'new-ui': true, old: false })
  assert.deepEqual(await asked('user=bob'), { 'new-ui': false, old: false })
})

test('a page of another site may ask with a key, and read the ETag', async t => {
  const { ask, host } = await started(t)
  const url = '/ofrep/v1/evaluate/flags'
  const before = await host.app.inject({ method: 'OPTIONS', url, headers: { origin: 'https://shop.example.test' } })
  assert.equal(before.statusCode, 204)
  assert.equal(before.headers['access-control-allow-origin'], '*')
  assert.match(String(before.headers['access-control-allow-headers']), /authorization/)
  const answer = await ask('', {}, { origin: 'https://shop.example.test' })
  assert.deepEqual([answer.status, answer.headers['access-control-expose-headers']], [200, 'etag'])
})
