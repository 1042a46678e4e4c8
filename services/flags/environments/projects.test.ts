import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import * as contract from '../../../contracts/flags/flag-governance.ts'
import * as leases from '../../../contracts/flags/flag-leases.ts'
import * as rollouts from '../../../contracts/flags/flag-rollouts.ts'
import { CreateFlag, ListFlags, ListSegments, PutSegment } from '../../../contracts/flags/flags.ts'
import { type AccessUser, SyncAccess } from '../../../contracts/identity/access.ts'
import { GetUser } from '../../../contracts/identity/identity.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { notFound, unavailable } from '../../../kit/service/errors.ts'
import { defineService, serve } from '../../../kit/service/service.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import { testKey } from '../../../kit/testing/host.ts'
import { MemberStore, mostMembers } from '../governance/member-store.ts'
import { opened, sampleIncident } from '../testing/sample-incident.ts'
import { agree, asOn, code, person, services } from '../testing/signed-in.ts'
import { EnvironmentStore, mostProjects } from './environment-store.ts'

const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } as const
const shop = { project: 'shop' }
const staging = { project: 'shop', environment: 'staging' }

async function house(t: TestContext, engine: TestEngine) {
  const clock = testClock()
  const host = await engine.host(t, { services, clock })
  if (!host) return null
  await host.tell('flags', ...['u-ada', 'u-bob'].map(id => person(id)))
  await host.call(contract.CreateFlagProject, { body: { name: 'shop', title: 'The shop' } })
  const etag = async () => {
    const url = '/api/v1/flags/shop/staging/ofrep/v1/evaluate/flags'
    const headers = { authorization: `Bearer ${testKey}` }
    return String((await host.host.app.inject({ method: 'POST', url, payload: {}, headers })).headers.etag)
  }
  return { ...host, as: asOn(host), clock, etag }
}

/** As identity counts them: milliseconds. */
const known = Date.parse('2026-11-28T08:00:00Z')

