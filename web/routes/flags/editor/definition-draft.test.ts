import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FlagDefinition } from '../../../../contracts/flags/flags.ts'
import { type Bucketing, draftedOf, draftOf } from './definition-draft.ts'

const plain: FlagDefinition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }

function chosen(definition: FlagDefinition, bucketing: Bucketing): FlagDefinition | undefined {
  const before = { definition, prerequisites: [] }
  return draftedOf({ ...draftOf(before), bucketing }, before)?.definition
}

test('how people are divided is written down when somebody chooses it, and else left as it was', () => {
  assert.deepEqual(chosen(plain, 'v2'), plain)
  assert.deepEqual(chosen(plain, 'v3'), { ...plain, bucketing: 'v3' })
  assert.deepEqual(chosen({ ...plain, bucketing: 'v2' }, 'v2'), { ...plain, bucketing: 'v2' })
  assert.deepEqual(chosen({ ...plain, bucketing: 'v3' }, 'v2'), { ...plain, bucketing: 'v2' })
})

test('a definition that nobody touched comes out of the form as it went in', () => {
  const definition: FlagDefinition = { ...plain, bucketing: 'v3', targeting: { if: [{ var: 'beta' }, 'on', null] } }
  const before = { definition, prerequisites: [{ flag: 'checkout', variants: ['on'] }] }
  assert.deepEqual(draftedOf(draftOf(before), before), before)
})
