import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlagdCore } from '@openfeature/flagd-core'
import fc from 'fast-check'
import type { FlagDefinition } from '../../../../contracts/flags/flags.ts'
import { Snapshot } from '../snapshot.ts'

// Against flagd's own evaluator: rules whose types fit (where they do not, flagd's engines differ among themselves too)
// and ASCII bucketing keys (it hashes others as UTF-16, which flagd in Go does not).

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
const word = fc.constantFrom('pro', 'free', 'beta', 'admin', 'fr', 'en', 'a@macrosoft.com', 'b@acme.test', '')
const version = fc.constantFrom(
  '1.0.0',
  'v1.2.3',
  '1.2',
  '2',
  '2.0.0-alpha',
  '2.0.0-beta.2',
  '1.0.0+b1',
  'not one',
  '1.2.3.4',
)
const variant = fc.constantFrom<Json>('on', 'off', 'other', null, true, false)
const textNames = ['plan', 'email', 'user.name', 'nobody', 'targetingKey']

const rules = fc.letrec<{ bool: Json; text: Json; num: Json; result: Json; list: Json }>(tie => ({
  text: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.constantFrom(...textNames).map(name => ({ var: name }) as Json),
    fc.tuple(fc.constantFrom(...textNames), word).map(([name, otherwise]) => ({ var: [name, otherwise] }) as Json),
    fc.tuple(tie('text'), tie('text')).map(parts => ({ cat: parts }) as Json),
    fc.constant<Json>({ var: '$flagd.flagKey' }),
    fc.tuple(word, fc.integer({ min: -3, max: 3 })).map(([text, from]) => ({ substr: [text, from] }) as Json),
  ),
  num: fc.oneof(
    { depthSize: 'small' },
    fc.integer({ min: -5, max: 50 }),
    fc.constantFrom<Json>({ var: ['age', 30] }, { var: ['visits', 3] }),
    fc
      .tuple(fc.constantFrom('+', '-', '*', 'max', 'min'), tie('num'), tie('num'))
      .map(([op, a, b]) => ({ [op]: [a, b] }) as Json),
    fc
      .tuple(fc.constantFrom('/', '%'), tie('num'), fc.integer({ min: 1, max: 9 }))
      .map(([op, a, b]) => ({ [op]: [a, b] }) as Json),
    tie('list').map(list => ({ reduce: [list, { '+': [{ var: 'accumulator' }, { var: 'current' }] }, 0] }) as Json),
  ),
  list: fc.oneof(
    { depthSize: 'small' },
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }) as fc.Arbitrary<Json>,
    fc.constant<Json>({ var: 'scores' }),
    tie('list').map(list => ({ map: [list, { '*': [{ var: '' }, 2] }] }) as Json),
    tie('list').map(list => ({ filter: [list, { '>': [{ var: '' }, 3] }] }) as Json),
    fc.tuple(tie('list'), tie('list')).map(lists => ({ merge: lists }) as Json),
  ),
  bool: fc.oneof(
    { depthSize: 'small' },
    fc.boolean() as fc.Arbitrary<Json>,
    fc
      .tuple(fc.constantFrom('==', '!=', '===', '!=='), tie('text'), word)
      .map(([op, a, b]) => ({ [op]: [a, b] }) as Json),
    fc
      .tuple(fc.constantFrom('<', '<=', '>', '>='), tie('num'), tie('num'))
      .map(([op, a, b]) => ({ [op]: [a, b] }) as Json),
    fc.tuple(fc.integer({ max: 20 }), tie('num'), fc.integer({ min: 20 })).map(parts => ({ '<=': parts }) as Json),
    fc.tuple(fc.constantFrom('and', 'or'), tie('bool'), tie('bool')).map(([op, a, b]) => ({ [op]: [a, b] }) as Json),
    tie('bool').map(inner => ({ '!': [inner] }) as Json),
    tie('bool').map(inner => ({ '!!': [inner] }) as Json),
    fc
      .tuple(fc.constantFrom('starts_with', 'ends_with'), tie('text'), word)
      .map(([op, a, b]) => ({ [op]: [a, b] }) as Json),
    fc
      .tuple(version, fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '^', '~', '<>'), version)
      .map(([a, op, b]) => ({ sem_ver: [a, op, b] }) as Json),
    fc.constantFrom('=', '>', '^').map(op => ({ sem_ver: [{ var: 'version' }, op, '1.2.0'] }) as Json),
    fc.tuple(tie('text'), fc.array(word, { maxLength: 10 })).map(([needle, list]) => ({ in: [needle, list] }) as Json),
    fc
      .tuple(fc.constantFrom('all', 'some', 'none'), tie('list'))
      .map(([op, list]) => ({ [op]: [list, { '>': [{ var: '' }, 4] }] }) as Json),
    fc.constantFrom('email', 'nobody').map(name => ({ missing: [name] }) as Json),
    fc.constant<Json>({ missing_some: [1, ['nobody', 'plan']] }),
  ),
  result: fc.oneof(
    { depthSize: 'small' },
    variant,
    fc.tuple(tie('bool'), tie('result'), tie('result')).map(parts => ({ if: parts }) as Json),
    fc
      .tuple(tie('bool'), tie('result'), tie('bool'), tie('result'), tie('result'))
      .map(parts => ({ if: parts }) as Json),
    fc
      .array(fc.tuple(fc.constantFrom('on', 'off', 'other'), fc.integer({ min: -3, max: 60 })), {
        minLength: 1,
        maxLength: 4,
      })
      .map(shares => ({ fractional: shares }) as Json),
    fc
      .tuple(
        tie('text'),
        fc.tuple(fc.constantFrom<Json>('on', 'nope'), tie('num')),
        fc.constantFrom<Json>(['off'], ['off', 20], ['off', 0.5]),
      )
      .map(parts => ({ fractional: parts }) as Json),
    fc.constant<Json>({ $ref: 'is_macrosoft' }),
  ),
}))

