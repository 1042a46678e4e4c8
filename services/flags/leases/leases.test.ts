import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ToggleAdminFlag, UpdateAdminFlag } from '../../../contracts/flags/flag-documents.ts'
import * as contract from '../../../contracts/flags/flag-leases.ts'
import { CreateFlag, GetFlag } from '../../../contracts/flags/flags.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import { type TestHost, testHost } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'
import { opened, resolved, sampleIncident, updated } from '../testing/sample-incident.ts'

const definition = { state: 'ENABLED', variants: { full: 'full', lite: 'lite' }, defaultVariant: 'full' } as const
const rule = {
  key: 'search',
  variant: 'lite',
  component: 'api',
  minimum_impact: 'major',
  quiet_s: 120,
  limit_s: 3_600,
} as const
const minute = 60_000

type Options = {
  readonly engine?: TestEngine
  readonly clock?: ReturnType<typeof testClock>
  readonly data?: string
  readonly flips?: number
}

async function house(t: TestContext, { engine, clock = testClock(), data, flips = 10 }: Options = {}) {
  const options = {
    services: [flags],
    clock,
    config: { flags: { public_evaluation: true, automatic_flips_per_hour: flips } },
    ...(data === undefined ? {} : { data }),
  }
  const host = engine ? await engine.host(t, options) : await testHost(t, options)
  if (!host) return null
  const served = async (key = 'search') => JSON.parse((await host.inject('GET', '/flags')).body).flags[key]
  const leases = async () => (await host.call(contract.ListLeases, {})).items
  const now = () => iso(clock.now())
  return { ...host, clock, served, leases, now }
}

async function prepared(host: TestHost, more: object = {}): Promise<void> {
  await host.call(CreateFlag, { body: { key: 'search', definition } })
  await host.call(contract.CreateIncidentRule, { body: { ...rule, ...more } })
}

onBothEngines('a flag is forced for an incident', engine => {
  test('from its opening until a quiet time after its end, then the definition of that moment is in force', async t => {
    const house1 = await house(t, { engine })
    if (!house1) return
    const { tell, clock, served, leases, now, call, said } = house1
    // On PostgreSQL the service looks every second for what other processes did: a short time is cheaper to pass.
    await prepared(house1, { quiet_s: 10 })
    await tell('flags', opened(sampleIncident(now(), { impact: 'minor' })))
    assert.equal(await served(), 'full', 'too small an impact')
    const incident = sampleIncident(now(), { revision: 2 })
    await tell('flags', updated(incident))
    assert.equal(await served(), 'lite')
    const [lease] = await leases()
    assert.deepEqual([lease?.state, lease?.incident_number, lease?.key], ['active', incident.number, 'search'])
    assert.equal((await call(GetFlag, { params: { key: 'search' } })).lease?.incident, incident.number)

    await tell('flags', resolved(incident, now()))
    assert.deepEqual([(await leases())[0]?.state, await served()], ['quiet', 'lite'])
    await clock.advance(5_000)
    await tell('flags', updated({ ...incident, reopened: 1, revision: 5 }))
    assert.deepEqual(
      [(await leases())[0]?.state, await served()],
      ['active', 'lite'],
      'opened again within the quiet time',
    )
    await tell('flags', resolved({ ...incident, reopened: 1, revision: 6 }, now()))
    await clock.advance(15_000)
    await house1.until('it is restored', async () => (await leases())[0]?.state === 'restored')
    await house1.until('it is served as it was', async () => (await served()) === 'full')
    const states = (await said('flags', contract.FlagLeaseChanged)).map(({ state }) => state)
    assert.deepEqual(states, ['active', 'quiet', 'active', 'quiet', 'restored'])
  })
})

test('what a person changed meanwhile is not restored: somebody is asked, and it stays until they say', async t => {
  const one = await house(t)
  assert.ok(one)
  await prepared(one)
  const incident = sampleIncident(one.now())
  await one.tell('flags', opened(incident))
  await one.call(UpdateAdminFlag, {
    params: { key: 'search' },
    body: { ...definition, defaultVariant: 'lite', metadata: { by: 'hand' } },
  })
  await one.tell('flags', resolved(incident, one.now()))
  await one.clock.advance(10 * minute)
  await one.until('somebody is asked', async () => (await one.leases())[0]?.state === 'asking')
  const [lease] = await one.leases()
  assert.equal(lease?.by, 'admin key')
  assert.equal(await one.served(), 'lite')
  await one.clock.advance(30 * minute)
  assert.equal((await one.leases())[0]?.state, 'asking')
  const released = await one.call(contract.ReleaseLease, {
    params: { id: lease?.id ?? '' },
    body: { reason: 'all well' },
  })
  assert.equal(released.state, 'released')
  await assert.rejects(one.call(contract.ReleaseLease, { params: { id: lease?.id ?? '' } }), /already/)
})

