import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Value } from 'typebox/value'
import * as admin from '../../../contracts/flags/flag-documents.ts'
import * as contract from '../../../contracts/flags/flag-governance.ts'
import * as leases from '../../../contracts/flags/flag-leases.ts'
import * as rollouts from '../../../contracts/flags/flag-rollouts.ts'
import * as flagsContract from '../../../contracts/flags/flags.ts'
import { CreateFlag, GetFlag, ToggleFlag, UpdateFlag } from '../../../contracts/flags/flags.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { CallInput, Operation } from '../../../kit/service/operation.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import { opened, resolved, sampleIncident } from '../testing/sample-incident.ts'
import { agree, asOn, code, person, services } from '../testing/signed-in.ts'

const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } as const
const place = { project: 'default', environment: 'production' }
const rule = { key: 'ui', variant: 'off', component: 'api', minimum_impact: 'minor', quiet_s: 0, rest_s: 0 } as const

/** Production of the default project, where changes need a second person: ada and bob are administrators, eve edits. */
async function guarded(t: TestContext, engine: TestEngine) {
  const clock = testClock()
  const host = await engine.host(t, { services, clock })
  if (!host) return null
  const { call, tell } = host
  await tell('flags', person('u-ada'), person('u-bob'), person('u-eve', { role: 'viewer' }))
  await call(CreateFlag, { body: { key: 'ui', definition } })
  await call(contract.PutFlagMember, { params: { project: 'default', user_id: 'u-eve' }, body: { role: 'editor' } })
  await call(contract.PutFlagEnvironment, { params: place, body: { approval: true } })
  const as = asOn(host)
  const asked = async <Op extends Operation>(who: string, operation: Op, input: CallInput<Op>) =>
    Value.Parse(contract.ChangeRequest, await as(who, operation, input))
  return {
    ...{ ...host, as, asked, clock },
    toggled: (who = 'ada-admin') => asked(who, ToggleFlag, { params: { key: 'ui' } }),
    approved: (who: string, { id }: { id: string }) =>
      as(who, contract.DecideChangeRequest, { params: { id }, body: { decision: 'approve' } }),
    state: async () => (await call(GetFlag, { params: { key: 'ui' } })).definition.state,
    rules: async () => (await call(leases.ListIncidentRules, {})).items,
    running: async () => (await call(leases.ListLeases, { query: { running: true } })).items.map(({ key }) => key),
    needsSecond: async () => (await call(contract.ListFlagProjects, {})).items[0]?.environments[0]?.approval,
  }
}

