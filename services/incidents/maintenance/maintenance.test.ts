import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetComponent } from '../../../contracts/incidents/incidents.ts'
import {
  CancelMaintenance,
  CreateMaintenance,
  GetMaintenance,
  ListMaintenances,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
  UpdateMaintenance,
} from '../../../contracts/incidents/maintenance.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type IncidentsHost, incidentsHost } from '../testing/incidents-host.ts'
import { at, defined, signal } from '../testing/signals.ts'
import { isExcused, outside } from './maintenance.ts'

type Body = Input<typeof CreateMaintenance>['body']
const body = (from: number, to: number, more: Partial<Body> = {}): Body => ({
  ...{ title: 'New disks', components: ['api-production'], starts_at: at(from), ends_at: at(to) },
  ...more,
})
const up = (s: number, more = {}) =>
  signal({ state: 'up', sequence: 9, started_at: at(0), observed_at: at(s), ...more })
const plan = (host: IncidentsHost, from: number, to: number, more: Partial<Body> = {}) =>
  host.call(CreateMaintenance, { body: body(from, to, more) })
const component = (host: IncidentsHost) => host.call(GetComponent, { params: { id: 'api-production' } })
const statusOf = async (host: IncidentsHost) => (await component(host)).status
/** Until the wall clock says so many seconds after eight, and what was due has been done. */
async function reach(host: IncidentsHost, s: number, status: string): Promise<void> {
  await host.clock.advance(Date.parse(at(s)) - host.clock.now())
  await host.until(`${status} at ${s}`, async () => {
    await host.clock.advance(0)
    return (await statusOf(host)) === status
  })
}

test('what began or was found out in maintenance begins when that ends; what ended in it does not count', () => {
  const outage = (from: number, detected: number) => ({ started_at: at(from), detected_at: at(detected) })
  const windows = [
    { starts_at: at(160), ends_at: at(200) },
    { starts_at: at(100), ends_at: at(160) },
  ]
  assert.deepEqual(outside(outage(10, 20), windows), outage(10, 20))
  assert.deepEqual(outside(outage(90, 110), windows), outage(200, 200))
  assert.deepEqual(outside(outage(170, 210), windows), outage(200, 210))
  assert.deepEqual(outside(outage(200, 210), windows), outage(200, 210))
  const excused = (ended_at: string | null, now: string) =>
    isExcused({ started_at: at(110), ended_at }, { started_at: at(200), ended_at }, now)
  assert.deepEqual([excused(null, at(199)), excused(null, at(200)), excused(at(150), at(300))], [true, false, true])
})

onBothEngines('Maintenance that two people edit', engine => {
  test('is not overwritten by who has not seen the last change', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    const { id, revision } = await plan(host, 3_600, 7_200)
    const change = (title: string, query: { revision?: number }) =>
      host.call(UpdateMaintenance, { params: { id }, query, body: body(3_600, 7_200, { title }) })
    const present = await change('Newer disks', { revision })
    await assert.rejects(change('Old disks', { revision }), { code: 'incidents.changed-meanwhile', present })
    assert.equal((await change('Whatever', {})).title, 'Whatever')
  })
})

onBothEngines('While maintenance runs', engine => {
  test('its components say so, and nothing that fails opens an incident', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await host.hear(up(0, { episode: null, sequence: 0 }))
    const planned = await plan(host, 60, 120)
    assert.deepEqual([planned.status, await statusOf(host)], ['scheduled', 'operational'])
    await reach(host, 61, 'under_maintenance')
    await host.hear(signal({ s: 70 }), up(100, { started_at: at(70) }))
    assert.deepEqual(await host.all(), [])
    assert.equal(await statusOf(host), 'under_maintenance')
    await reach(host, 121, 'operational')
    assert.deepEqual([await host.all(), (await component(host)).since], [[], at(120)])
    const params = { id: planned.id }
    assert.deepEqual((await host.call(GetMaintenance, { params })).status, 'completed')
    const said = [MaintenanceScheduled, MaintenanceStarted, MaintenanceEnded]
    const told = await Promise.all(said.map(event => host.said('incidents', event)))
    assert.deepEqual(
      told.map(all => all.map(({ status, starts_at, ends_at, revision }) => [status, starts_at, ends_at, revision])),
      [[['scheduled', at(60), at(120), 1]], [['in_progress', at(60), at(120), 2]], [['completed', at(60), at(120), 3]]],
    )
  })

  test('what still fails at its end opens an incident then, from then on', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await plan(host, 0, 120)
    await host.hear(signal({ s: 70 }))
    assert.deepEqual(await host.all(), [])
    await reach(host, 121, 'partial_outage')
    const [incident] = await host.all()
    assert.deepEqual(
      [incident?.started_at, incident?.status, incident?.error, incident?.evidence?.source],
      [at(120), 'investigating', 'connection refused', 'monitor'],
    )
    await host.hear(up(180, { started_at: at(70) }))
    assert.deepEqual(
      (await host.all()).map(({ status, started_at, duration_s }) => [status, started_at, duration_s]),
      [['resolved', at(120), 60]],
    )
    assert.deepEqual(await host.told(), { opened: 1, updated: 0, resolved: 1 })
  })

  test('news of an outage inside it that comes after its end opens nothing either', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await plan(host, 0, 120)
    await host.clock.advance(300_000)
    await host.hear(up(110, { started_at: at(70) }))
    await host.hear(signal({ s: 70 }))
    assert.deepEqual(await host.all(), [])
  })

  test('an incident from before goes on, and is resolved as always', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await host.hear(signal())
    await host.clock.advance(10_000)
    await plan(host, 10, 120)
    assert.equal(await statusOf(host), 'under_maintenance')
    await host.hear(up(60))
    assert.deepEqual(
      (await host.all()).map(({ status, duration_s }) => [status, duration_s]),
      [['resolved', 60]],
    )
  })

  test('it can be made longer, and called off: then what fails is an incident at once', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    const { id } = await plan(host, 0, 120)
    const params = { id }
    const longer = await host.call(UpdateMaintenance, { params, body: body(0, 600, { title: 'Old disks' }) })
    assert.deepEqual([longer.status, longer.ends_at, longer.title], ['in_progress', at(600), 'Old disks'])
    const moved = host.call(UpdateMaintenance, { params, body: body(5, 600) })
    await assert.rejects(moved, { code: 'incidents.maintenance-running', message: /starts_at/ })
    await host.clock.advance(300_000)
    await host.hear(signal({ s: 200 }))
    assert.deepEqual(await host.all(), [])
    await host.call(CancelMaintenance, { params })
    assert.deepEqual(
      (await host.all()).map(({ started_at }) => started_at),
      [at(300)],
    )
    const [ended] = await host.said('incidents', MaintenanceEnded)
    assert.deepEqual([ended?.status, ended?.ends_at], ['cancelled', at(300)])
    await assert.rejects(host.call(CancelMaintenance, { params }), { code: 'incidents.maintenance-over' })
  })
})

