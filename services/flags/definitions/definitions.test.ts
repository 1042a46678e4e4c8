import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import * as documents from '../../../contracts/flags/flag-documents.ts'
import { ListFlagSuspects } from '../../../contracts/flags/flag-leases.ts'
import * as contract from '../../../contracts/flags/flags.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { say } from '../../../contracts/messages/words.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'
import { opened, sampleIncident } from '../testing/sample-incident.ts'

const host = (t: TestContext, config: Record<string, unknown> = {}) =>
  testHost(t, { services: [flags], config: { flags: config } })
const bool = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } as const
const refused = (code: string, fields?: readonly string[]) => (thrown: unknown) => {
  assert.ok(thrown instanceof Refusal, String(thrown))
  assert.equal(thrown.code, code, thrown.message)
  if (fields)
    assert.deepEqual(
      thrown.fields.map(({ field }) => field),
      fields,
      thrown.message,
    )
  return true
}

test('a flag is made, changed, switched off and taken away, and each of it is recorded before and after', async t => {
  const { call, said } = await host(t)
  await call(documents.CreateAdminFlag, { body: { key: 'ui', ...bool } })
  await assert.rejects(call(documents.CreateAdminFlag, { body: { key: 'ui', ...bool } }), refused('flags.key-taken'))
  await call(documents.UpdateAdminFlag, { params: { key: 'ui' }, body: { ...bool, defaultVariant: 'off' } })
  assert.equal((await call(documents.ToggleAdminFlag, { params: { key: 'ui' } })).state, 'DISABLED')
  assert.equal((await call(documents.ToggleAdminFlag, { params: { key: 'ui' } })).state, 'ENABLED')
  const listed = await call(documents.ListAdminFlags, {})
  assert.deepEqual(listed.items, [{ key: 'ui', ...bool, defaultVariant: 'off' }])
  await call(documents.DeleteAdminFlag, { params: { key: 'ui' } })
  await assert.rejects(call(documents.ToggleAdminFlag, { params: { key: 'ui' } }), refused('flags.not-found'))

  const changes = await said('flags', contract.FlagChanged)
  assert.deepEqual(
    changes.map(({ action, revision }) => [action, revision]),
    [
      ['created', 1],
      ['changed', 2],
      ['toggled', 3],
      ['toggled', 4],
      ['deleted', 5],
    ],
  )
  const audit = await said('flags', AuditRecorded)
  assert.equal(audit.length, 5)
  assert.deepEqual(audit[1]?.before, { definition: bool })
  assert.deepEqual(audit[1]?.after, { definition: { ...bool, defaultVariant: 'off' } })
})

test('every mistake in a definition is named with its place and what would be right', async t => {
  const { call } = await host(t)
  const wrong: readonly [string, unknown][] = [
    ['state', { ...bool, state: 'ON' }],
    ['variants', { state: 'ENABLED', variants: {} }],
    ['variants.off', { ...bool, variants: { on: true, off: 'no' } }],
    ['variants.off', { ...bool, variants: { on: true, off: null } }],
    ['variants.constructor', { ...bool, variants: { on: true, constructor: false } }],
    ['defaultVariant', { ...bool, defaultVariant: 'onn' }],
    ['targeting', { ...bool, targeting: ['on'] }],
    ['metadata.owner', { ...bool, metadata: { owner: ['a'] } }],
  ]
  for (const [path, definition] of wrong) {
    const sent = { key: 'x', ...(definition as object) } as never
    await assert.rejects(call(documents.CreateAdminFlag, { body: sent }), refused('flags.invalid', [path]), path)
  }
  const raw = async (body: string) => call(documents.CreateAdminFlag, { body: body as never })
  await assert.rejects(raw('{"key":"x","state":"ENABLED","variants":{"on":true},"metadata":{"__proto__":{"a":1}}}'))
  await assert.rejects(
    call(documents.CreateAdminFlag, { body: { ...bool } as never }),
    refused('flags.invalid', ['key']),
  )
  await assert.rejects(
    call(documents.ImportFlags, {
      body: { flags: { a: { ...bool, state: 1 }, b: { ...bool, defaultVariant: 3 } } } as never,
    }),
    refused('flags.invalid', ['flags.a.state', 'flags.b.defaultVariant']),
  )
  await assert.rejects(
    call(documents.ImportFlags, {
      body: { flags: {}, $evaluators: { a: { $ref: 'b' }, b: { '!': [{ $ref: 'a' }] } } },
    }),
    refused('flags.invalid', ['$evaluators.a']),
  )
  const doubtful = await call(documents.ImportFlags, {
    body: { flags: { a: { ...bool, targeting: { iff: [true, 'on'] } } } },
    query: { dry_run: true },
  })
  const message_i18n = say('flag.operation-unknown', { name: '"iff"', hint: say('hint.meant', { word: 'if' }) })
  const message = 'there is no operation "iff"; did you mean "if"?'
  assert.deepEqual(doubtful.problems, [{ path: 'flags.a.targeting.iff', message, message_i18n, severity: 'warning' }])
  assert.deepEqual((await call(contract.ListFlags, {})).items, [], 'nothing was kept')
})

