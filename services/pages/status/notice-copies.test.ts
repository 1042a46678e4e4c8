import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Announcement,
  AnnouncementEnded,
  AnnouncementPublished,
  ListAnnouncements,
} from '../../../contracts/communications/announcements.ts'
import {
  ListMaintenances,
  type Maintenance,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../../contracts/incidents/maintenance.ts'
import { ListProviders, type Provider, ProviderChanged } from '../../../contracts/providers.ts'
import { fact } from '../../../kit/service/event.ts'
import { defineService, serve } from '../../../kit/service/service.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type TestHost, testHost } from '../../../kit/testing/host.ts'
import { pages } from '../service.ts'
import { wordsOf } from '../testing/sample-page.ts'

const now = Date.now()
const at = (ms: number) => new Date(now + ms).toISOString()
const hour = 3_600_000

const maintenance = (revision: number, more: Partial<Maintenance> = {}): Maintenance => ({
  id: 'm1',
  title: 'New disks',
  message: null,
  status: 'scheduled',
  components: [],
  starts_at: at(hour),
  ends_at: at(2 * hour),
  recurrence: null,
  time_zone: 'UTC',
  created_at: at(-hour),
  created_by: 'Zoé Durand',
  revision,
  ...more,
})
const announcement = (more: Partial<Announcement> = {}): Announcement => ({
  id: 'a1',
  title: 'Late parcels',
  message: 'They come tomorrow <b>.',
  state: 'info',
  level: 'warning',
  component: null,
  incident_id: null,
  banner: true,
  starts_at: at(-hour),
  ends_at: null,
  published_at: at(-hour),
  ...more,
})
const provider = (more: Partial<Provider> = {}): Provider => ({
  id: 'aws',
  name: 'Amazon',
  kind: 'aws',
  url: 'javascript:alert(1)',
  state: 'degraded',
  derived: false,
  since: at(-hour),
  reason: null,
  source_updated_at: null,
  failing_since: null,
  critical: false,
  components: [{ id: 'x', name: 'EC2', group: null, region: 'eu-west-3', state: 'degraded', in_scope: true }],
  components_total: 1,
  incidents: [],
  maintenances: [],
  checked_at: null,
  verified_at: null,
  regions: [],
  component_filter: [],
  origin: 'file',
  place: null,
  ...more,
})

const shows = (host: TestHost, url: string, what: RegExp) =>
  host.until(`${url} shows ${what}`, async () => {
    const { body } = await host.host.app.inject({ url, headers: { accept: 'text/html' } })
    return what.test(url.includes('.') ? body : wordsOf(body))
  })

onBothEngines('what other services say', engine => {
  test('is shown until it is over, however the news arrives', async t => {
    const host = await engine.host(t, { services: [pages] })
    if (!host) return
    await host.tell(
      'pages',
      fact(MaintenanceScheduled, 'm1', maintenance(1)),
      fact(MaintenanceStarted, 'm1', maintenance(2, { status: 'in_progress', starts_at: at(-hour) })),
      fact(AnnouncementPublished, 'a1', announcement()),
      fact(ProviderChanged, 'aws', { ...provider(), revision: 3, archived: false }),
      fact(ProviderChanged, 'aws', { ...provider(), state: 'operational', revision: 2, archived: false }),
    )
    await shows(host, '/history', /Late parcels They come tomorrow <b>\./)
    await shows(host, '/providers', /Our providers .*Amazon Degraded since .*Affected: EC2 \(eu-west-3\)/)
    await shows(host, '/calendar.ics', /SUMMARY:New disks/)
    await shows(host, '/api/v2/scheduled-maintenances/active.json', /"status":"in_progress"/)
    const { body } = await host.host.app.inject({ url: '/providers', headers: { accept: 'text/html' } })
    assert.doesNotMatch(body, /javascript:|Durand/)

    await host.tell('pages', fact(MaintenanceEnded, 'm1', maintenance(3, { status: 'completed', ends_at: at(-1) })))
    await shows(host, '/api/v2/scheduled-maintenances/active.json', /"scheduled_maintenances":\[\]/)
    // An announcement has no revision: what is told later counts.
    await new Promise(resolve => setTimeout(resolve, 5))
    await host.tell('pages', fact(AnnouncementEnded, 'a1', announcement({ ends_at: at(-1) })))
    await shows(host, '/history', /^(?!.*Late parcels)/)
    await host.tell('pages', fact(ProviderChanged, 'aws', { ...provider(), revision: 4, archived: true }))
    await host.until('the page is gone', async () => (await host.inject('GET', '/providers')).status === 404)
  })
})

test('what was said before we listened is asked for', async t => {
  const told = [
    defineService({
      name: 'incidents',
      start: () => ({ serves: [serve(ListMaintenances, () => ({ items: [maintenance(1)], next_cursor: null }))] }),
    }),
    defineService({
      name: 'communications',
      start: () => ({ serves: [serve(ListAnnouncements, () => ({ items: [announcement()], next_cursor: null }))] }),
    }),
    defineService({
      name: 'providers',
      start: () => ({
        serves: [serve(ListProviders, () => ({ items: [{ ...provider(), revision: 1 }], next_cursor: null }))],
      }),
    }),
  ]
  const host = await testHost(t, { services: [...told, pages] })
  await shows(host, '/providers', /Late parcels .*Amazon/)
  await shows(host, '/calendar.ics', /SUMMARY:New disks/)
})
