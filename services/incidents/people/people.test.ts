import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { UserChanged } from '../../../contracts/identity/access.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import {
  AssignIncident,
  ExportIncidents,
  FollowIncident,
  GetFollowing,
  GetPostmortem,
  LinkIncident,
  ListMyIncidents,
  ListPeople,
  ListPostmortemVersions,
  ListUserIncidents,
  MergeIncident,
  SavePostmortem,
  SetIncidentRole,
  UnfollowIncident,
  UnlinkIncident,
} from '../../../contracts/incidents/incident-collaboration.ts'
import {
  AcknowledgeIncident,
  AddTimelineEntry,
  CreateIncident,
  GetComponent,
  GetIncident,
  ListIncidents,
  SetIncidentStatus,
} from '../../../contracts/incidents/incidents.ts'
import { CreateMaintenance, GetMaintenance } from '../../../contracts/incidents/maintenance.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { type IncidentsHost, incidentsHost } from '../testing/incidents-host.ts'
import { callAs, people, user } from '../testing/people.ts'
import { at, defined, signal } from '../testing/signals.ts'

const up = (s: number, more = {}) =>
  signal({ state: 'up', sequence: 9, started_at: at(0), observed_at: at(s), ...more })
const tellUsers = (host: IncidentsHost, ...users: ReturnType<typeof user>[]) =>
  host.tell('incidents', ...users.map(one => fact(UserChanged, one.id, one)))

async function open(t: TestContext, engine: TestEngine) {
  const host = await incidentsHost(t, engine, { services: [people] })
  if (!host) return null
  await tellUsers(host, user('ana'), user('ben'))
  const incident = await host.call(CreateIncident, { body: { title: 'Payments fail', impact: 'major' } })
  return { host, incident, params: { id: incident.number } }
}

onBothEngines('People share the work on an incident', engine => {
  test('it is given to somebody, who then has it on the own list', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params } = system
    const given = await callAs(host, 'ben:responder', AssignIncident, { params, body: { user_id: 'ana' } })
    assert.deepEqual(
      [given.assignee, given.assignee_id, given.timeline.at(-1)?.message, given.timeline.at(-1)?.by],
      ['Ana', 'ana', 'Assigned to Ana', 'Ben'],
    )
    assert.deepEqual((await callAs(host, 'ana:viewer', ListMyIncidents)).items, [given])
    assert.deepEqual((await callAs(host, 'ben:responder', ListPeople)).items, [
      { id: 'ana', name: 'Ana' },
      { id: 'ben', name: 'Ben' },
    ])
    assert.deepEqual((await host.call(ListIncidents, { query: { assignee: 'ana' } })).items, [given])
    const back = await host.call(AssignIncident, { params, body: { user_id: null } })
    assert.deepEqual([back.assignee, back.assignee_id], [null, null])
    const nobody = host.call(AssignIncident, { params, body: { user_id: 'zoe' } })
    await assert.rejects(nobody, { code: 'incidents.unknown-user' })
  })

  test('somebody leads it, and somebody else speaks to people', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params } = system
    await host.call(SetIncidentRole, { params, body: { role: 'commander', user_id: 'ana' } })
    await host.call(SetIncidentRole, { params, body: { role: 'communications', user_id: 'ana' } })
    const led = await host.call(SetIncidentRole, { params, body: { role: 'commander', user_id: 'ben' } })
    assert.deepEqual(
      led.roles?.map(({ role, name }) => [role, name]),
      [
        ['communications', 'Ana'],
        ['commander', 'Ben'],
      ],
    )
    assert.equal(led.timeline.at(-1)?.message, 'Incident commander: Ben')
  })

  test('users follow incidents; keys do not', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params, incident } = system
    const followed = await callAs(host, 'ana:viewer', FollowIncident, { params })
    assert.deepEqual(followed, { incident: incident.number, following: true, followers: 1 })
    await callAs(host, 'ana:viewer', FollowIncident, { params })
    assert.deepEqual(await callAs(host, 'ana:viewer', GetFollowing, { params }), followed)
    assert.equal((await callAs(host, 'ben:viewer', GetFollowing, { params })).following, false)
    const list = async () =>
      (await host.call(ListUserIncidents, { params: { id: 'ana' } })).items.map(({ number }) => number)
    assert.deepEqual(await list(), [incident.number])
    assert.equal((await callAs(host, 'ana:viewer', UnfollowIncident, { params })).followers, 0)
    assert.deepEqual(await list(), [])
    await assert.rejects(host.call(FollowIncident, { params }), { code: 'auth.people-only' })
  })

  test('who was deleted is named nowhere any more, and what was done stays', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params, incident } = system
    await callAs(host, 'ana:responder', AcknowledgeIncident, { params })
    await callAs(host, 'ana:responder', AddTimelineEntry, { params, body: { message: 'It is the bank' } })
    await callAs(host, 'ana:responder', SavePostmortem, { params, body: { body: '# Learned' } })
    await host.call(AssignIncident, { params, body: { user_id: 'ana' } })
    await host.call(SetIncidentRole, { params, body: { role: 'commander', user_id: 'ana' } })
    const window = { title: 'Disks', starts_at: at(60), ends_at: at(120) }
    const planned = await callAs(host, 'ana:responder', CreateMaintenance, { body: window })
    await tellUsers(host, user('ana', { state: 'deleted', name: '', revision: 2 }), user('ana'))
    const after = await host.call(GetIncident, { params })
    assert.ok(!JSON.stringify(after).includes('Ana'), JSON.stringify(after.timeline))
    assert.equal(after.timeline.find(({ kind }) => kind === 'acknowledged')?.message, 'deleted user looks after it')
    assert.equal(after.timeline.length, 6)
    assert.ok(after.revision > incident.revision + 4)
    assert.equal((await host.call(GetPostmortem, { params })).by, 'deleted user')
    const maintenance = await host.call(GetMaintenance, { params: { id: planned.id } })
    assert.equal(maintenance.created_by, 'deleted user')
    assert.deepEqual((await host.call(ListUserIncidents, { params: { id: 'ana' } })).items, [])
  })

  test('each change by a person is in the audit, with what differs', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params } = system
    await callAs(host, 'ben:responder', AssignIncident, { params, body: { user_id: 'ana' } })
    const records = await host.said('incidents', AuditRecorded)
    assert.deepEqual(
      records.map(({ action, actor }) => [action, actor.name]),
      [
        ['incident.opened', 'admin key'],
        ['incident.assigned', 'Ben'],
      ],
    )
    assert.deepEqual(records[1]?.before, { assignee: null, assignee_id: null })
    assert.deepEqual(records[1]?.after, { assignee: 'Ana', assignee_id: 'ana' })
  })
})

