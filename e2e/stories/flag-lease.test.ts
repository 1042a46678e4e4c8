import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ListBanners } from '../../contracts/communications/announcements.ts'
import { CreateIncidentRule, ListLeases } from '../../contracts/flags/flag-leases.ts'
import { CreateFlag, UpdateFlag } from '../../contracts/flags/flags.ts'
import * as incidents from '../../contracts/incidents/incidents.ts'
import { SetIncidentStatus } from '../../contracts/incidents/incidents.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { testHost } from '../../kit/testing/host.ts'
import { communications } from '../../services/communications/service.ts'
import { flags } from '../../services/flags/service.ts'
import { incidents as incidentsService } from '../../services/incidents/service.ts'
import { pages } from '../../services/pages/service.ts'

const definition = { state: 'ENABLED', variants: { full: 'full', lite: 'lite' }, defaultVariant: 'full' } as const

test('an incident forces a flag, says so in its timeline and on the page, names what was changed before, and gives the flag back', async t => {
  const clock = testClock()
  const services = [flags, incidentsService, communications, pages]
  const { call, inject, until } = await testHost(t, { services, clock, config: { flags: { public_evaluation: true } } })
  await call(incidents.CreateComponent, { body: { name: 'API' } })
  await call(CreateFlag, { body: { key: 'search', definition, component: 'api' } })
  const banner = 'Search is simpler than usual for now'
  await call(CreateIncidentRule, {
    body: { key: 'search', variant: 'lite', component: 'api', minimum_impact: 'major', quiet_s: 60, banner },
  })
  await clock.advance(2 * 60_000)
  await call(UpdateFlag, { params: { key: 'search' }, body: { owner: 'web', reason: 'new owner' } })
  await clock.advance(60_000)

  const opened = await call(incidents.CreateIncident, {
    body: { title: 'Slow', impact: 'critical', components: ['api'] },
  })
  const served = async () => JSON.parse((await inject('GET', '/flags')).body).flags.search
  const shown = async () => (await call(ListBanners, {})).items.map(({ title }) => title)
  const lines = async () =>
    (await call(incidents.GetIncident, { params: { id: opened.id } })).timeline.map(({ message }) => message)
  await until('the flag is forced', async () => (await served()) === 'lite')
  await until('the timeline says so', async () =>
    (await lines()).includes('The flag search is forced to "lite" for this incident'),
  )
  await until('the banner is there', async () => (await shown()).includes(banner))
  await until('the page shows it', async () => {
    await clock.advance(1_000)
    return (await inject('GET', '/')).body.includes(banner)
  })
  const causes = (await call(incidents.GetIncident, { params: { id: opened.id } })).suspected_causes
  assert.deepEqual(
    causes.map(({ kind, name, message }) => [kind, name, message]),
    [['flag', 'search', 'the flag search was changed by admin key at 08:02']],
  )
  assert.ok(
    !(await inject('GET', '/')).body.includes('flag search'),
    'what flags are called is nobody’s business outside',
  )

  await call(SetIncidentStatus, { params: { id: opened.id }, body: { status: 'resolved' } })
  await until('it is quiet', async () => (await call(ListLeases, {})).items[0]?.state === 'quiet')
  assert.deepEqual([await served(), await shown()], ['lite', [banner]])
  await clock.advance(61_000)
  await until('the flag is as defined', async () => (await served()) === 'full')
  await until('the banner is gone', async () => (await shown()).length === 0)
  await until('the timeline says that too', async () =>
    (await lines()).includes('The flag search is back to its definition'),
  )
})
