import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { ComponentStatus } from '../../../contracts/common-schemas.ts'
import {
  Announce,
  AnnouncementEnded,
  AnnouncementPublished,
  EndBanner,
  GetPublicStatus,
  ListAnnouncements,
  ListBanners,
} from '../../../contracts/communications/announcements.ts'
import {
  ComponentChanged,
  type Incident,
  IncidentOpened,
  IncidentResolved,
} from '../../../contracts/incidents/incidents.ts'
import { MaintenanceEnded, MaintenanceStarted } from '../../../contracts/incidents/maintenance.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type TestHost, type TestHostOptions, testHost } from '../../../kit/testing/host.ts'
import { startSlack } from '../../../kit/testing/slack.ts'
import { startWebhookSink } from '../../../kit/testing/webhook.ts'
import { communications } from '../service.ts'
import { resolvedIncident, sampleIncident } from '../testing/samples.ts'

const every = { enabled: true, timeout: 9.5, give_up_after: 86_400 }
const opens = (incident: Incident): Fact => fact(IncidentOpened, incident.id, incident)
const resolves = (incident: Incident): Fact => fact(IncidentResolved, incident.id, incident)
const component = (slug: string, status: ComponentStatus, revision = 1, archived = false): Fact =>
  fact(ComponentChanged, slug, {
    ...{ id: `id-${slug}`, slug, name: slug.toUpperCase(), group: null, critical: false, status },
    ...{
      since: '2026-01-05T08:00:00.000Z',
      origin: 'api',
      depends_on: ['secret-host'],
      position: revision,
      place: null,
    },
    ...{ suspected: null, revision, archived },
  })
const news = { title: 'Maintenance tonight', message: 'From 22:00 to 23:00.', state: 'scheduled' }

function start(t: TestContext, more: Partial<TestHostOptions> = {}): Promise<TestHost> {
  return testHost(t, { services: [communications], config: { notifications: [] }, ...more })
}
const publicStatus = async (host: TestHost) => {
  const { status, body } = await host.inject('GET', '/api/v1/public/status')
  assert.equal(status, 200)
  return JSON.parse(body)
}

onBothEngines('an announcement', engine => {
  test('is told once to chats and programs, and said to the other services', async t => {
    const slack = await startSlack()
    const sink = await startWebhookSink()
    t.after(slack.stop)
    t.after(sink.stop)
    const host = await engine.host(t, {
      services: [communications],
      config: {
        slack: { ...every, channel: '#a', mention_channel: true, token: slack.token, api_url: slack.api_url },
        notifications: [{ ...every, name: 'hook', kind: 'webhook', url: sink.url }],
      },
    })
    if (!host) return
    const announced = await host.call(Announce, { body: news })
    await host.until('both are told', () => slack.messages.length === 1 && sink.accepted.length === 1)
    assert.match(slack.messages[0]!.text, /Maintenance tonight\nFrom 22:00 to 23:00\./)
    const event = JSON.parse(sink.accepted[0]!.body)
    assert.equal(event.type, 'vigie.communications.announcement-published.v1')
    assert.deepEqual([event.subject, event.data], [announced.id, announced])
    assert.deepEqual(await host.said('communications', AnnouncementPublished), [announced])
    assert.deepEqual((await host.call(ListAnnouncements)).items, [announced])
  })

  test('is a banner from its start until its end', async t => {
    const clock = testClock()
    const host = await engine.host(t, { services: [communications], config: { notifications: [] }, clock, bus: 'kind' })
    if (!host) return
    const body = { ...news, banner: true, starts_at: '2026-01-05T08:00:10Z', ends_at: '2026-01-05T08:00:20.000Z' }
    const { id } = await host.call(Announce, { body })
    await host.call(Announce, { body: news })
    const shown = async () =>
      JSON.parse((await host.inject('GET', '/api/v1/banners')).body).items.map((one: { id: string }) => one.id)
    assert.deepEqual(await shown(), [])
    clock.step(10_000)
    assert.deepEqual(await shown(), [id])
    clock.step(10_000)
    assert.deepEqual(await shown(), [])
  })
})

describe('a banner', () => {
  test('can be taken away, and the others hear it', async t => {
    const host = await start(t)
    const { id } = await host.call(Announce, { body: { ...news, banner: true } })
    await host.call(EndBanner, { params: { id } })
    assert.deepEqual((await host.call(ListBanners)).items, [])
    assert.equal((await host.said('communications', AnnouncementEnded)).length, 1)
    await assert.rejects(host.call(EndBanner, { params: { id: 'x' } }), { code: 'communications.banner-not-found' })
  })

  test('about an incident ends with the incident', async t => {
    const host = await start(t, { bus: 'kind' })
    await host.tell('communications', opens(sampleIncident()))
    const incident_id = sampleIncident().number
    const body = { ...news, state: 'major_outage', banner: true, incident_id }
    const announced = await host.call(Announce, { body })
    assert.deepEqual([announced.level, announced.incident_id], ['critical', 'i1'])
    await host.tell('communications', resolves(resolvedIncident()))
    assert.deepEqual((await host.call(ListBanners)).items, [])
  })

  test('that is more urgent stands first', async t => {
    const host = await start(t)
    for (const level of ['info', 'critical', 'warning'] as const) {
      await host.call(Announce, { body: { ...news, banner: true, level } })
    }
    const levels = (await host.call(ListBanners)).items.map(({ level }) => level)
    assert.deepEqual(levels, ['critical', 'warning', 'info'])
  })
})