onBothEngines('An incident is told about', engine => {
  test('an update may name what is affected, and when people hear more', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params } = system
    await host.define(defined())
    await host.hear(up(0, { episode: null }))
    const body: Input<typeof AddTimelineEntry>['body'] = {
      message: 'Cards too',
      kind: 'update',
      components: ['api-production'],
      next_update_at: at(600),
    }
    const told = await host.call(AddTimelineEntry, { params, body })
    assert.deepEqual([told.components.map(({ slug }) => slug), told.next_update_at], [['api-production'], at(600)])
    assert.deepEqual(
      told.timeline.at(-1)?.components?.map(({ name }) => name),
      ['API Production'],
    )
    assert.equal((await host.call(GetComponent, { params: { id: 'api-production' } })).status, 'partial_outage')
    assert.deepEqual(await host.call(GetIncident, { params }), told)
    const over = await host.call(SetIncidentStatus, { params, body: { status: 'resolved', next_update_at: at(900) } })
    assert.equal(over.next_update_at, null)
  })

  test('its postmortem begins with what the timeline knows', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params, incident } = system
    const template = await host.call(GetPostmortem, { params })
    assert.equal(template.saved, false)
    assert.match(
      template.body,
      new RegExp(`^# ${incident.number} · Payments fail\\n[\\s\\S]+\\| Payments fail \\| admin key \\|`),
    )
    const french = await host.call(GetPostmortem, { params, query: { language: 'fr' } })
    assert.match(french.body, /## Chronologie/)
    await host.call(SavePostmortem, { params, body: { body: '# Learned' } })
    await host.call(SavePostmortem, { params, body: { body: '# Learned more' } })
    const saved = await host.call(GetPostmortem, { params })
    assert.deepEqual([saved.body, saved.saved, saved.by], ['# Learned more', true, 'admin key'])
    const { timeline } = await host.call(GetIncident, { params })
    assert.deepEqual(
      timeline.map(({ kind }) => kind),
      ['opened', 'postmortem'],
    )
  })

  test('a postmortem that somebody saved meanwhile is not overwritten unseen, and what it replaced is kept', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params } = system
    const { revision } = await host.call(GetPostmortem, { params })
    const save = (body: string, query: { revision?: number } = {}) =>
      host.call(SavePostmortem, { params, query, body: { body } })
    const first = await save('# First', { revision })
    const present = { ...first, body: '# Second', revision: 2 }
    assert.deepEqual(await save('# Second', { revision: 1 }), present)
    await assert.rejects(save('# Mine', { revision: 1 }), { code: 'incidents.changed-meanwhile', present })
    assert.equal((await save('# Whoever asks for no revision')).revision, 3)
    const { items } = await host.call(ListPostmortemVersions, { params })
    assert.deepEqual(
      items.map(one => [one.revision, one.body]),
      [
        [2, '# Second'],
        [1, '# First'],
      ],
    )
    for (let n = 4; n <= 55; n++) await save(`# ${n}`)
    const kept = (await host.call(ListPostmortemVersions, { params })).items.map(one => one.revision)
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [50, 54, 5])
  })

  test('it is found by words of its title, number or components, in any case and without accents', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, incident } = system
    await host.define(defined({ slug: 'telephonie', name: 'Téléphonie' }))
    await host.hear(signal({ component: 'telephonie' }))
    const find = async (query: object) => (await host.call(ListIncidents, { query })).items.map(({ title }) => title)
    assert.deepEqual(await find({ q: 'FAIL pay' }), ['Payments fail'])
    assert.deepEqual(await find({ q: 'telephonie' }), ['Téléphonie is down'])
    assert.deepEqual((await find({ q: incident.number })).includes('Payments fail'), true)
    for (const q of ['100%', '_', "'; drop table incident", '\\']) assert.deepEqual(await find({ q }), [], q)
    assert.deepEqual(await find({ impact: 'critical' }), [])
    assert.equal((await find({ impact: 'major' })).length, 2)
  })
})

