import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { AskFlags } from '../../../contracts/flags/flag-evaluation.ts'
import * as contract from '../../../contracts/flags/flag-governance.ts'
import * as rollouts from '../../../contracts/flags/flag-rollouts.ts'
import { CreateFlag, GetFlag, ListFlags, ToggleFlag, UpdateFlag } from '../../../contracts/flags/flags.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { code, house } from '../testing/signed-in.ts'

const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } as const
test('a project gives people roles of its own; without one a viewer changes nothing', async t => {
  const { call, as } = await house(t)
  const body = { key: 'ui', definition }
  await call(contract.CreateFlagProject, { body: { name: 'shop' } })
  const query = { project: 'shop' }
  await assert.rejects(as('ada-viewer', CreateFlag, { query, body }), code('flags.role-too-small'))
  await call(contract.PutFlagMember, { params: { project: 'shop', user_id: 'u-ada' }, body: { role: 'editor' } })
  assert.equal((await as('ada-viewer', CreateFlag, { query, body })).changed_by, 'ada')
  await assert.rejects(as('ada-viewer', CreateFlag, { body }), code('flags.role-too-small'), 'only there')
  const member = { params: { project: 'shop', user_id: 'u-bob' }, body: { role: 'owner' } } as const
  await assert.rejects(as('ada-viewer', contract.PutFlagMember, member), code('flags.role-too-small'))
  await call(contract.PutFlagEnvironment, {
    params: { project: 'shop', environment: 'staging' },
    body: { copy_from: 'production' },
  })
  const staging = await call(ListFlags, { query: { project: 'shop', environment: 'staging' } })
  assert.deepEqual(
    staging.items.map(({ key, environment }) => [key, environment]),
    [['ui', 'staging']],
  )
  await assert.rejects(call(contract.DeleteFlagProject, { params: { project: 'shop' } }), code('flags.project-used'))
})

test('each change goes back with one order, unless it was changed again since', async t => {
  const { call } = await house(t)
  await call(CreateFlag, { body: { key: 'ui', definition } })
  await call(UpdateFlag, { params: { key: 'ui' }, body: { owner: 'web team', reason: 'hand over' } })
  await call(ToggleFlag, { params: { key: 'ui' }, body: { reason: 'it burns' } })
  const { items } = await call(contract.ListFlagChanges, { query: { key: 'ui' } })
  assert.deepEqual(
    items.map(({ action, reason }) => [action, reason]),
    [
      ['toggled', 'it burns'],
      ['changed', 'hand over'],
      ['created', null],
    ],
  )
  const [toggled, changed, created] = items
  await assert.rejects(
    call(contract.RevertFlagChange, { params: { id: changed?.id ?? '' } }),
    code('flags.changed-since'),
  )
  await call(contract.RevertFlagChange, { params: { id: toggled?.id ?? '' } })
  assert.equal((await call(GetFlag, { params: { key: 'ui' } })).definition.state, 'ENABLED')
  await call(contract.RevertFlagChange, { params: { id: created?.id ?? '' }, body: { anyway: true } })
  await assert.rejects(call(GetFlag, { params: { key: 'ui' } }), code('flags.not-found'))
  const [last] = (await call(contract.ListFlagChanges, { query: { key: 'ui' } })).items
  await call(contract.RevertFlagChange, { params: { id: last?.id ?? '' } })
  assert.equal(
    (await call(GetFlag, { params: { key: 'ui' } })).owner,
    'web team',
    'what was taken away comes back whole',
  )
})

