import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOfPrerequisites, rowOf, withVariant } from './prerequisites.ts'

test('what the server says of prerequisites is found, with its row, and nothing else is', () => {
  const rows = [
    ['checkout.prerequisites[1]', true, 1],
    ['body.prerequisites[0].variants', true, 0],
    ['other.flag.prerequisites', true, undefined],
    ['body.prerequisites', true, undefined],
    ['definition.targeting', false, undefined],
    ['definition.variants.prerequisites-on', false, undefined],
  ] as const
  for (const [field, isOne, row] of rows) {
    assert.equal(isOfPrerequisites({ field, message: '' }), isOne, field)
    assert.equal(rowOf({ field, message: '' }), row, field)
  }
})

test('variants are added and taken away again, and one always stays', () => {
  const one = { flag: 'ui', variants: ['on'] }
  assert.deepEqual(withVariant(one, 'off').variants, ['on', 'off'])
  assert.deepEqual(withVariant(withVariant(one, 'off'), 'on').variants, ['off'])
  assert.deepEqual(withVariant(one, 'on').variants, ['on'])
})