test('a document of flagd comes back as it was, from the object and from the list form', async t => {
  const { call } = await host(t)
  const document = {
    $schema: 'https://flagd.dev/schema/v0/flags.json',
    flags: {
      b: { ...bool, metadata: { a: 1.5 }, 'x-note': ['kept'], bucketing: 'v3' as const },
      a: { ...bool, defaultVariant: null },
    },
    $evaluators: { vip: { '==': [{ var: 'plan' }, 'pro'] } },
    metadata: { flagSetId: 'shop' },
  }
  await call(documents.ImportFlags, { body: document })
  assert.deepEqual(await call(documents.ExportFlags, {}), document)
  const list = [
    { key: 'b', ...document.flags.b },
    { key: 'c', ...bool },
  ]
  const result = await call(documents.ImportFlags, { body: { flags: list }, query: { replace: true } })
  assert.deepEqual([result.created, result.changed, result.unchanged, result.deleted], [['c'], [], ['b'], ['a']])
})

test('a prerequisite decides first; what does not exist and circles are refused', async t => {
  const { call, inject } = await host(t, { public_evaluation: true })
  const definition = { ...bool, targeting: { if: [true, 'on'] }, defaultVariant: 'off' }
  await call(contract.CreateFlag, { body: { key: 'base', definition: bool } })
  const needs = [{ flag: 'base', variants: ['on'] }]
  await call(contract.CreateFlag, { body: { key: 'top', definition, prerequisites: needs } })
  const top = async () => JSON.parse((await inject('GET', '/flags')).body).flags.top
  assert.equal(await top(), true)
  await call(contract.UpdateFlag, { params: { key: 'base' }, body: { definition: { ...bool, defaultVariant: 'off' } } })
  assert.equal(await top(), false)
  const circle = { params: { key: 'base' }, body: { prerequisites: [{ flag: 'top', variants: ['on'] }] } }
  await assert.rejects(call(contract.UpdateFlag, circle), refused('flags.invalid', ['base.prerequisites']))
  await assert.rejects(call(contract.DeleteFlag, { params: { key: 'base' } }), refused('flags.invalid'))
  const unknown = { params: { key: 'top' }, body: { prerequisites: [{ flag: 'base', variants: ['onn'] }] } }
  await assert.rejects(call(contract.UpdateFlag, unknown), refused('flags.invalid'))
})

test('flags that share a rule follow it at once; a rule that is used stays', async t => {
  const { call, inject } = await host(t, { public_evaluation: true })
  const put = (plan: string) =>
    call(contract.PutSegment, { params: { key: 'vip' }, body: { rule: { '==': [{ var: 'user' }, plan] } } })
  await put('ada')
  await call(contract.CreateFlag, {
    body: { key: 'ui', definition: { ...bool, targeting: { if: [{ $ref: 'vip' }, 'on', 'off'] } } },
  })
  const forBob = async () => JSON.parse((await inject('GET', '/flags?user=bob')).body).flags.ui
  assert.equal(await forBob(), false)
  assert.deepEqual((await put('bob')).used_by, ['ui'])
  assert.equal(await forBob(), true)
  await assert.rejects(call(contract.DeleteSegment, { params: { key: 'vip' } }), refused('flags.segment-used'))
  await call(contract.PutSegment, { params: { key: 'inner' }, body: { rule: { '==': [{ var: 'role' }, 'dev'] } } })
  await call(contract.PutSegment, { params: { key: 'outer' }, body: { rule: { $ref: 'inner' } } })
  await assert.rejects(call(contract.DeleteSegment, { params: { key: 'inner' } }), refused('flags.segment-used'))
})

