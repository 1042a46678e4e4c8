import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  conditionsOf,
  fromRows,
  hundred,
  logicOfAll,
  moveShare,
  operators,
  type Rule,
  type Served,
  type Share,
  toRows,
  typedValue,
} from './targeting.ts'

const variant = fc.constantFrom('on', 'off', 'beta')
const shares = fc.uniqueArray(fc.tuple(variant, fc.integer({ min: 0, max: 100 })), {
  minLength: 1,
  selector: ([name]) => name,
})
const served = fc.oneof(fc.record({ variant }), fc.record({ shares }), fc.constant(null)) as fc.Arbitrary<Served>
const text = fc.string({ minLength: 1 })
const condition = fc.constantFrom(...operators).chain(operator =>
  fc.record({
    attribute: operator === 'segment' ? fc.constant('') : text,
    operator: fc.constant(operator),
    value: operator === 'in' ? fc.array(text) : text,
  }),
)
const rule = fc.record({
  conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
  serve: served,
}) as fc.Arbitrary<Rule>

test('rows come back from the rule that was made of them', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), served, (rules, otherwise) => {
      const written = JSON.parse(JSON.stringify(fromRows({ rules, otherwise }) ?? null))
      assert.deepEqual(toRows(written), JSON.parse(JSON.stringify({ rules, otherwise })))
    }),
  )
})

test('what rows cannot say is left alone', () => {
  const rules = [
    { if: [{ or: [{ '==': [{ var: 'a' }, 1] }, true] }, 'on'] },
    { fractional: [{ var: 'email' }, ['on', 50], ['off', 50]] },
    { if: [{ sem_ver: [{ var: 'version' }, '>=', '1.2.0'] }, 'on', 'off'] },
    { if: [{ '==': [{ var: ['a', 'fallback'] }, 1] }, 'on'] },
    { if: [true, 'on'] },
    'off'.length,
  ]
  for (const one of rules) assert.equal(toRows(one), undefined, JSON.stringify(one))
})

test('shares are always a hundred together, and nobody has less than nothing', () => {
  fc.assert(
    fc.property(shares, fc.nat(2), fc.integer({ min: -50, max: 150 }), (some, at, weight) => {
      const index = at % some.length
      const all = [hundred(some), ...(some.length > 1 ? [moveShare(hundred(some), index, weight)] : [])]
      for (const result of all as (readonly Share[])[]) {
        assert.equal(
          result.reduce((sum, [, share]) => sum + share, 0),
          100,
        )
        assert.ok(result.every(([, share]) => share >= 0))
      }
    }),
  )
})

test('what is typed becomes what people mean', () => {
  assert.deepEqual(typedValue('in', 'FR, BE ,'), ['FR', 'BE'])
  assert.equal(typedValue('>=', '18'), 18)
  assert.equal(typedValue('==', '18'), '18')
  assert.equal(typedValue('==', 'true'), true)
})

test('the conditions of a segment come back as they were', () => {
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), conditions => {
      const expected = JSON.parse(JSON.stringify(conditions))
      assert.deepEqual(conditionsOf(JSON.parse(JSON.stringify(logicOfAll(conditions)))), expected)
    }),
  )
  assert.equal(conditionsOf({ or: [{ '==': [{ var: 'role' }, 'dev'] }, true] }), undefined)
})