onBothEngines('four eyes', engine => {
  test('persons are compared, not what they come with', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { as, toggled, approved, state } = at
    const own = 'flags.own-request'
    for (const [maker, approver, refusal] of [
      ['ada-admin', 'ada-admin', own],
      ['ada-admin', 'ada-admin-key', own],
      ['ada-admin-key', 'ada-admin', own],
      ['ada-admin-key', 'ada-admin-key', own],
      ['ada-admin', 'nobody-admin-key', 'flags.no-person'],
      ['nobody-admin-key', 'nobody-admin-key', own],
      ['eve-viewer', 'eve-viewer', own],
      ['eve-viewer', 'eve-admin-key', own],
    ] as const) {
      const request = await toggled(maker)
      await assert.rejects(approved(approver, request), code(refusal), `${maker}, approved by ${approver}`)
      assert.equal(await state(), 'ENABLED')
    }
    const mine = await toggled('ada-admin-key')
    assert.deepEqual(mine.requested_by, { id: 'k-ada', name: 'key of ada', user_id: 'u-ada' })
    const withdraw = { params: { id: mine.id }, body: { decision: 'withdraw' } } as const
    await assert.rejects(as('bob-admin', contract.DecideChangeRequest, withdraw), code('flags.not-your-request'))
    assert.equal((await as('ada-admin', contract.DecideChangeRequest, withdraw)).state, 'withdrawn')
    assert.equal((await approved('bob-admin-key', await toggled('ada-admin-key'))).state, 'approved')
    assert.equal(await state(), 'DISABLED')
  })

  test('two who approve at the same time make one change', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { call, approved, tell, toggled } = at
    await tell('flags', person('u-cleo'))
    const request = await toggled()
    const both = await Promise.allSettled(['bob-admin', 'cleo-admin'].map(who => approved(who, request)))
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const { items } = await call(contract.ListFlagChanges, { query: { key: 'ui' } })
    assert.deepEqual(
      items.map(({ action }) => action),
      ['toggled', 'created'],
    )
  })

  test('that no second person is needed any more takes one: nobody switches it off alone, however', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { as, asked, approved, call, needsSecond } = at
    const off = { params: place, body: { approval: false } }
    const request = await asked('ada-admin', contract.PutFlagEnvironment, off)
    assert.deepEqual(
      [request.subject, request.before, request.after],
      ['environment', { title: 'Production', approval: true }, { title: 'Production', approval: false }],
    )
    const alone = { params: { id: request.id }, body: { decision: 'break_glass', reason: 'I am in a hurry' } } as const
    await assert.rejects(as('ada-admin', contract.DecideChangeRequest, alone), code('flags.needs-second-person'))
    for (const who of ['ada-admin', 'ada-admin-key']) {
      await assert.rejects(approved(who, request), code('flags.own-request'))
    }
    await assert.rejects(asked('eve-viewer', contract.PutFlagEnvironment, off), code('flags.role-too-small'))
    assert.equal(await needsSecond(), true)
    const renamed = { params: place, body: { title: 'Live' } }
    await as('ada-admin', contract.PutFlagEnvironment, renamed)
    assert.equal((await approved('bob-admin', request)).state, 'outdated', 'it was asked for under another title')
    const [again, late] = [
      await asked('ada-admin', contract.PutFlagEnvironment, off),
      await asked('ada-admin', contract.PutFlagEnvironment, off),
    ]
    assert.equal((await approved('bob-admin', again)).state, 'approved')
    assert.equal(await needsSecond(), false)
    await call(contract.PutFlagEnvironment, { params: place, body: { approval: true } })
    await assert.rejects(approved('bob-admin', late), code('flags.request-decided'), 'of before it was on again')
    assert.equal(await needsSecond(), true)

    // What is made anew needs nobody: so it does not go, not even when it is empty.
    const empty = { project: 'default', environment: 'empty' }
    await call(contract.PutFlagEnvironment, { params: empty, body: { approval: true } })
    await assert.rejects(
      as('ada-admin', contract.DeleteFlagEnvironment, { params: empty }),
      code('flags.environment-guarded'),
    )
  })

  test('a rule for incidents waits for a second person; once agreed to it acts at once, and asks nobody again', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { approved, as, asked, call, clock, rules, running, said, tell } = at
    const incident = sampleIncident(iso(clock.now()))
    await tell('flags', opened(incident))
    const made = await asked('eve-viewer', leases.CreateIncidentRule, { body: rule })
    assert.deepEqual([made.subject, made.key, made.action, made.before], ['incident_rule', 'ui', 'created', null])
    assert.deepEqual([await rules(), await running()], [[], []], 'it is not there, and nothing is forced')
    await assert.rejects(approved('eve-viewer', made), code('flags.own-request'))
    assert.equal((await approved('bob-admin', made)).state, 'approved')
    assert.deepEqual(await running(), ['ui'], 'the incident is open already')
    await tell('flags', resolved(incident, iso(clock.now())))
    await call(leases.ListLeases, {})
    assert.deepEqual(await running(), [])
    await tell('flags', opened({ ...incident, id: 'i-2', number: 'INC-2' }))
    assert.deepEqual(await running(), ['ui'], 'at three in the morning')

    const [known = assert.fail()] = await rules()
    assert.deepEqual([known.created_by, known.revision], ['eve', 1])
    const params = { id: known.id }
    const [quiet, gone] = [
      await asked('ada-admin', leases.UpdateIncidentRule, { params, body: { enabled: false } }),
      await asked('ada-admin', leases.DeleteIncidentRule, { params }),
    ]
    assert.deepEqual(await rules(), [known])
    const glass = { params, query: { break_glass: 'it fires all the time' }, body: { dry_run: true } }
    await as('eve-viewer', leases.UpdateIncidentRule, glass)
    for (const late of [quiet, gone]) {
      assert.equal((await approved('bob-admin', late)).state, 'outdated', 'it was agreed to as it was')
    }
    const [changed = assert.fail()] = await rules()
    assert.deepEqual(changed, { ...known, dry_run: true, revision: 2 })
    await agree(as, await as('ada-admin', leases.DeleteIncidentRule, { params }))
    assert.deepEqual(await rules(), [])
    const broken = await said('flags', contract.FlagGlassBroken)
    assert.deepEqual(
      broken.map(({ subject, key, action, by, reason }) => [subject, key, action, by.name, reason]),
      [['incident_rule', 'ui', 'changed', 'eve', 'it fires all the time']],
    )
    const audit = (await said('flags', AuditRecorded)).map(({ action }) => action)
    const ofRules = audit.filter(action => action.startsWith('flag-rule.'))
    assert.deepEqual(ofRules, ['flag-rule.created', 'flag-rule.break-glass', 'flag-rule.deleted'])
  })

  test('a rule is agreed to with what its variant is worth, and only while its flag is there', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { approved, as, asked, rules, state } = at
    const now = { break_glass: 'now' }
    const wait = () => asked('eve-viewer', leases.CreateIncidentRule, { body: rule })
    const [worth, other, gone] = [await wait(), await wait(), await wait()]
    const params = { key: 'ui' }
    await as('ada-admin', UpdateFlag, { params, query: now, body: { description: 'What the page looks like' } })
    assert.equal(
      (await approved('bob-admin', other)).state,
      'approved',
      'what else is said of the flag is its own affair',
    )
    const variants = { on: false, off: true }
    await as('ada-admin', UpdateFlag, { params, query: now, body: { definition: { ...definition, variants } } })
    assert.equal((await approved('bob-admin', worth)).state, 'outdated')
    await as('ada-admin', flagsContract.DeleteFlag, { params, query: now })
    assert.equal((await approved('bob-admin', gone)).state, 'outdated')
    assert.equal((await rules()).length, 1)
    await assert.rejects(state(), code('flags.not-found'))
  })

  test('what is asked for in a body never says whose a rule is, or where', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { as, call, rules } = at
    await call(contract.CreateFlagProject, { body: { name: 'shop' } })
    await call(CreateFlag, { query: { project: 'shop' }, body: { key: 'ui', definition } })
    await call(contract.PutFlagMember, { params: { project: 'shop', user_id: 'u-eve' }, body: { role: 'editor' } })
    const made = await as('eve-viewer', leases.CreateIncidentRule, { query: { project: 'shop' }, body: rule })
    const params = { id: made.id }
    for (const more of [
      { project: 'default' },
      { id: 'mine' },
      { created_by: 'ada' },
      { environment: 'x' },
      { revision: 9 },
    ]) {
      const body = { enabled: false, ...more }
      await assert.rejects(as('eve-viewer', leases.UpdateIncidentRule, { params, body }), code('http.invalid'))
      await assert.rejects(
        as('eve-viewer', leases.CreateIncidentRule, { query: { project: 'shop' }, body: { ...rule, ...more } }),
        code('http.invalid'),
      )
    }
    assert.deepEqual(await rules(), [made])
  })

  test('two people agree only while both may: whoever was demoted or has left since is none of them', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { approved, call, state, tell, toggled } = at
    const later = (changes: Parameters<typeof person>[1], revision: number) => person('u-ada', { ...changes, revision })
    for (const [index, change] of [
      { role: 'viewer' },
      { state: 'disabled' },
      { state: 'deleted', name: '' },
    ].entries()) {
      await tell('flags', later({}, index * 10 + 2))
      const [session, key] = [await toggled('ada-admin'), await toggled('ada-admin-key')]
      await tell('flags', later(change as Parameters<typeof person>[1], index * 10 + 3))
      for (const request of [session, key]) {
        assert.equal((await approved('bob-admin', request)).state, 'outdated', JSON.stringify(change))
      }
    }
    assert.equal(await state(), 'ENABLED')
    const byEve = await toggled('eve-viewer')
    await tell('flags', person('u-bob', { role: 'viewer', revision: 2 }))
    await assert.rejects(approved('bob-admin', byEve), code('flags.role-too-small'), 'he was let in a moment ago')
    await tell('flags', person('u-bob', { revision: 3 }))
    await call(contract.DeleteFlagMember, { params: { project: 'default', user_id: 'u-eve' } })
    assert.equal((await approved('bob-admin', byEve)).state, 'outdated')
    await assert.rejects(approved('zoe-admin', await toggled('bob-admin')), code('kit.peer-failed'), 'nobody knows her')
  })

  test('a flag that was deleted and made anew is not the one that was to be changed', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { approved, as, clock, toggled } = at
    const request = await toggled()
    const now = { query: { break_glass: 'now' } }
    await clock.advance(1_000)
    await as('ada-admin', flagsContract.DeleteFlag, { ...now, params: { key: 'ui' } })
    await as('ada-admin', CreateFlag, { ...now, body: { key: 'ui', definition } })
    assert.equal((await approved('bob-admin', request)).state, 'outdated')
  })

  test('a roll-out goes on as it was agreed to, or not at all; a plan is not made up for', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { approved, as, asked, call, clock } = at
    const params = { key: 'ui' }
    const steps = [
      { percent: 10, for_s: 60 },
      { percent: 100, for_s: 60 },
    ]
    await agree(as, await as('ada-admin', rollouts.StartRamp, { params, body: { variant: 'off', steps } }))
    const [ramp = assert.fail()] = (await call(rollouts.ListRamps, {})).items
    const steer = (order: 'pause' | 'resume') =>
      as('eve-viewer', rollouts.SteerRamp, { params: { id: ramp.id }, body: { order } })
    await steer('pause')
    assert.equal((await steer('resume')).state, 'running')
    await steer('pause')
    await agree(as, await as('ada-admin', ToggleFlag, { params }))
    await assert.rejects(steer('resume'), code('flags.ramp-overtaken'), 'its next step would undo what was agreed')

    const plan = { at: iso(clock.now() + 60_000), change: { defaultVariant: 'off' } }
    const planned = await asked('ada-admin', rollouts.ScheduleFlagChange, { params, body: plan })
    await clock.advance(61_000)
    assert.equal((await approved('bob-admin', planned)).state, 'outdated', 'its time has passed')
  })

  test('one person alone puts nothing in force, whatever they ask for', async t => {
    const at = await guarded(t, engine)
    if (!at) return
    const { as, call, clock, rules } = at
    await agree(as, await as('ada-admin', leases.CreateIncidentRule, { body: rule }))
    await agree(as, await as('ada-admin', flagsContract.PutSegment, { params: { key: 'staff' }, body: { rule: true } }))
    await agree(as, await as('ada-admin', UpdateFlag, { params: { key: 'ui' }, body: { description: 'one' } }))
    const [{ id = '' } = {}] = await rules()
    const [change = assert.fail()] = (await call(contract.ListFlagChanges, { query: { key: 'ui' } })).items
    const inForce = async () => [
      await call(admin.ExportFlags, {}),
      (await call(flagsContract.ListFlags, {})).items.map(({ key, revision }) => [key, revision]),
      await rules(),
      await call(contract.ListFlagProjects, {}),
      (await call(rollouts.ListRamps, {})).items,
      (await call(rollouts.ListScheduledChanges, {})).items,
    ]
    const before = await inForce()
    const ui = { key: 'ui' }
    const file = { flags: { ui: { ...definition, state: 'DISABLED' as const } } }
    const later = { at: iso(clock.now() + 1_000), change: { state: 'DISABLED' as const } }
    const orders: (readonly [Operation, object])[] = [
      [CreateFlag, { body: { key: 'new', definition } }],
      [UpdateFlag, { params: ui, body: { definition: file.flags.ui } }],
      [UpdateFlag, { params: ui, body: { owner: 'me' } }],
      [ToggleFlag, { params: ui }],
      [flagsContract.DeleteFlag, { params: ui }],
      [flagsContract.PutSegment, { params: { key: 'staff' }, body: { rule: false } }],
      [flagsContract.DeleteSegment, { params: { key: 'staff' } }],
      [admin.ImportFlags, { body: file }],
      [admin.ImportFlags, { query: { replace: true }, body: { flags: {} } }],
      [admin.ImportFlags, { body: { flags: {}, metadata: { mine: true } } }],
      [admin.CreateAdminFlag, { body: { key: 'new', ...definition } }],
      [admin.CreateAdminFlag, { body: file }],
      [admin.UpdateAdminFlag, { params: ui, body: file.flags.ui }],
      [admin.ToggleAdminFlag, { params: ui }],
      [admin.DeleteAdminFlag, { params: ui }],
      [contract.RevertFlagChange, { params: { id: change.id } }],
      [contract.RevertFlagChange, { params: { id: change.id }, body: { anyway: true } }],
      [rollouts.ScheduleFlagChange, { params: ui, body: later }],
      [rollouts.StartRamp, { params: ui, body: { variant: 'off', steps: [{ percent: 100, for_s: 1 }] } }],
      [leases.CreateIncidentRule, { body: rule }],
      [leases.UpdateIncidentRule, { params: { id }, body: { enabled: false } }],
      [leases.DeleteIncidentRule, { params: { id } }],
      [contract.PutFlagEnvironment, { params: place, body: { approval: false } }],
      [contract.PutFlagEnvironment, { params: place, body: { approval: false, copy_from: 'production' } }],
    ]
    for (const who of ['ada-admin', 'ada-admin-key', 'nobody-admin-key']) {
      for (const [operation, input] of orders) {
        const answer = await as(who, operation, input)
        assert.equal(Value.Parse(contract.ChangeRequest, answer).state, 'pending', operation.name)
      }
    }
    await clock.advance(5_000)
    assert.deepEqual(await inForce(), before)
    for (const [operation, input] of orders.filter(([{ query }]) => query && 'break_glass' in query.properties)) {
      const blank = as('ada-admin', operation, { ...input, query: { break_glass: '    ' } })
      await assert.rejects(blank, code('flags.reason-missing'), operation.name)
    }
    assert.deepEqual(await inForce(), before)
  })
})