const contexts: Record<string, unknown>[] = [
  {},
  { targetingKey: 'u-1', plan: 'pro', age: 17, scores: [1, 5, 9], email: 'a@macrosoft.com', version: '1.2.3' },
  { targetingKey: 'jon@company.com', plan: 'free', age: 40.5, user: { name: 'beta' }, version: 2, visits: 0 },
  { targetingKey: 'x'.repeat(60), email: 'b@acme.test', scores: [], age: 0, version: 'V1.2.0' },
]

const segments = { is_macrosoft: { ends_with: [{ var: 'email' }, '@macrosoft.com'] } }

test('flagd itself comes to the same, with rules and contexts at random', () => {
  const sample = fc.sample(rules.result, { numRuns: 1_500, seed: 11 })
  const flags: Record<string, FlagDefinition> = {}
  for (const [index, rule] of sample.entries()) {
    const targeting = index % 40 === 1 ? {} : typeof rule === 'object' && rule !== null ? rule : { if: [true, rule] }
    const [state, defaultVariant] = [index % 50 === 0 ? 'DISABLED' : 'ENABLED', index % 7 === 0 ? null : 'off'] as const
    flags[`flag-${index}`] = { state, variants: { on: 'ON', off: 'OFF', true: 'yes' }, defaultVariant, targeting }
  }
  const flagd = new FlagdCore(
    undefined,
    { debug() {}, info() {}, warn() {}, error() {} },
    { disableDynamicCodeGeneration: true },
  )
  flagd.setConfigurations(JSON.stringify({ flags, $evaluators: segments }))
  const ours = new Snapshot({
    ...{ project: 'default', environment: 'production', revision: 1, metadata: undefined },
    flags: Object.entries(flags).map(([key, definition]) => ({ key, definition, prerequisites: [], override: null })),
    segments: new Map(Object.entries(segments)),
  })
  const reasons = new Map<string, number>()
  for (const key of Object.keys(flags)) {
    for (const context of contexts) {
      const wanted = flagd.resolveStringEvaluation(key, 'CODE', structuredClone(context) as never)
      const { parts } = ours.outcomeOf(key, ours.evaluation(context, Date.now()))!
      const found = {
        value: parts.error_code || parts.value === undefined ? 'CODE' : parts.value,
        ...{ variant: parts.variant, reason: parts.reason, error: parts.error_code },
      }
      const theirs = {
        value: wanted.errorCode || wanted.value === undefined ? 'CODE' : wanted.value,
        ...{ variant: wanted.variant, reason: wanted.reason, error: wanted.errorCode },
      }
      assert.deepEqual(found, theirs, `${JSON.stringify(flags[key])} with ${JSON.stringify(context)}`)
      reasons.set(
        `${parts.reason} ${parts.variant ?? ''}`,
        (reasons.get(`${parts.reason} ${parts.variant ?? ''}`) ?? 0) + 1,
      )
    }
  }
  // The sample reaches every sort of end.
  for (const end of [
    'TARGETING_MATCH on',
    'TARGETING_MATCH off',
    'TARGETING_MATCH true',
    'DEFAULT off',
    'DEFAULT ',
    'DISABLED ',
    'ERROR ',
    'STATIC off',
  ]) {
    assert.ok(reasons.has(end), `${end} is not among ${[...reasons.keys()].join(', ')}`)
  }
})
