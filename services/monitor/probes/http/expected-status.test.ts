import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { inEnglish, say } from '../../../../contracts/messages/words.ts'
import { ExpectedStatus, statusRule } from './expected-status.ts'

const accepted = (expected: ExpectedStatus) => {
  assert.ok(Value.Check(ExpectedStatus, expected))
  const { accepts } = statusRule(expected)
  return [100, 199, 200, 204, 205, 299, 301, 404, 500].filter(accepts)
}

test('a status is a number, a class, a range, or a list of them', () => {
  assert.deepEqual(accepted(200), [200])
  assert.deepEqual(accepted('204'), [204])
  assert.deepEqual(accepted('2xx'), [200, 204, 205, 299])
  assert.deepEqual(accepted('2XX'), [200, 204, 205, 299])
  assert.deepEqual(accepted('200-204'), [200, 204])
  assert.deepEqual(accepted([301, '4xx', '204']), [204, 301, 404])
})

test('nothing else is one', () => {
  for (const wrong of [99, 600, 200.5, '6xx', '20x', 'ok', '2xx-3xx', [], [[200]], null, true, '200-'])
    assert.equal(Value.Check(ExpectedStatus, wrong), false, JSON.stringify(wrong))
})

test('the rule says itself in words', () => {
  const { expected } = statusRule([200, '3xx', '204-206'])
  assert.equal(inEnglish(say('http.status', { status: 500, expected })), 'HTTP 500, expected 200 or 3xx or 204-206')
  assert.equal(statusRule(200).expected, '200')
})
