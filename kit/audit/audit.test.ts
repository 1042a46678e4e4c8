import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { defineEvent, type Fact } from '../service/event.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines } from '../testing/engines.ts'
import { type AuditedChange, type AuditRecord, auditRecord, auditWriter, type Facts } from './audit-record.ts'
import { AuditStore } from './audit-store.ts'
import { createAudit } from './audit-table.ts'

const ada = { id: 'u1', kind: 'user', name: 'Ada', role: 'admin' }
const clock = testClock()
const recorded = (change: AuditedChange): AuditRecord =>
  auditRecord({ service: 'sample', silent: ['revision'], secret: ['password'] }, clock, ada, change)

test('fields that differ are recorded, silent ones never, and of a secret only that there is one', () => {
  const before = { a: 1, b: [1], password: 'x', revision: 1, nested: { x: 1, y: 2 } }
  const after = { a: 1, b: [2], password: 'y', revision: 2, nested: { y: 2, x: 1 }, none: null }
  const record = recorded({ action: 'thing.changed', id: 't1', before, after })
  assert.deepEqual(record.before, { b: [1], password: 'set' })
  assert.deepEqual(record.after, { b: [2], password: 'set' })
  assert.deepEqual(recorded({ action: 'thing.created', id: 't1', after: { a: 1, password: null } }).after, {
    a: 1,
    password: null,
  })
})

test('the thing is what the action begins with, unless it is said, and of the actor no more is kept than who it is', () => {
  const { subject, actor, before } = recorded({ action: 'thing.created', id: 't1' })
  assert.deepEqual(
    [subject, actor, before],
    [{ kind: 'thing', id: 't1' }, { id: 'u1', kind: 'user', name: 'Ada' }, null],
  )
  assert.equal(recorded({ action: 'sign-in.failed', id: 'u1', kind: 'user' }).subject.kind, 'user')
})

test('a service that does not keep the log says what was changed as an event', async () => {
  const event = defineEvent('vigie.thing-recorded.v1', Type.Object({}))
  const facts: Fact[] = []
  const publish = async (...published: Fact[]) => void facts.push(...published)
  await auditWriter({ service: 'sample', event })({ publish, clock }, ada, { action: 'thing.created', id: 't1' })
  const [said] = facts as Fact<AuditRecord>[]
  assert.deepEqual([facts.length, said?.definition, said?.subject], [1, event, said?.data.id])
  assert.equal(said?.data.service, 'sample')
})

onBothEngines('the audit store', engine => {
  const opened = async (t: Parameters<typeof engine.store>[0]) => {
    const store = await engine.store(t, { '0001-create-audit': createAudit })
    return store && { audit: new AuditStore(store), transaction: store.transaction.bind(store) }
  }

  test('lists the newest first, behind a number and filtered, and adds one record only once', async t => {
    const log = await opened(t)
    if (!log) return
    const { audit, transaction } = log
    const records = ['thing.created', 'thing.changed', 'other.changed'].map(action =>
      recorded({ action, id: action, before: { a: 1 }, after: { a: 2 } }),
    )
    for (const record of [...records, ...records]) await transaction(() => audit.add(record))
    const [newest, ...older] = await audit.list({ limit: 10 })
    assert.deepEqual(
      [newest, ...older].map(entry => entry && { ...entry, seq: undefined }),
      records.toReversed().map(record => ({ ...record, seq: undefined })),
    )
    assert.deepEqual(await audit.list({ limit: 10, after: newest?.seq }), older)
    assert.deepEqual(await audit.list({ limit: 10, kind: 'thing' }), older)
    for (const none of [{ actor: 'u2' }, { subject: 'x' }, { action: 'x' }, { until: records[0]?.at }]) {
      assert.deepEqual(await audit.list({ limit: 10, ...none }), [])
    }
  })

  test('takes out who a deleted person was, and amends the entry that stands for many', async t => {
    const log = await opened(t)
    if (!log) return
    const { audit, transaction } = log
    const record = recorded({ action: 'user.changed', id: 'u2', before: { email: 'a' }, after: { email: 'b' } })
    await transaction(() => audit.add(record))
    const blank = (facts: Facts | null) => facts && { ...facts, email: null }
    await transaction(() => audit.removePerson('u2', 'deleted', blank))
    await transaction(() => audit.removePerson('u1', 'deleted', blank))
    const [forgotten] = await audit.list({ limit: 1 })
    assert.deepEqual(
      [forgotten?.actor.name, forgotten?.before, forgotten?.after],
      ['deleted', { email: null }, { email: null }],
    )
    await transaction(() => audit.amend(record.id, { more: 2 }))
    assert.deepEqual((await audit.list({ limit: 1 }))[0]?.after, { more: 2 })
  })
})
