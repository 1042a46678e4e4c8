import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  CreateFlagProject,
  DeleteFlagProject,
  ListFlagChanges,
  PutFlagEnvironment,
} from '../../../contracts/flags/flag-governance.ts'
import { CreateIncidentRule } from '../../../contracts/flags/flag-leases.ts'
import { ScheduleFlagChange } from '../../../contracts/flags/flag-rollouts.ts'
import { CreateFlag, PutSegment, ToggleFlag } from '../../../contracts/flags/flags.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { findPostgres, withPostgres } from '../../../kit/testing/postgres.ts'
import { skipWithout } from '../../../kit/testing/programs.ts'
import { opened, sampleIncident } from '../testing/sample-incident.ts'
import { agree, asOn, person, services } from '../testing/signed-in.ts'

const definition = { state: 'ENABLED', variants: { full: 'full', lite: 'lite' }, defaultVariant: 'full' } as const

/** Two programs that have nothing in common but the database. */
async function twoProcesses(t: TestContext) {
  if (!(await findPostgres())) {
    skipWithout(t, 'postgres')
    return null
  }
  const { url } = await withPostgres()
  const clock = testClock()
  const start = async () => {
    const config = { flags: { public_evaluation: true } }
    const host = await testHost(t, { services, store: url, clock, config, bus: 'kind' })
    const served = async (key = 'search') => JSON.parse((await host.inject('GET', '/flags')).body).flags[key]
    return { ...host, served }
  }
  return { clock, one: await start(), other: await start() }
}

test('what one process changes, every other one evaluates a second later', async t => {
  const house = await twoProcesses(t)
  if (!house) return
  const { clock, one, other } = house
  const shows = (what: string, wanted: unknown, key = 'search') =>
    other.until(what, async () => {
      await clock.advance(1_000)
      return (await other.served(key)) === wanted
    })
  await one.call(CreateFlag, { body: { key: 'search', definition } })
  await shows('the new flag', 'full')
  const listens = await other.host.app.inject({
    ...{
      method: 'POST',
      url: '/ofrep/v1/evaluate/flags',
      payload: {},
      headers: { authorization: `Bearer ${testKey}` },
    },
  })
  await one.call(ToggleFlag, { params: { key: 'search' } })
  await shows('the kill switch', null)
  const again = await other.host.app.inject({
    ...{ method: 'POST', url: '/ofrep/v1/evaluate/flags', payload: {} },
    headers: { authorization: `Bearer ${testKey}`, 'if-none-match': String(listens.headers.etag) },
  })
  assert.equal(again.statusCode, 200, 'its ETag is another one')
  await other.call(ToggleFlag, { params: { key: 'search' } })
  assert.equal(await other.served(), 'full')

  const targeting = { if: [{ $ref: 'all' }, 'lite', null] }
  await one.call(PutSegment, { params: { key: 'all' }, body: { rule: true } })
  await one.call(CreateFlag, { body: { key: 'ruled', definition: { ...definition, targeting } } })
  await shows('the shared rule', 'lite', 'ruled')

  await one.call(CreateFlagProject, { body: { name: 'shop' } })
  const asked = async () =>
    (await other.inject('POST', '/api/v1/flags/shop/production/ofrep/v1/evaluate/flags', {})).status
  await other.until('the new project', async () => {
    await clock.advance(1_000)
    return (await asked()) === 200
  })
  await one.call(DeleteFlagProject, { params: { project: 'shop' } })
  await other.until('the project is gone', async () => {
    await clock.advance(1_000)
    return (await asked()) === 404
  })
})

test('what an incident makes of a flag is in force in all of them, and a change meanwhile does not lose it', async t => {
  const house = await twoProcesses(t)
  if (!house) return
  const { clock, one, other } = house
  await one.call(CreateFlag, { body: { key: 'search', definition } })
  await one.call(CreateIncidentRule, { body: { key: 'search', variant: 'lite', component: 'api' } })
  await one.tell('flags', opened(sampleIncident(iso(clock.now()))))
  await one.until('it is forced', async () => (await one.served()) === 'lite')
  // Before it could have looked: it reads what it needs when it changes something.
  await other.call(CreateFlag, { body: { key: 'basket', definition } })
  assert.equal(await other.served(), 'lite')
  await one.until('the other flag', async () => {
    await clock.advance(1_000)
    return (await one.served('basket')) === 'full'
  })
  assert.equal(await one.served(), 'lite')
})

test('a planned change is made once, also when the process that took it is gone', async t => {
  const house = await twoProcesses(t)
  if (!house) return
  const { clock, one, other } = house
  await one.call(CreateFlag, { body: { key: 'search', definition } })
  const at = iso(clock.now() + 60_000)
  await one.call(ScheduleFlagChange, { params: { key: 'search' }, body: { at, change: { defaultVariant: 'lite' } } })
  await one.host.stop()
  await other.until('it is made', async () => {
    await clock.advance(10_000)
    return (await other.served()) === 'lite'
  })
  await clock.advance(120_000)
  const { items } = await other.call(ListFlagChanges, { query: { key: 'search' } })
  assert.deepEqual(
    items.map(({ action }) => action),
    ['scheduled', 'created'],
  )
})

test('what was asked for through one process is approved through another, where it is read from the database', async t => {
  const house = await twoProcesses(t)
  if (!house) return
  const { one, other } = house
  await one.tell('flags', person('u-ada'), person('u-bob'))
  const targeting = { if: [{ in: ['a', { var: 'groups' }] }, 'lite', null] }
  await one.call(CreateFlag, { body: { key: 'search', definition: { ...definition, targeting }, tags: ['a', 'b'] } })
  const place = { project: 'default', environment: 'production' }
  await one.call(PutFlagEnvironment, { params: place, body: { approval: true } })
  const [flag, rule] = [
    await asOn(one)('ada-admin', ToggleFlag, { params: { key: 'search' } }),
    await asOn(one)('ada-admin', CreateIncidentRule, { body: { key: 'search', variant: 'lite' } }),
  ]
  assert.equal((await agree(asOn(other), flag)).state, 'approved')
  assert.equal((await agree(asOn(other), rule)).state, 'approved')
})