test('all of a period can be taken away as JSON and as CSV', async t => {
  const host = await incidentsHost(t, { host: testHost }, { services: [people] })
  assert.ok(host)
  const { number } = await host.call(CreateIncident, { body: { title: 'Payments, =fail', impact: 'major' } })
  const take = async (query: string) => {
    const headers = { authorization: 'Bearer user:ana:viewer' }
    return host.host.app.inject({ method: 'GET', url: `${ExportIncidents.path}?${query}`, headers })
  }
  assert.deepEqual(JSON.parse((await take('')).body), await host.all())
  const csv = await take('format=csv&impact=major')
  assert.match(csv.headers['content-disposition'] as string, /incidents\.csv/)
  assert.equal(csv.body.split('\r\n')[1]?.startsWith(`${number},"Payments, =fail",`), true)
  assert.deepEqual(JSON.parse((await take(`from=${at(1)}`)).body), [])
})

onBothEngines('Incidents belong together', engine => {
  test('one becomes part of another: what failed here goes on there', async t => {
    const host = await incidentsHost(t, engine, { services: [people] })
    if (!host) return
    await host.define(defined(), defined({ slug: 'mail', name: 'Mail' }, { check: 'mail' }))
    const mail = { signal: 'check:mail', component: 'mail', episode: 'm1' }
    await host.hear(signal({ ...mail, s: 5 }))
    await host.hear(signal({ s: 10 }))
    const [late, early] = await host.all()
    const ids = { late: late?.id ?? '', early: early?.id ?? '' }
    await callAs(host, 'ana:viewer', FollowIncident, { params: { id: ids.early } })
    const whole = await host.call(MergeIncident, { params: { id: ids.early }, body: { into: ids.late } })
    assert.deepEqual(
      [whole.components.map(({ slug }) => slug), whole.started_at, whole.status],
      [['api-production', 'mail'], at(5), 'investigating'],
    )
    const part = await host.call(GetIncident, { params: { id: ids.early } })
    assert.deepEqual([part.status, part.merged_into], ['resolved', whole.number])
    assert.equal((await callAs(host, 'ana:viewer', ListMyIncidents)).items.length, 2)
    await host.hear(up(60, { started_at: at(10) }))
    assert.equal((await host.call(GetIncident, { params: { id: ids.late } })).status, 'investigating')
    await host.hear(up(90, { ...mail, started_at: at(5) }))
    const over = await host.call(GetIncident, { params: { id: ids.late } })
    assert.deepEqual([over.status, over.duration_s], ['resolved', 85])
    assert.equal((await host.all()).length, 2)
    const again = host.call(MergeIncident, { params: { id: ids.early }, body: { into: ids.late } })
    await assert.rejects(again, { code: 'incidents.merged' })
  })

  test('two are linked and unlinked, both ways', async t => {
    const system = await open(t, engine)
    if (!system) return
    const { host, params, incident } = system
    const other = await host.call(CreateIncident, { body: { title: 'Shop slow', impact: 'minor' } })
    const linked = await host.call(LinkIncident, { params, body: { to: other.id } })
    const links = async (id: string) => (await host.call(GetIncident, { params: { id } })).links
    assert.deepEqual([linked.links, await links(other.id)], [[other.number], [incident.number]])
    await host.call(UnlinkIncident, { params: { id: other.id, other: incident.id } })
    assert.deepEqual([await links(incident.id), await links(other.id)], [[], []])
    const self = host.call(LinkIncident, { params, body: { to: incident.id } })
    await assert.rejects(self, { code: 'incidents.same-incident' })
  })
})
