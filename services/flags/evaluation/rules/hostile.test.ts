import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inEnglish } from '../../../../contracts/messages/words.ts'
import { checkDocument } from '../../definitions/check-document.ts'
import { costlyContext, costlyRules, hostileRules } from '../../testing/hostile-rules.ts'
import { parseContext } from '../check-context.ts'
import { Snapshot } from '../snapshot.ts'

const nested = (depth: number, inner: unknown): unknown => {
  let value = inner
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { '!': [value] } : { if: [value, 'on'] }
  return value
}
const flag = (targeting: unknown) => ({
  flags: { f: { state: 'ENABLED', variants: { on: 'ON' }, defaultVariant: 'on', targeting } },
})
const hostileContext = {
  targetingKey: 'u',
  list: costlyContext.list,
  toString: 7,
  length: -1,
  user: { name: null, valueOf: 'x' },
  n: 1e308,
}

test('whatever a rule is, it is refused with its place or it ends', () => {
  for (const rule of fc.sample(hostileRules, { numRuns: 1_000, seed: 5 })) {
    const { document, problems } = checkDocument(flag(rule))
    assert.ok(problems.every(({ message_i18n }) => message_i18n))
    if (!document) {
      assert.ok(problems.length > 0 && problems.every(({ path, message }) => path !== '' && message !== ''))
      continue
    }
    const flags = [...document.flags].map(([key, definition]) => ({
      key,
      definition,
      prerequisites: [],
      override: null,
    }))
    const snapshot = new Snapshot({
      project: 'p',
      environment: 'e',
      revision: 1,
      metadata: undefined,
      flags,
      segments: document.segments,
    })
    const outcome = snapshot.outcomeOf('f', snapshot.evaluation(hostileContext, 0))
    assert.ok(outcome && JSON.parse(outcome.json).key === 'f')
    assert.equal(outcome.failed, outcome.parts.error !== undefined)
  }
})

test('rules that would grow without end are stopped, and say so', () => {
  for (const [what, rule] of Object.entries(costlyRules)) {
    const definition = flag(rule).flags.f as never
    const source = { key: 'f', definition, prerequisites: [], override: null }
    const snapshot = new Snapshot({
      ...{ project: 'p', environment: 'e', revision: 1, metadata: undefined },
      flags: [source],
      segments: new Map(),
    })
    const outcome = snapshot.outcomeOf('f', snapshot.evaluation(costlyContext, 0))
    assert.equal(outcome?.parts.error_code, 'GENERAL', `${what}: ${outcome?.json.slice(0, 200)}`)
    const error = outcome?.parts.error
    assert.match(error ? inEnglish(error) : '', /too many steps|more than|is no variant/, what)
  }
})

test('documents that are too deep, too large, of forbidden names or round in circles are refused', () => {
  const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`f${index}`, {}]))
  const wrong: readonly [RegExp, unknown][] = [
    [/levels deep/, flag(nested(3_000, true))],
    [/at most 65536/, flag({ '==': [{ var: 'a' }, 'x'.repeat(1_000_000)] })],
    [/more than 50000 values/, flag({ in: [1, Array.from({ length: 60_000 }, () => 1)] })],
    [/JavaScript keeps/, JSON.parse('{"flags":{"__proto__":{"state":"ENABLED","variants":{"a":1}}}}')],
    [/JavaScript keeps/, flag(JSON.parse('{"if":[{"__proto__":1}]}'))],
    [/finite/, { flags: { f: { state: 'ENABLED', variants: { on: JSON.parse('1e999') } } } }],
    [/more than 10000 flags/, { flags: many }],
    [/refers to itself: a → b → a/, { flags: {}, $evaluators: { a: { or: [{ $ref: 'b' }] }, b: { $ref: 'a' } } }],
    [/object or a list|object of key/, { flags: 'none' }],
  ]
  for (const [message, document] of wrong) {
    const checked = checkDocument(document)
    assert.equal(checked.document, null, String(message))
    assert.ok(
      checked.problems.some(problem => message.test(problem.message)),
      `${message}: ${checked.problems[0]?.message}`,
    )
  }
})

test('contexts of any text are read or refused', () => {
  for (const text of fc.sample(
    fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map(json => `{"context":${json}}`),
    ),
    { numRuns: 1_000, seed: 3 },
  )) {
    const asked = parseContext(text)
    assert.ok('context' in asked || inEnglish(asked.error) !== '')
  }
})

test('a context of brackets alone is refused before it is parsed', () => {
  for (const [body, problem] of [
    ['['.repeat(100_000), /nested more than 32 levels/],
    [`{"context":{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}}`, /nested more than 32 levels/],
    [`{"context":{"a":[${'1,'.repeat(40_000)}1]}}`, /holds more than 20000 values/],
  ] as const) {
    const asked = parseContext(body)
    assert.ok('error' in asked && problem.test(inEnglish(asked.error)), body.slice(0, 20))
  }
  assert.ok('context' in parseContext(`{"context":{"a":[${'1,'.repeat(15_000)}1]}}`))
})