test('planned work is told when it begins and when it is over, once, and not backwards', async t => {
  const sink = await startWebhookSink()
  const slack = await startSlack()
  t.after(sink.stop)
  t.after(slack.stop)
  const host = await start(t, {
    config: {
      slack: { ...every, channel: '#a', mention_channel: true, token: slack.token, api_url: slack.api_url },
      notifications: [{ ...every, name: 'hook', kind: 'webhook', url: sink.url }],
    },
    bus: 'kind',
  })
  const work = (revision: number) => ({
    ...{ id: 'm1', title: 'New disks', message: 'Shop is closed.', status: 'in_progress' as const, components: [] },
    ...{ starts_at: '2026-01-05T22:00:00.000Z', ends_at: '2026-01-05T23:00:00.000Z', recurrence: null },
    ...{ time_zone: 'UTC', created_at: '2026-01-01T00:00:00.000Z', created_by: null, revision },
  })
  const begins = fact(MaintenanceStarted, 'm1', work(2))
  await host.tell('communications', begins, begins, fact(MaintenanceEnded, 'm1', work(3)), begins)
  await host.until('both are told', () => slack.messages.length === 2 && sink.accepted.length === 2)
  assert.deepEqual(
    sink.accepted.map(({ body }) => JSON.parse(body).type),
    [MaintenanceStarted.type, MaintenanceEnded.type],
  )
  assert.match(
    slack.messages[0]!.text,
    /Maintenance begins: New disks\nShop is closed\.\nUntil: 5 Jan 2026, 23:00:00 UTC/,
  )
})

test('what is wrong with an announcement is told by field', async t => {
  const host = await start(t, { bus: 'kind' })
  await host.tell('communications', component('api', 'operational'))
  for (const [more, field] of [
    [{ title: ' ' }, 'body.title'],
    [{ state: 'fine' }, 'body.state'],
    [{ component: 'apy' }, 'body.component'],
    [{ incident_id: 'INC-0' }, 'body.incident_id'],
    [{ ends_at: '2020-01-01T00:00:00Z' }, 'body.ends_at'],
    [{ ends_at: 'tomorrow' }, 'body.ends_at'],
    [{ banner: 'yes' }, 'body.banner'],
  ] as const) {
    await assert.rejects(host.call(Announce, { body: { ...news, ...more } as never }), (thrown: never) => {
      const { fields } = thrown as { fields: { field: string }[] }
      assert.equal(fields[0]?.field, field)
      return true
    })
  }
  assert.equal((await host.inject('POST', '/api/v1/public/announce', news)).status, 401)
})

describe('the public status', () => {
  test('follows the news, in whatever order it comes', async t => {
    const host = await start(t)
    await host.tell(
      'communications',
      component('api', 'operational', 1),
      component('api', 'major_outage', 2),
      component('web', 'operational', 1),
      component('old', 'unknown', 3, true),
      opens(sampleIncident({ impact: 'critical' })),
    )
    await host.tell('communications', component('api', 'operational', 1))
    const status = await publicStatus(host)
    assert.deepEqual(status.sentence, { en: 'API is down', fr: status.sentence.fr })
    assert.match(status.sentence.fr, /API/)
    assert.equal(status.status, 'major_outage')
    assert.deepEqual(status.components.map((one: { slug: string }) => one.slug).sort(), ['api', 'web'])
    assert.equal(status.incidents[0].number, 'INC-20260105-080000')
    await host.tell(
      'communications',
      resolves(resolvedIncident({ impact: 'critical', revision: 5 })),
      opens(sampleIncident()),
    )
    assert.deepEqual((await publicStatus(host)).incidents, [])
  })

  test('says nothing that is not for everybody', async t => {
    const host = await start(t, { bus: 'kind' })
    const entry = { at: '2026-01-05T08:00:30.000Z', kind: 'note', status: null, by: 'Bob' }
    const timeline = [
      { ...entry, public: false, message: 'internal words' },
      { ...entry, public: true, message: 'We look into it.' },
    ]
    await host.tell('communications', component('api', 'operational'), opens(sampleIncident({ timeline })))
    const { body } = await host.inject('GET', '/api/v1/public/status')
    assert.match(body, /We look into it\./)
    assert.doesNotMatch(body, /internal words|Bob|secret-host|api\.example\.com|"error"/)
    assert.ok((await host.call(GetPublicStatus)).sentence.en.startsWith('Incident in progress'))
  })

  test('says that nothing is watched yet', async t => {
    const status = await publicStatus(await start(t))
    assert.deepEqual([status.status, status.sentence.en], ['unknown', 'Nothing is watched yet'])
  })
})