test('a crash while it is forced: it is forced after the start, and restored once', async t => {
  const before = await house(t)
  assert.ok(before)
  await prepared(before)
  const incident = sampleIncident(before.now())
  await before.tell('flags', opened(incident))
  const crashed = await before.crashed()

  const after = await house(t, { clock: before.clock, data: crashed })
  assert.ok(after)
  assert.equal(await after.served(), 'lite')
  await after.tell('flags', opened(incident), resolved(incident, after.now()))
  await after.clock.advance(5 * minute)
  await after.until('it is restored', async () => (await after.served()) === 'full')
  await after.tell('flags', opened(incident), resolved(incident, after.now()))
  await after.clock.advance(5 * minute)
  const states = (await after.said('flags', contract.FlagLeaseChanged)).map(({ state }) => state)
  assert.deepEqual(states, ['active', 'quiet', 'restored'])
})

test('a time limit ends it though the incident goes on, and it is not taken again for the same outage', async t => {
  const one = await house(t)
  assert.ok(one)
  await prepared(one, { limit_s: 600, rest_s: 0 })
  const incident = sampleIncident(one.now())
  await one.tell('flags', opened(incident))
  await one.clock.advance(11 * minute)
  await one.until('the limit is reached', async () => (await one.served()) === 'full')
  await one.tell('flags', updated({ ...incident, revision: 3 }))
  assert.equal((await one.leases()).length, 1)
  await one.tell(
    'flags',
    resolved({ ...incident, revision: 4 }, one.now()),
    updated({ ...incident, reopened: 1, revision: 9 }),
  )
  assert.equal(await one.served(), 'lite', 'a new outage of the same incident')
})

test('a change of a rule leaves alone what it does not name', async t => {
  const one = await house(t)
  assert.ok(one)
  await one.call(CreateFlag, { body: { key: 'search', definition } })
  const all = { hold_s: 7, quiet_s: 8, limit_s: 90, rest_s: 10, dry_run: true, banner: 'Fewer pictures', enabled: true }
  const made = await one.call(contract.CreateIncidentRule, { body: { ...rule, ...all } })
  const changed = await one.call(contract.UpdateIncidentRule, { params: { id: made.id }, body: { enabled: false } })
  assert.deepEqual(changed, { ...made, revision: 2, enabled: false })
})

test('short trouble forces nothing, a dry run only says so, and too many flips within an hour are refused', async t => {
  const one = await house(t, { flips: 1 })
  assert.ok(one)
  await prepared(one, { hold_s: 120 })
  for (const key of ['other', 'third']) await one.call(CreateFlag, { body: { key, definition } })
  await one.call(contract.CreateIncidentRule, { body: { ...rule, key: 'other', dry_run: true, component: null } })
  const incident = sampleIncident(one.now())
  await one.tell('flags', opened(incident))
  assert.deepEqual([await one.served('search'), await one.served('other')], ['full', 'full'])
  await one.clock.advance(3 * minute)
  await one.until('it has lasted', async () => (await one.served()) === 'lite')
  await one.call(contract.CreateIncidentRule, { body: { ...rule, key: 'third' } })
  await one.tell('flags', updated({ ...incident, revision: 2 }))
  assert.equal(await one.served('third'), 'full')
  const states = (await one.leases()).map(({ key, state }) => `${key} ${state}`)
  assert.deepEqual(states.sort(), ['other dry_run', 'search active', 'third refused'])
  const body = await one.metrics()
  for (const line of [
    'leases{state="active"} 1',
    'leases{state="asking"} 0',
    'flips_total 1',
    'flips_refused_total 1',
  ]) {
    assert.ok(body.includes(`\nvigie_flag_${line}\n`), line)
  }
  await one.clock.advance(61 * minute)
  await one.tell('flags', updated({ ...incident, revision: 3 }))
  assert.equal(await one.served('third'), 'lite', 'an hour later there is room again')
})

test('the kill switch stays stronger than what an incident forces', async t => {
  const one = await house(t)
  assert.ok(one)
  await prepared(one)
  await one.call(ToggleAdminFlag, { params: { key: 'search' } })
  await one.tell('flags', opened(sampleIncident(one.now())))
  assert.equal(await one.served(), null)
})

test('changes of the hour before an incident are suspected, the most likely first', async t => {
  const one = await house(t)
  assert.ok(one)
  const add = (key: string, component: string | null) => one.call(CreateFlag, { body: { key, definition, component } })
  await add('long-ago', 'api')
  await one.clock.advance(70 * minute)
  await add('same-component', 'api')
  await one.clock.advance(10 * minute)
  await add('elsewhere', 'shop')
  await one.clock.advance(5 * minute)
  await one.tell('flags', opened(sampleIncident(one.now())))
  const { items } = await one.call(contract.ListFlagSuspects, { query: { incident: 'INC-20260105-080000' } })
  assert.deepEqual(
    items.map(({ change, same_component, before_s, current }) => [change.key, same_component, before_s, current]),
    [
      ['same-component', true, 900, true],
      ['elsewhere', false, 300, true],
    ],
  )
})
