import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Announce } from '../../../contracts/communications/announcements.ts'
import { type FlagLease, FlagLeaseChanged } from '../../../contracts/flags/flag-leases.ts'
import { IncidentOpened } from '../../../contracts/incidents/incidents.ts'
import { fact } from '../../../kit/service/event.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { startSlack } from '../../../kit/testing/slack.ts'
import { startWebhookSink } from '../../../kit/testing/webhook.ts'
import { communications } from '../service.ts'
import { sampleIncident } from '../testing/samples.ts'

const every = { enabled: true, timeout: 9.5, give_up_after: 86_400 }
const incident = sampleIncident()
const lease = (state: FlagLease['state'], revision: number): FlagLease => ({
  ...{ id: 'l1', rule_id: 'r1', project: 'default', environment: 'production', key: 'search', variant: 'lite' },
  ...{ incident_id: incident.id, incident_number: incident.number, component: 'api', reason: 'incident', state },
  ...{ taken_at: '2026-01-05T08:00:02.000Z', expires_at: '2026-01-05T12:00:02.000Z', restores_at: null },
  ...{ ended_at: null, by: state === 'asking' ? 'Ada' : null, banner: '', revision },
})
const says = (one: FlagLease) => fact(FlagLeaseChanged, one.id, one)

test('the team is asked, once, when a flag was changed while an incident forced it; nobody outside is', async t => {
  const [slack, sink] = [await startSlack(), await startWebhookSink()]
  t.after(slack.stop)
  t.after(sink.stop)
  const host = await testHost(t, {
    services: [communications],
    config: {
      language: 'fr',
      public_url: 'https://status.example.test',
      slack: { ...every, channel: '#a', mention_channel: true, token: slack.token, api_url: slack.api_url },
      notifications: [{ ...every, name: 'hook', kind: 'webhook', url: sink.url }],
    },
  })
  await host.tell('communications', fact(IncidentOpened, incident.id, incident))
  await host.until('the incident is told', () => slack.messages.length === 1 && sink.accepted.length === 1)
  await host.tell('communications', says(lease('active', 1)), says(lease('quiet', 2)), says(lease('asking', 3)))
  await host.until('the team is asked', () => slack.messages.length === 2)
  const { text, blocks } = slack.messages[1]!
  assert.match(
    text,
    /Une décision est attendue pour le drapeau search\nAda l’a modifié alors qu’un incident le forçait/,
  )
  assert.match(JSON.stringify(blocks), /status\.example\.test\/console\/incidents\/INC-20260105-080000/)
  await host.call(Announce, { body: { title: 'News', message: 'Good.', state: 'info' } })
  await host.until('what came after', () => slack.messages.length === 3 && sink.accepted.length === 2)
  assert.ok(sink.accepted.every(({ body }) => !body.includes('search')))
})
