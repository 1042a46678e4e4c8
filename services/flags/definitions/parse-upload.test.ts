import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateAdminFlag, ExportFlags, ImportFlags } from '../../../contracts/flags/flag-documents.ts'
import { GetFlag } from '../../../contracts/flags/flags.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'

/** Larger than what is read beside everything else: a thread reads it, and hands it over in many parts. */
const many = 1_500
const named = <Value>(make: (at: number) => Value): Record<string, Value> =>
  Object.fromEntries(Array.from({ length: many }, (_, at) => [`f${String(at).padStart(4, '0')}`, make(at)]))
const flag = (at: number) => ({
  state: 'ENABLED' as const,
  variants: { on: true, off: false },
  defaultVariant: 'off',
  targeting: { if: [{ $ref: `r${at % 900}` }, 'on', 'off'] },
})
const rules = Object.fromEntries(
  Array.from({ length: 900 }, (_, at) => [`r${at}`, at === 0 ? true : { '!': [{ $ref: `r${at - 1}` }] }]),
)
const document = { $schema: 'https://flagd.dev/schema/v0/flags.json', flags: named(flag), $evaluators: rules }

test('a large file is taken over whole, and given back as it came', async t => {
  const { call } = await testHost(t, { services: [flags] })
  const result = await call(ImportFlags, { body: document })
  assert.equal(result.created.length, many)
  assert.deepEqual(result.problems, [])
  assert.deepEqual(await call(ExportFlags, {}), document)
  const again = await call(ImportFlags, { body: document, query: { dry_run: true } })
  assert.deepEqual([again.unchanged.length, again.changed, again.created], [many, [], []])
})

test('what is wrong far inside a large file is refused by its place, and nothing of it is kept', async t => {
  const { call } = await testHost(t, { services: [flags] })
  const body = { flags: { ...named(flag), zz: { ...flag(0), defaultVariant: 'of' } } }
  await assert.rejects(
    call(ImportFlags, { body }),
    thrown =>
      thrown instanceof Refusal &&
      thrown.code === 'flags.invalid' &&
      thrown.fields?.[0]?.field === 'flags.zz.defaultVariant',
  )
  assert.deepEqual((await call(ExportFlags, {})).flags, {})
})

test('one large flag is one flag', async t => {
  const { call } = await testHost(t, { services: [flags] })
  const variants = { on: { text: 'é'.repeat(40_000) }, off: {} }
  await call(CreateAdminFlag, { body: { key: 'large', state: 'ENABLED', variants, defaultVariant: 'off' } })
  assert.deepEqual((await call(GetFlag, { params: { key: 'large' } })).definition.variants, variants)
})