test('where two pairs of eyes are wanted a change waits for somebody else; broken glass is on record', async t => {
  const { call, as, said } = await house(t)
  await call(CreateFlag, { body: { key: 'ui', definition } })
  const place = { project: 'default', environment: 'production' }
  await call(contract.PutFlagEnvironment, { params: place, body: { approval: true } })
  for (const [user_id, role] of [
    ['u-ada', 'editor'],
    ['u-bob', 'approver'],
  ] as const) {
    await call(contract.PutFlagMember, { params: { project: 'default', user_id }, body: { role } })
  }
  const toggle = { params: { key: 'ui' }, body: { reason: 'test' } }
  const request = Value.Parse(contract.ChangeRequest, await as('ada-viewer', ToggleFlag, toggle))
  assert.equal(request.state, 'pending')
  const state = async () => (await call(GetFlag, { params: { key: 'ui' } })).definition.state
  assert.equal(await state(), 'ENABLED', 'nothing has happened yet')
  const told = async () => (await said('flags', contract.ChangeRequestChanged)).map(one => [one.id, one.state])
  assert.deepEqual(await told(), [[request.id, 'pending']])
  await as('ada-viewer', ToggleFlag, { params: { key: 'ui' }, body: { state: 'ENABLED' } })
  const { items } = await call(contract.ListChangeRequests, { query: { key: 'ui' } })
  assert.equal(items.length, 1, 'nobody is asked to agree to what is so already')
  const approve = { params: { id: request.id }, body: { decision: 'approve' } } as const
  await assert.rejects(as('ada-viewer', contract.DecideChangeRequest, approve), code('flags.own-request'))
  await assert.rejects(as('eve-viewer', contract.DecideChangeRequest, approve), code('flags.role-too-small'))
  assert.equal((await as('bob-viewer', contract.DecideChangeRequest, approve)).state, 'approved')
  assert.equal(await state(), 'DISABLED')
  assert.deepEqual((await told()).at(-1), [request.id, 'approved'])
  await assert.rejects(as('bob-viewer', contract.DecideChangeRequest, approve), code('flags.request-decided'))

  const old = Value.Parse(contract.ChangeRequest, await as('ada-viewer', ToggleFlag, toggle))
  const broken = { ...toggle, query: { break_glass: 'the shop is down' } }
  await as('ada-viewer', ToggleFlag, broken)
  assert.equal(await state(), 'ENABLED')
  const decided = await as('bob-viewer', contract.DecideChangeRequest, { params: { id: old.id }, body: approve.body })
  assert.equal(decided.state, 'outdated', 'what it was asked for is no longer there')
  assert.deepEqual([decided.reason, decided.decision_reason], ['test', null])
  assert.equal(await state(), 'ENABLED')
  const audit = await said('flags', AuditRecorded)
  const glass = audit.find(({ action }) => action === 'flag.break-glass')
  assert.deepEqual([glass?.actor.name, glass?.after?.reason], ['ada', 'toggled: the shop is down'])
})

test('what waits is put in force at once by who may change flags and says why; others only reject or wait', async t => {
  const { call, as } = await house(t)
  await call(CreateFlag, { body: { key: 'ui', definition } })
  const place = { project: 'default', environment: 'production' }
  await call(contract.PutFlagEnvironment, { params: place, body: { approval: true } })
  await call(contract.PutFlagMember, { params: { project: 'default', user_id: 'u-ada' }, body: { role: 'editor' } })
  const toggle = { params: { key: 'ui' }, body: { reason: 'test' } }
  const { id } = Value.Parse(contract.ChangeRequest, await as('ada-viewer', ToggleFlag, toggle))
  const decide = (who: string, decision: 'break_glass' | 'reject', reason?: string) =>
    as(who, contract.DecideChangeRequest, { params: { id }, body: { decision, ...(reason ? { reason } : {}) } })
  await assert.rejects(decide('eve-viewer', 'break_glass', 'I want it'), code('flags.role-too-small'))
  await assert.rejects(decide('ada-viewer', 'break_glass'), code('flags.reason-missing'))
  const forced = await decide('ada-viewer', 'break_glass', 'the shop is down')
  assert.deepEqual([forced.state, forced.reason, forced.decision_reason], ['forced', 'test', 'the shop is down'])
  assert.equal((await call(GetFlag, { params: { key: 'ui' } })).definition.state, 'DISABLED')
  const [last] = (await call(contract.ListFlagChanges, { query: { key: 'ui' } })).items
  assert.deepEqual([last?.action, last?.reason], ['break-glass', 'toggled: the shop is down'])
  await assert.rejects(decide('bob-admin', 'reject'), code('flags.request-decided'))
})

