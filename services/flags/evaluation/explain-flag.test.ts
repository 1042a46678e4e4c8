import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ExplainDraft, ExplainFlag } from '../../../contracts/flags/flag-evaluation.ts'
import { GetEvaluationCounts } from '../../../contracts/flags/flag-governance.ts'
import { CreateFlag, GetFlag, PutSegment } from '../../../contracts/flags/flags.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'

const onOff = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } as const
const staff = { ...onOff, targeting: { if: [{ $ref: 'staff' }, 'on'] } }
const context = { targetingKey: 'ada', email: 'ada@example.com' }

async function house(t: TestContext) {
  const host = await testHost(t, { services: [flags] })
  const rule = { ends_with: [{ var: 'email' }, '@example.com'] }
  await host.call(PutSegment, { params: { key: 'staff' }, body: { rule } })
  await host.call(CreateFlag, { body: { key: 'ui', definition: onOff } })
  return host
}

test('a draft is explained with the segments of its environment, and nothing of it is kept or counted', async t => {
  const { call } = await house(t)
  const draft = await call(ExplainDraft, { body: { key: 'ui', definition: staff, context } })
  assert.deepEqual([draft.result.variant, draft.decided_by], ['on', 'targeting'])
  assert.ok(draft.steps.some(({ path, value }) => path.includes('staff') && value === true))
  const saved = await call(ExplainFlag, { params: { key: 'ui' }, body: { context } })
  assert.deepEqual([saved.result.variant, saved.decided_by], ['off', 'default'])
  assert.equal((await call(GetFlag, { params: { key: 'ui' } })).definition.targeting, undefined)
  assert.equal((await call(GetEvaluationCounts, { params: { key: 'ui' } })).total, 0)
})

test('a draft of a flag that is not there is explained too', async t => {
  const { call } = await house(t)
  const prerequisites = [{ flag: 'ui', variants: ['on'] }]
  const draft = await call(ExplainDraft, { body: { key: 'new', definition: staff, prerequisites, context } })
  assert.deepEqual([draft.result.variant, draft.decided_by], ['off', 'prerequisite'])
  assert.deepEqual(draft.prerequisites, [{ flag: 'ui', wanted: ['on'], variant: 'off', met: false }])
})

test('a draft that could not be saved is refused with the places of its mistakes', async t => {
  const { call } = await house(t)
  const fieldsOf = async (body: object) => {
    const thrown = await call(ExplainDraft, { body: { key: 'ui', definition: staff, ...body } }).catch(one => one)
    assert.ok(thrown instanceof Refusal, String(thrown))
    return thrown.fields.map(({ field }) => field)
  }
  assert.deepEqual(await fieldsOf({ definition: { ...onOff, defaultVariant: 'maybe' } }), ['definition.defaultVariant'])
  assert.deepEqual(await fieldsOf({ prerequisites: [{ flag: 'ui', variants: ['on'] }] }), ['ui.prerequisites'])
  assert.deepEqual(await fieldsOf({ prerequisites: [{ flag: 'gone', variants: ['on'] }] }), ['ui.prerequisites[0]'])
  assert.deepEqual(await fieldsOf({ context: 'ada' }), ['body.context'])
  assert.deepEqual(await fieldsOf({ definition: undefined }), ['definition'])
})