test('a flag or a shared rule that was changed meanwhile is not overwritten unseen, and the refusal shows it', async t => {
  const { call } = await host(t)
  await call(contract.CreateFlag, { body: { key: 'a', definition: bool } })
  const { revision } = await call(contract.GetFlag, { params: { key: 'a' } })
  const describe = (description: string, query: { revision?: number } = {}) =>
    call(contract.UpdateFlag, { params: { key: 'a' }, query, body: { description } })
  await describe('first', { revision })
  const present = await call(contract.GetFlag, { params: { key: 'a' } })
  await assert.rejects(describe('unseen', { revision }), { code: 'flags.changed-meanwhile', present })
  assert.equal((await describe('whatever it is')).description, 'whatever it is')

  const put = (rule: unknown, query: { revision?: number } = {}) =>
    call(contract.PutSegment, { params: { key: 'vip' }, query, body: { rule } })
  const made = await put({ '==': [1, 1] }, { revision: 0 })
  const changed = await put({ '==': [1, 2] }, { revision: made.revision })
  const unseen = put({ '==': [1, 3] }, { revision: made.revision })
  await assert.rejects(unseen, { code: 'flags.changed-meanwhile', present: changed })
  const gone = call(contract.PutSegment, { params: { key: 'gone' }, query: { revision: 3 }, body: { rule: true } })
  await assert.rejects(gone, { code: 'flags.changed-meanwhile', present: null })
})

test('flags of the file are its own, change when it is saved, and survive a file that cannot be used', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-flags-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'flags.json')
  const save = (text: string) => {
    writeFileSync(`${file}.new`, text)
    renameSync(`${file}.new`, file)
  }
  const text = (defaultVariant: string) =>
    `{\n  "flags": {\n    "ui": ${JSON.stringify({ ...bool, defaultVariant })}\n  }\n}`
  save(text('on'))
  const { call, inject, tell, until } = await host(t, { file, public_evaluation: true })
  const ui = async () => JSON.parse((await inject('GET', '/flags')).body).flags.ui
  assert.equal(await ui(), true)
  const shown = await call(contract.GetFlag, { params: { key: 'ui' } })
  assert.deepEqual([shown.origin, shown.place, shown.changed_by], ['file', 'flags.json:3', 'flags.json'])
  await assert.rejects(call(documents.ToggleAdminFlag, { params: { key: 'ui' } }), (thrown: unknown) => {
    assert.ok(thrown instanceof Refusal)
    assert.equal(thrown.code, 'flags.owned-by-file')
    return /flags\.json:3/.test(thrown.message)
  })
  const suspects = async (incident: Incident) => {
    await tell('flags', opened(incident))
    return (await call(ListFlagSuspects, { query: { incident: incident.id } })).items.length
  }
  const soon = () => new Date(Date.now() + 1_000).toISOString()
  assert.equal(await suspects(sampleIncident(soon(), { id: 'i-1', number: 'one' })), 0, 'it was only made known')
  save(text('off'))
  await until('the saved file is in force', async () => (await ui()) === false)
  assert.equal(await suspects(sampleIncident(soon(), { id: 'i-2', number: 'two' })), 1)
  save('{ "flags": { "ui": ')
  await until('the mistake was seen', async () =>
    /^vigie_flags_file_mistakes 1$/m.test((await inject('GET', '/metrics')).body),
  )
  assert.equal(await ui(), false, 'a bad file changes nothing')
  save('{"flags":{}}')
  await until('what is no longer in the file is gone', async () => (await ui()) === undefined)
})