onBothEngines('projects of flags', engine => {
  test('a project and an environment are renamed by their owners; what is there already is refused at its field', async t => {
    const at = await house(t, engine)
    if (!at) return
    const { call, as, said } = at
    const atField = (field: string) => (thrown: unknown) =>
      thrown instanceof Error && 'fields' in thrown && JSON.stringify(thrown.fields).includes(`"${field}"`)
    await assert.rejects(call(contract.CreateFlagProject, { body: { name: 'shop' } }), atField('body.name'))
    await call(contract.PutFlagEnvironment, { params: staging, body: { title: 'Staging', create: true } })
    const twice = call(contract.PutFlagEnvironment, { params: staging, body: { title: 'Other', create: true } })
    await assert.rejects(twice, atField('params.environment'))
    const rename = { params: shop, body: { title: 'Our shop' } }
    await assert.rejects(as('ada-viewer', contract.UpdateFlagProject, rename), code('flags.role-too-small'))
    await call(contract.PutFlagMember, { params: { ...shop, user_id: 'u-ada' }, body: { role: 'owner' } })
    assert.equal((await as('ada-viewer', contract.UpdateFlagProject, rename)).title, 'Our shop')
    await as('ada-viewer', contract.PutFlagEnvironment, { params: staging, body: { title: 'Test' } })
    const project = (await call(contract.ListFlagProjects, {})).items.find(({ name }) => name === 'shop')
    assert.deepEqual(project?.environments.map(({ title }) => title).sort(), ['Production', 'Test'])
    assert.ok((await said('flags', contract.FlagProjectChanged)).every(one => one.project === 'shop'))
  })

  test('there are not more projects, nor more people with a role in one, than an answer can name', async t => {
    const at = await house(t, engine)
    if (!at) return
    const { call, host } = at
    const store = host.store('flags')
    const [environments, members] = [new EnvironmentStore(store), new MemberStore(store)]
    const created_at = iso(known)
    await store.transaction(async () => {
      const there = (await environments.projects()).length
      for (let i = there; i < mostProjects; i += 1) {
        await environments.putProject({ name: `p${i}`, title: `${i}`, created_at })
      }
      for (let i = 0; i < mostMembers; i += 1) await members.put({ ...shop, user_id: `u${i}`, role: 'viewer' })
    })
    const project = call(contract.CreateFlagProject, { body: { name: 'more' } })
    await assert.rejects(project, code('flags.too-many-projects'))
    assert.equal((await call(contract.ListFlagProjects, {})).items.length, mostProjects)
    const put = (user_id: string) =>
      call(contract.PutFlagMember, { params: { ...shop, user_id }, body: { role: 'owner' } })
    await assert.rejects(put('u-ada'), code('flags.too-many-members'))
    await call(contract.DeleteFlagMember, { params: { ...shop, user_id: 'u7' } })
    assert.equal((await put('u-ada')).role, 'owner')
    assert.equal((await put('u-ada')).role, 'owner')
  })

  test('owners see who can be given a role, by name; whoever is deleted has none any more', async t => {
    const at = await house(t, engine)
    if (!at) return
    const { call, as, tell } = at
    await tell('flags', person('u-eve', { state: 'disabled' }))
    for (const user_id of ['u-ada', 'u-bob']) {
      await call(contract.PutFlagMember, { params: { ...shop, user_id }, body: { role: 'owner' } })
    }
    const people = await as('ada-viewer', contract.ListFlagPeople, { params: shop })
    assert.deepEqual(
      people.items.map(({ name }) => name),
      ['ada', 'bob'],
    )
    await assert.rejects(as('eve-viewer', contract.ListFlagPeople, { params: shop }), code('flags.role-too-small'))
    const members = async () => (await as('eve-viewer', contract.ListFlagMembers, { params: shop })).items
    assert.deepEqual((await members())[1], { user_id: 'u-bob', name: 'bob', role: 'owner' })
    await tell(
      'flags',
      person('u-bob', { name: 'Bob', revision: 2 }),
      person('u-ada', { name: '', state: 'deleted', revision: 2 }),
    )
    assert.deepEqual(await members(), [{ user_id: 'u-bob', name: 'Bob', role: 'owner' }])
  })

  test('whoever was there before flags listened is asked for, and asked for again until identity answers', async t => {
    const clock = testClock()
    let isThere = false
    const users: AccessUser[] = [{ id: 'u-ada', name: 'ada', role: 'viewer', state: 'active', revision: known }]
    const identity = defineService({
      name: 'identity',
      start: () => ({
        serves: [
          serve(SyncAccess, () => {
            if (!isThere) throw unavailable('identity.gone', 'not now')
            return { revision: known, reset: false, users, keys: [], signing_keys: [], revoked_sessions: [] }
          }),
          serve(GetUser, ({ params }) => {
            const user = users.find(({ id }) => id === params.id)
            if (!user) throw notFound('identity.user-not-found', 'no such user')
            const rest = { email: '', otp_enabled: false, language: null, time_zone: null, last_sign_in_at: null }
            return { ...rest, ...user, created_at: iso(clock.now()) }
          }),
        ],
      }),
    })
    const host = await engine.host(t, { services: [...services, identity], clock })
    if (!host) return
    const people = async () =>
      (await host.call(contract.ListFlagPeople, { params: { project: 'default' } })).items.map(({ name }) => name)
    await clock.advance(5_000)
    assert.deepEqual(await people(), [])
    isThere = true
    await host.until('ada is known', async () => {
      await clock.advance(5_000)
      return (await people()).includes('ada')
    })
    await host.tell('flags', person('u-ada', { name: 'Ada', revision: known + 1 }))
    assert.deepEqual(await people(), ['Ada'])
    for (const name of ['new', 'next']) {
      users.push({ id: `u-${name}`, name, role: 'viewer', state: 'active', revision: known + 2 })
      const params = { project: 'default', user_id: `u-${name}` }
      const member: { name: string | null } = await host.call(contract.PutFlagMember, {
        params,
        body: { role: 'editor' },
      })
      assert.equal(member.name, name, 'whoever was made a moment ago, of whom nobody has told yet')
    }
    const params = { project: 'default', user_id: 'u-nobody' }
    const put = host.call(contract.PutFlagMember, { params, body: { role: 'editor' } })
    await assert.rejects(put, code('flags.person-not-found'))
  })

  test('what has flags goes only when that is meant, and never past a second person', async t => {
    const at = await house(t, engine)
    if (!at) return
    const { call, as } = at
    await call(contract.PutFlagEnvironment, { params: staging, body: { approval: true } })
    await call(CreateFlag, { query: { ...staging, break_glass: 'to begin with' }, body: { key: 'ui', definition } })
    const remove = (with_flags: boolean) =>
      call(contract.DeleteFlagEnvironment, { params: staging, query: with_flags ? { with_flags } : {} })
    await assert.rejects(remove(false), code('flags.environment-used'))
    await assert.rejects(remove(true), code('flags.environment-guarded'))
    const all = { params: shop, query: { with_flags: true } }
    await assert.rejects(call(contract.DeleteFlagProject, { params: shop }), code('flags.project-used'))
    await assert.rejects(call(contract.DeleteFlagProject, all), code('flags.environment-guarded'))
    await agree(as, await call(contract.PutFlagEnvironment, { params: staging, body: { approval: false } }))
    await remove(true)
    await assert.rejects(call(ListFlags, { query: staging }), code('flags.environment-not-found'))
    const { items } = await call(contract.ListFlagChanges, { query: staging })
    assert.deepEqual(
      items.map(({ key, action }) => [key, action]),
      [
        ['ui', 'deleted'],
        ['ui', 'break-glass'],
      ],
      'the history stays',
    )
  })

  test('what is made anew under an old name has nothing of what was there: no rules, plans, requests or roles', async t => {
    const at = await house(t, engine)
    if (!at) return
    const { call, as, tell, clock, etag } = at
    const wanted = { query: staging, body: { key: 'ui', definition } }
    await call(contract.PutFlagEnvironment, { params: staging, body: {} })
    await call(CreateFlag, wanted)
    const before = await etag()
    await call(PutSegment, { params: { key: 'staff' }, query: staging, body: { rule: true } })
    const plan = { at: iso(clock.now() + 60_000), change: { state: 'DISABLED' as const } }
    await call(rollouts.ScheduleFlagChange, { params: { key: 'ui' }, query: staging, body: plan })
    const steps = [{ percent: 50, for_s: 60 }]
    await call(rollouts.StartRamp, { params: { key: 'ui' }, query: staging, body: { variant: 'on', steps } })
    await call(leases.CreateIncidentRule, { query: staging, body: { key: 'ui', variant: 'on', component: 'api' } })
    await tell('flags', opened(sampleIncident(iso(clock.now()))))
    const forced = async () => (await call(leases.ListLeases, { query: staging })).items.map(({ state }) => state)
    assert.deepEqual(await forced(), ['active'])
    await call(contract.PutFlagEnvironment, { params: staging, body: { approval: true } })
    await as('ada-admin', CreateFlag, { query: staging, body: { key: 'other', definition } })
    await call(contract.PutFlagMember, { params: { ...shop, user_id: 'u-bob' }, body: { role: 'owner' } })
    await agree(as, await call(contract.PutFlagEnvironment, { params: staging, body: { approval: false } }))
    await call(contract.DeleteFlagProject, { params: shop, query: { with_flags: true } })

    await call(contract.CreateFlagProject, { body: { name: 'shop' } })
    await call(contract.PutFlagEnvironment, { params: staging, body: {} })
    const left = [
      ...(await call(ListFlags, { query: staging })).items,
      ...(await call(ListSegments, { query: staging })).items,
      ...(await call(contract.ListFlagMembers, { params: shop })).items,
      ...(await call(contract.ListChangeRequests, { query: { ...staging, state: 'pending' } })).items,
      ...(await call(leases.ListIncidentRules, { query: staging })).items,
    ]
    assert.deepEqual(left, [])
    assert.deepEqual(await forced(), ['released'])
    await call(CreateFlag, wanted)
    assert.notEqual(await etag(), before, 'caches of the old one are not taken for the new one')
    await clock.advance(61_000)
    const { items } = await call(ListFlags, { query: staging })
    assert.deepEqual(items[0]?.definition, definition, 'nobody carries out what was planned for the old one')
  })
})
