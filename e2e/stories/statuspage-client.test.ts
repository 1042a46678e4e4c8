import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Statuspage } from 'statuspage.io'
import { ComponentChanged, IncidentOpened } from '../../contracts/incidents/incidents.ts'
import { MaintenanceScheduled } from '../../contracts/incidents/maintenance.ts'
import { fact } from '../../kit/service/event.ts'
import { testHost } from '../../kit/testing/host.ts'
import { until } from '../../kit/testing/until.ts'
import { pages } from '../../services/pages/service.ts'
import { statuspage } from '../../services/providers/adapters/statuspage.ts'

// Programs that were written for Atlassian's pages read ours, over HTTP, without knowing of us.

const at = '2026-11-21T12:00:00.000Z'
const ref = { id: '019aa5b1-7c00-7000-8000-000000000001', slug: 'api', name: 'Api « é »' }
const component = {
  ...ref,
  group: 'Platform',
  critical: true,
  status: 'major_outage' as const,
  since: at,
  origin: 'file' as const,
  depends_on: [],
  position: 0,
  place: null,
  suspected: null,
  archived: false,
  revision: 1,
}
const incident = {
  id: '019aa5b1-7c00-7000-8000-000000000002',
  number: 'INC-20261121-120000',
  title: 'Api « é » is down',
  status: 'identified' as const,
  impact: 'critical' as const,
  component: ref,
  components: [ref],
  origin: 'signal' as const,
  started_at: at,
  detected_at: at,
  acknowledged_at: null,
  resolved_at: null,
  duration_s: null,
  assignee: null,
  timeline: [
    { at, kind: 'status', status: 'identified' as const, public: true, message: 'A cable is cut.', by: 'Zoé' },
    { at, kind: 'note', status: null, public: false, message: 'secret', by: 'Zoé' },
  ],
  evidence: null,
  suspected_causes: [],
  url: null,
  error: null,
  http_code: null,
  response_ms: null,
  group: 'Platform',
  critical: true,
  reopened: 0,
  revision: 1,
}
const maintenance = {
  id: '019aa5b1-7c00-7000-8000-000000000003',
  title: 'New disks',
  message: 'Read only.',
  status: 'scheduled' as const,
  components: [ref],
  starts_at: '2999-01-01T00:00:00.000Z',
  ends_at: '2999-01-01T01:00:00.000Z',
  recurrence: null,
  time_zone: 'UTC',
  created_at: at,
  created_by: 'Zoé',
  revision: 1,
}

async function publicPages(t: TestContext): Promise<string> {
  const host = await testHost(t, { services: [pages], config: { pages: { title: 'Acme' } } })
  await host.tell(
    'pages',
    fact(ComponentChanged, ref.id, component),
    fact(IncidentOpened, incident.id, incident),
    fact(MaintenanceScheduled, maintenance.id, maintenance),
  )
  const url = await host.host.listen({ host: '127.0.0.1', port: 0 })
  await until('all of it is on the pages', async () => {
    const text = await (await fetch(`${url}/api/v2/summary.json`)).text()
    return ['A cable is cut.', 'New disks', ref.id].every(word => text.includes(word))
  })
  return url
}

test('a client library that was written for Statuspage reads everything', async t => {
  const url = await publicPages(t)
  const client = new Statuspage('any')
  client.setApiUrl(url)
  const summary = await client.api.getSummary()
  assert.equal(summary.page.name, 'Acme')
  assert.deepEqual(summary.status, { indicator: 'critical', description: 'Major Service Outage' })
  assert.deepEqual(
    summary.components.map(({ name, status, group }) => [name, status, group]),
    [
      ['Platform', 'major_outage', true],
      ['Api « é »', 'major_outage', false],
    ],
  )
  const [told] = summary.incidents
  assert.deepEqual(
    [told?.name, told?.status, told?.impact, told?.incident_updates.map(update => update.body)],
    ['Api « é » is down', 'identified', 'critical', ['A cable is cut.']],
  )
  assert.deepEqual(await client.api.getStatus(), { page: summary.page, status: summary.status })
  assert.deepEqual((await client.api.getComponents()).components, summary.components)
  assert.deepEqual((await client.api.incidents.getUnresolved()).incidents, summary.incidents)
  assert.deepEqual((await client.api.incidents.getAll()).incidents, summary.incidents)
  const { scheduled_maintenances: planned } = await client.api.scheduledMaintenances.getUpcoming()
  assert.deepEqual(
    planned.map(({ name, scheduled_for }) => [name, scheduled_for]),
    [['New disks', maintenance.starts_at]],
  )
  assert.deepEqual((await client.api.scheduledMaintenances.getAll()).scheduled_maintenances, planned)
})

test('our own reader of such pages sees the state that we are in', async t => {
  const url = await publicPages(t)
  const response = await fetch(`${url}/api/v2/summary.json`)
  assert.equal(response.headers.get('access-control-allow-origin'), '*')
  const body = new Uint8Array(await response.arrayBuffer())
  const document = { url: response.url, content_type: response.headers.get('content-type'), body }
  const unknownWord = (word: string) => assert.fail(`our reader does not know "${word}"`)
  const reading = statuspage.read([document], { now: Date.parse(at), unknownWord })
  assert.deepEqual(
    reading.components.map(({ name, group, state }) => [name, group, state]),
    [['Api « é »', 'Platform', 'major_outage']],
  )
  assert.deepEqual(
    reading.incidents.map(({ title, phase, url }) => [title, phase, url]),
    [['Api « é » is down', 'identified', 'http://127.0.0.1:3000/incidents/INC-20261121-120000']],
  )
  assert.deepEqual(
    reading.maintenances.map(({ title, phase }) => [title, phase]),
    [['New disks', 'scheduled']],
  )
})

test('whoever has the newest answer is told so, from another site too', async t => {
  const url = await publicPages(t)
  const first = await fetch(`${url}/api/v2/summary.json`)
  const again = await fetch(`${url}/api/v2/summary.json`, {
    headers: { 'if-none-match': first.headers.get('etag') ?? '', origin: 'https://elsewhere.example.com' },
  })
  assert.equal(again.status, 304)
  assert.equal(again.headers.get('access-control-allow-origin'), '*')
})
