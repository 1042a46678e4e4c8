import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type NotificationChoices, UserChanged } from '../../../contracts/identity/access.ts'
import { IncidentFollowed } from '../../../contracts/incidents/incident-collaboration.ts'
import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import { type EventData, fact } from '../../../kit/service/event.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { type ReceivedMail, startSmtp } from '../../../kit/testing/smtp.ts'
import { communications } from '../service.ts'
import { resolvedIncident, sampleIncident } from '../testing/samples.ts'
import { followerOf, isFollowing, isNews, wishesOf } from './follower.ts'

type User = EventData<typeof UserChanged>
const choices = (parts: Partial<NotificationChoices> = {}): NotificationChoices => ({
  ...{ email: 'followed', minimum_impact: 'minor' },
  ...parts,
})
const user = (id: string, parts: Partial<User> = {}): User => ({
  ...{ id, name: id, role: 'viewer', state: 'active', revision: 1, email: `${id}@example.com` },
  ...{ language: null, time_zone: null, notifications: choices(), followed_components: [] },
  ...parts,
})
const says = (one: User) => fact(UserChanged, one.id, one)
const follows = (user_id: string, incident_id: string, following = true, at = '2026-01-05T08:00:00.500Z') =>
  fact(IncidentFollowed, incident_id, { user_id, incident_id, following, at })
const update = (message: string, parts: Partial<Incident> = {}): Incident =>
  sampleIncident({
    revision: 2,
    timeline: [{ at: '2026-01-05T08:01:00.000Z', kind: 'update', status: null, public: true, message, by: 'Ben' }],
    ...parts,
  })

async function open(t: TestContext, engine: TestEngine) {
  const smtp = await startSmtp()
  t.after(smtp.stop)
  const host = await engine.host(t, {
    services: [communications],
    config: {
      smtp: { host: smtp.host, port: smtp.port, from: 'status@example.com', secure: false },
      ...{ public_url: 'https://status.example.com/', notifications: [] },
    },
  })
  return host && { host, smtp }
}

const decoded = ({ source }: ReceivedMail): string =>
  Buffer.from(
    source
      .replaceAll('=\r\n', '')
      .replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
const queued = async (host: TestHost) =>
  (
    await host.host
      .store('communications')
      .query<{ mail: { address: string } }>()
      .selectFrom('mail')
      .selectAll()
      .execute()
  ).length

onBothEngines('letters to users', engine => {
  test('who follows a component or an incident is told what they chose, in their language, once', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, smtp } = system
    await host.tell(
      'communications',
      says(user('ana', { language: 'fr', time_zone: 'Europe/Paris', followed_components: ['api-production'] })),
      says(user('ben', { notifications: choices({ events: ['resolved'] }) })),
      says(user('cy', { notifications: choices({ email: 'none' }), followed_components: ['api-production'] })),
      says(user('dan')),
      follows('ben', 'i1'),
      follows('dan', 'i1', true, '2026-01-05T07:00:00.000Z'),
      follows('dan', 'i1', false),
    )
    const incident = sampleIncident()
    await host.tell('communications', fact(IncidentOpened, 'i1', incident))
    await host.tell('communications', fact(IncidentUpdated, 'i1', update('We restart it')))
    await host.tell('communications', fact(IncidentResolved, 'i1', resolvedIncident({ revision: 3 })))
    await host.until('all letters', async () => smtp.mails.length >= 4 && (await queued(host)) === 0)
    const to = smtp.mails.map(mail => mail.to[0]?.split('@')[0]).sort()
    assert.deepEqual(to, ['ana', 'ana', 'ana', 'ben'])
    const [first] = smtp.mails.filter(mail => mail.to[0] === 'ana@example.com')
    const text = decoded(first as ReceivedMail)
    assert.match(text, /Incident\u00a0: API Production: connection refused/)
    assert.match(text, /09:00/)
    assert.match(text, /https:\/\/status\.example\.com\/incidents\/INC-20260105-080000/)
    assert.match(text, /Choisir ce que vous recevez\u00a0: https:\/\/status\.example\.com\/console\/profile/)
  })

  test('who is deleted leaves no address, no choices and no letter on its way', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, smtp } = system
    await smtp.stop()
    await host.tell('communications', says(user('ana', { followed_components: ['c1'] })), follows('ana', 'i1'))
    await host.tell('communications', fact(IncidentOpened, 'i1', sampleIncident()))
    assert.equal(await queued(host), 1)
    const gone = { state: 'deleted', email: null, revision: 2 } as const
    await host.tell('communications', says(user('ana', gone)), says(user('ana', { revision: 1 })))
    await host.tell('communications', fact(IncidentResolved, 'i1', resolvedIncident()))
    assert.equal(await queued(host), 0)
    const rows = await host.host
      .store('communications')
      .query<{ reader: object }>()
      .selectFrom('reader')
      .selectAll()
      .execute()
    assert.doesNotMatch(JSON.stringify(rows), /example\.com|c1/)
  })
})

test('what is told follows from the choices', () => {
  const incident = sampleIncident({ impact: 'minor' })
  const of = (parts: Partial<User>) => followerOf(user('ana', parts))
  const following = (parts: Partial<User>, since: string | null = null) => isFollowing(of(parts), incident, since)
  assert.deepEqual(
    [
      following({}),
      following({}, '2026-01-05T09:00:00.000Z'),
      following({ followed_components: ['c1'] }),
      following({ followed_components: ['other'] }),
      following({ notifications: choices({ email: 'all' }) }),
      following({ notifications: choices({ email: 'none' }), followed_components: ['c1'] }),
    ],
    [false, true, true, false, true, false],
  )
  const grave = of({ notifications: choices({ minimum_impact: 'major' }) })
  assert.deepEqual(wishesOf(grave, null).impact, ['major', 'critical'])
  assert.deepEqual(wishesOf(grave, '2026-01-05T09:00:00.000Z').impact, [])
  const opened = { key: 'opened/0', topic: 'opened', cycle: 0, event: { data: incident } } as never
  assert.equal(isNews(of({}), opened, '2026-01-05T09:00:00.000Z'), false)
  assert.equal(isNews(of({}), opened, '2026-01-05T08:00:00.500Z'), true)
  assert.equal(isNews(of({ followed_components: ['c1'] }), opened, '2026-01-05T09:00:00.000Z'), true)
})