onBothEngines('Maintenance is planned', engine => {
  test('again and again: each window is planned, begun and ended, also those missed while the program was off', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    const { id } = await plan(host, 60, 120, { recurrence: 'FREQ=DAILY;COUNT=3', time_zone: 'Europe/Paris' })
    host.clock.stall(4 * 86_400_000)
    await host.hear(signal({ s: 86_400 + 70 }))
    await host.until('all windows are over', async () => {
      await host.clock.advance(1000)
      return (await host.call(GetMaintenance, { params: { id } })).status === 'completed'
    })
    const count = async (event: typeof MaintenanceEnded) =>
      (await host.said('incidents', event)).map(one => one.starts_at)
    const days = [at(60), at(60 + 86_400), at(60 + 172_800)]
    assert.deepEqual(await count(MaintenanceScheduled), days)
    assert.deepEqual(await count(MaintenanceStarted), days)
    assert.deepEqual(await count(MaintenanceEnded), days)
    assert.deepEqual(
      (await host.all()).map(({ started_at }) => started_at),
      [at(86_400 + 120)],
    )
  })

  test('otherwise than before, or not at all, as long as it has not begun', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    const { id } = await plan(host, 600, 700)
    const later = await host.call(UpdateMaintenance, { params: { id }, body: body(900, 990, { components: [] }) })
    assert.deepEqual([later.starts_at, later.components], [at(900), []])
    await host.call(CancelMaintenance, { params: { id } })
    assert.deepEqual(
      (await host.said('incidents', MaintenanceChanged)).map(({ status, revision }) => [status, revision]),
      [
        ['scheduled', 2],
        ['cancelled', 3],
      ],
    )
    await host.clock.advance(1_000_000)
    assert.deepEqual(await host.said('incidents', MaintenanceStarted), [])
  })

  test('lists go page by page, by status and component', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined(), defined({ slug: 'mail', name: 'Mail' }, { check: 'mail' }))
    for (const from of [0, 1000, 2000]) await plan(host, from, from + 100)
    await plan(host, 3000, 3100, { components: ['mail'] })
    const list = async (query: object) =>
      (await host.call(ListMaintenances, { query })).items.map(({ starts_at }) => starts_at)
    assert.deepEqual(await list({ status: 'in_progress' }), [at(0)])
    assert.deepEqual(await list({ component: 'mail' }), [at(3000)])
    const first = await host.call(ListMaintenances, { query: { limit: 3 } })
    assert.deepEqual(await list({ limit: 3, cursor: first.next_cursor }), [at(0)])
  })

  test('what cannot be planned is refused, and the field is named', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await host.clock.advance(10_000)
    const refused = async (given: Body, field: string) =>
      assert.rejects(host.call(CreateMaintenance, { body: given }), (thrown: { fields: { field: string }[] }) => {
        assert.equal(thrown.fields[0]?.field, field)
        return true
      })
    await refused(body(60, 60), 'body.ends_at')
    await refused(body(1, 9), 'body.ends_at')
    await refused(body(60, 60 + 32 * 86_400), 'body.ends_at')
    await refused(body(60, 120, { time_zone: 'Mars/Base' }), 'body.time_zone')
    await refused(body(60, 120, { recurrence: 'FREQ=HOURLY' }), 'body.recurrence')
    await refused(body(60, 120, { components: ['none'] }), 'body.components[0]')
    const none = host.call(GetMaintenance, { params: { id: 'x' } })
    await assert.rejects(none, { code: 'incidents.no-such-maintenance' })
  })
})