test('two changes that need each other are not both approved', async t => {
  const { call, as } = await house(t)
  for (const key of ['one', 'other']) await call(CreateFlag, { body: { key, definition } })
  const place = { project: 'default', environment: 'production' }
  await call(contract.PutFlagEnvironment, { params: place, body: { approval: true } })
  const ask = async (key: string, flag: string) => {
    const body = { prerequisites: [{ flag, variants: ['on'] }] }
    return Value.Parse(contract.ChangeRequest, await as('ada-admin', UpdateFlag, { params: { key }, body })).id
  }
  const [first, second] = [await ask('one', 'other'), await ask('other', 'one')]
  const approve = (id: string) =>
    as('bob-admin', contract.DecideChangeRequest, { params: { id }, body: { decision: 'approve' } })
  assert.equal((await approve(first)).state, 'approved')
  await assert.rejects(approve(second), code('flags.invalid'))
})

test('how often a flag was evaluated is counted per hour and variant', async t => {
  const { call, as } = await house(t)
  await call(CreateFlag, {
    body: { key: 'ui', definition: { ...definition, targeting: { if: [{ var: 'user' }, 'on', null] } } },
  })
  for (const user of ['a', 'b', '']) await as('ada-viewer', AskFlags, { query: { user } })
  const { hours, total } = await call(contract.GetEvaluationCounts, { params: { key: 'ui' } })
  assert.equal(total, 3)
  assert.deepEqual(hours.map(({ variant, count }) => [variant, count]).sort(), [
    ['off', 1],
    ['on', 2],
  ])
})

test('what is planned, and a ramp, is agreed to as a whole before it begins; then the clock needs nobody', async t => {
  const { call, as, clock, until } = await house(t)
  await call(CreateFlag, { body: { key: 'ui', definition } })
  await call(contract.PutFlagEnvironment, {
    params: { project: 'default', environment: 'production' },
    body: { approval: true },
  })
  const now = async () => (await call(GetFlag, { params: { key: 'ui' } })).definition
  const approve = (id: string) =>
    as('bob-admin', contract.DecideChangeRequest, { params: { id }, body: { decision: 'approve' } })
  const at = iso(clock.now() + 60_000)
  const plan = { params: { key: 'ui' }, body: { at, change: { state: 'DISABLED' as const }, reason: 'the sale ends' } }
  const planned = Value.Parse(contract.ChangeRequest, await as('ada-admin', rollouts.ScheduleFlagChange, plan))
  assert.deepEqual([planned.action, planned.state, planned.reason], ['scheduled', 'pending', 'the sale ends'])
  assert.deepEqual((await call(rollouts.ListScheduledChanges, {})).items, [], 'nothing is planned yet')
  await assert.rejects(
    as('ada-admin', contract.DecideChangeRequest, { params: { id: planned.id }, body: { decision: 'approve' } }),
    code('flags.own-request'),
  )
  assert.equal((await approve(planned.id)).state, 'approved')
  assert.equal((await call(rollouts.ListScheduledChanges, {})).items[0]?.by, 'ada')
  await clock.advance(61_000)
  await until('it is made', async () => (await now()).state === 'DISABLED')

  const steps = [
    { percent: 50, for_s: 60 },
    { percent: 100, for_s: 60 },
  ]
  const ramp = { params: { key: 'ui' }, body: { variant: 'on', steps } }
  const first = Value.Parse(contract.ChangeRequest, await as('ada-admin', rollouts.StartRamp, ramp))
  assert.equal((await now()).targeting, undefined, 'nobody has it yet')
  assert.equal((await approve(first.id)).state, 'approved')
  assert.ok(JSON.stringify((await now()).targeting).includes('5000'), 'half of them have it')
  await clock.advance(61_000)
  await until('all have it', async () => (await now()).defaultVariant === 'on')

  const late = Value.Parse(contract.ChangeRequest, await as('ada-admin', rollouts.ScheduleFlagChange, plan))
  await as('bob-admin', UpdateFlag, { params: { key: 'ui' }, query: { break_glass: 'now' }, body: { definition } })
  assert.equal((await approve(late.id)).state, 'outdated')
  const glass = { ...plan, query: { break_glass: 'the shop is down' } }
  const made = await as('ada-admin', rollouts.ScheduleFlagChange, glass)
  assert.equal(made.state, 'pending', 'a planned change, not a request')
  assert.equal(made.change.state, 'DISABLED')
})
