import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evidence } from '../../../contracts/common-schemas.ts'
import {
  ComponentChanged,
  GetComponent,
  GetIncident,
  ListComponents,
  SetIncidentStatus,
} from '../../../contracts/incidents/incidents.ts'
import { inEnglish, say } from '../../../contracts/messages/words.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { incidentsHost } from '../testing/incidents-host.ts'
import { archived, at, defined, signal } from '../testing/signals.ts'

const up = (sequence: number, s: number, more = {}) =>
  signal({ state: 'up', sequence, started_at: at(0), observed_at: at(s), ...more })
const params = { id: 'api-production' }

onBothEngines('Signals become incidents', engine => {
  test('a failing check opens one incident, however often that is said', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    for (let time = 0; time < 3; time += 1) await host.hear(signal(), signal(), signal())
    const [incident, ...others] = await host.all()
    assert.equal(others.length, 0)
    assert.equal(incident?.title, 'API Production is down')
    assert.deepEqual([incident?.group, incident?.number], ['Platform', 'INC-20260105-080000'])
    assert.deepEqual(await host.told(), { opened: 1, updated: 0, resolved: 0 })
    assert.equal((await host.call(GetComponent, { params })).status, 'partial_outage')
  })

  test('what the signal says is kept as a message beside its sentence, for readers of any language', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const reason = say('http.status', { status: 503, expected: '2xx' })
    const summary_i18n = say('monitor.down', { name: 'API Production', reason })
    await host.hear(signal({ summary: inEnglish(summary_i18n), summary_i18n, evidence: null }))
    const [incident] = await host.all()
    assert.deepEqual([incident?.error, incident?.error_i18n], [inEnglish(summary_i18n), summary_i18n])
    const detected = incident?.timeline.find(({ kind }) => kind === 'detected')
    assert.deepEqual([detected?.message, detected?.message_i18n], [inEnglish(summary_i18n), summary_i18n])
  })

  test('its recovery resolves it, with the duration from the first failure to the first good look', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal())
    await host.hear(up(2, 45.23))
    const [incident] = await host.all()
    assert.deepEqual([incident?.status, incident?.resolved_at, incident?.duration_s], ['resolved', at(45.23), 45.23])
    const component = await host.call(GetComponent, { params })
    assert.deepEqual([component.status, component.since], ['operational', at(45.23)])
    assert.deepEqual(await host.told(), { opened: 1, updated: 0, resolved: 1 })
  })

  test('a recovery that comes first makes a closed incident of the late failure, told from beginning to end', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(up(2, 40))
    assert.deepEqual(await host.all(), [])
    await host.hear(signal())
    const [incident] = await host.all()
    assert.deepEqual([incident?.status, incident?.started_at, incident?.duration_s], ['resolved', at(0), 40])
    assert.deepEqual(await host.told(), { opened: 1, updated: 0, resolved: 1 })
    assert.equal((await host.call(GetComponent, { params })).status, 'operational')
  })

  test('what fails again within the window reopens its incident; later it is a new one', async t => {
    const host = await incidentsHost(t, engine, { config: { reopen_within: 60 } })
    if (!host) return
    await host.hear(signal())
    await host.hear(up(2, 40))
    await host.hear(signal({ episode: 'e2', sequence: 3, s: 90 }))
    const [again, ...none] = await host.all()
    assert.equal(none.length, 0)
    assert.deepEqual([again?.status, again?.reopened, again?.started_at], ['investigating', 1, at(0)])
    await host.hear(up(4, 100, { episode: 'e2', started_at: at(90) }))
    await host.hear(signal({ episode: 'e3', sequence: 5, s: 161 }))
    const [newest, older] = await host.all()
    assert.deepEqual(
      [newest?.status, newest?.reopened, older?.status, older?.duration_s],
      ['investigating', 0, 'resolved', 100],
    )
  })

  test('a check that forgot its outage and finds it again opens no second incident', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal())
    await host.hear(signal({ episode: 'found again', sequence: 2, s: 100 }))
    assert.deepEqual(await host.told(), { opened: 1, updated: 1, resolved: 0 })
    await host.hear(up(3, 130, { episode: 'found again', started_at: at(100) }))
    assert.deepEqual(
      (await host.all()).map(({ duration_s }) => duration_s),
      [130],
    )
  })

  test('two checks of one component share its incident, which ends with the last of them', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal())
    await host.hear(signal({ signal: 'check:other', episode: 'x1', s: 10 }))
    await host.hear(up(2, 60))
    assert.deepEqual(
      (await host.all()).map(({ status }) => status),
      ['investigating'],
    )
    assert.equal((await host.call(GetComponent, { params })).status, 'partial_outage')
    await host.hear(up(2, 50, { signal: 'check:other', episode: 'x1', started_at: at(10) }))
    assert.deepEqual(
      (await host.all()).map(({ duration_s }) => duration_s),
      [60],
    )
  })

  test('unknown neither opens nor resolves', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal({ state: 'unknown', episode: null }))
    assert.deepEqual(await host.all(), [])
    assert.equal((await host.call(GetComponent, { params })).status, 'unknown')
    await host.hear(signal({ sequence: 2, s: 5 }))
    await host.hear(signal({ state: 'unknown', sequence: 3, observed_at: at(20), started_at: at(5) }))
    assert.deepEqual(
      (await host.all()).map(({ status }) => status),
      ['investigating'],
    )
    assert.equal((await host.call(GetComponent, { params })).status, 'unknown')
    await host.hear(up(4, 30, { started_at: at(5) }))
    assert.deepEqual(
      (await host.all()).map(({ duration_s }) => duration_s),
      [25],
    )
  })

  test('a recovery that names no episode ends whatever was open', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal())
    await host.hear(up(5, 70, { episode: null, started_at: at(70) }))
    assert.deepEqual(
      (await host.all()).map(({ duration_s }) => duration_s),
      [70],
    )
  })

  test('an outage whose news comes after its successor is a closed incident, and opens nothing', async t => {
    const host = await incidentsHost(t, engine, { config: { reopen_within: 10 } })
    if (!host) return
    const first = [signal(), up(2, 40)]
    const second = [signal({ episode: 'e2', sequence: 3, s: 500 }), up(4, 520, { episode: 'e2', started_at: at(500) })]
    await host.hear(...second)
    await host.hear(first[0]!)
    assert.deepEqual(
      (await host.all()).map(({ status }) => status),
      ['resolved'],
    )
    await host.hear(first[1]!)
    assert.deepEqual(
      (await host.all()).map(({ duration_s }) => duration_s),
      [20, 40],
    )
    assert.deepEqual(await host.told(), { opened: 2, updated: 0, resolved: 2 })
  })

  test('flapping is told once; the incident ends when it is stable', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal())
    await host.hear(up(2, 60, { flapping: true }))
    const [flapping] = await host.all()
    assert.deepEqual([flapping?.status, flapping?.timeline.at(-1)?.kind], ['investigating', 'flapping'])
    assert.equal((await host.call(GetComponent, { params })).status, 'degraded_performance')
    await host.hear(up(3, 600))
    assert.deepEqual(
      (await host.all()).map(({ status, duration_s }) => [status, duration_s]),
      [['resolved', 600]],
    )
    assert.deepEqual(await host.told(), { opened: 1, updated: 1, resolved: 1 })
  })

  test('what is not certain is a suspicion on the component, and opens nothing', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const evidence: Evidence = { level: 'likely', source: 'reports' }
    const reports = { signal: 'reports:api', episode: 'r1', summary: '40 people report trouble', evidence }
    await host.hear(signal({ signal: 'check:api', state: 'up', episode: null }))
    await host.hear(signal(reports))
    const component = await host.call(GetComponent, { params })
    assert.deepEqual([component.status, component.suspected], ['operational', '40 people report trouble'])
    assert.deepEqual(await host.all(), [])
    await host.hear(signal({ ...reports, state: 'up', sequence: 2 }))
    assert.equal((await host.call(GetComponent, { params })).suspected, null)
  })

  test('a source in open_on opens incidents though it is not certain', async t => {
    const host = await incidentsHost(t, engine, { config: { open_on: ['providers'] } })
    if (!host) return
    await host.hear(signal({ evidence: { level: 'likely', source: 'providers' } }))
    assert.equal((await host.all()).length, 1)
  })

  test('the trouble of the lookout itself is an incident like any other', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal({ signal: 'lookout', component: 'lookout', summary: 'no network', evidence: null }))
    const [incident] = await host.all()
    assert.deepEqual(
      [incident?.title, incident?.error, incident?.component?.slug],
      ['Lookout is down', 'no network', 'lookout'],
    )
    const [component] = (await host.call(ListComponents)).items
    assert.equal(component?.origin, 'signal')
  })

  test('an incident that a person resolved stays resolved until it gets worse', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal({ state: 'degraded' }))
    const [{ id } = { id: '' }] = await host.all()
    await host.clock.advance(30_000)
    await host.call(SetIncidentStatus, { params: { id }, body: { status: 'resolved' } })
    await host.hear(signal({ state: 'degraded', sequence: 2, observed_at: at(40) }))
    assert.equal((await host.call(GetIncident, { params: { id } })).status, 'resolved')
    await host.hear(signal({ sequence: 3, observed_at: at(60) }))
    const worse = await host.call(GetIncident, { params: { id } })
    assert.deepEqual([worse.status, worse.impact, worse.reopened], ['investigating', 'major', 1])
  })

  test('incidents of the same second have numbers and files of their own', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(...[1, 2, 3].map(i => signal({ signal: `check:${i}`, component: `part-${i}` })))
    const numbers = (await host.all()).map(({ number }) => number).sort()
    assert.deepEqual(numbers, ['INC-20260105-080000', 'INC-20260105-080000-2', 'INC-20260105-080000-3'])
    const second = await host.call(GetIncident, { params: { id: 'INC-20260105-080000-2' } })
    assert.equal(second.number, 'INC-20260105-080000-2')
  })

  test('when the wall clock is set, open incidents keep their age and resolved ones their times', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal({ signal: 'check:old', component: 'old', episode: 'o' }))
    await host.hear(up(2, 10, { signal: 'check:old', component: 'old', episode: 'o' }))
    await host.hear(signal())
    await host.clock.advance(60_000)
    host.clock.step(3_600_000)
    await host.until('moved', async () => (await host.all()).some(({ started_at }) => started_at === at(3600)))
    const [open, resolved] = await host.all()
    assert.deepEqual([open?.detected_at, open?.timeline[0]?.at, open?.revision], [at(3601), at(3601), 2])
    assert.deepEqual([resolved?.started_at, resolved?.duration_s], [at(0), 10])
    await host.hear(signal({ state: 'up', sequence: 2, started_at: at(3600), observed_at: at(3720) }))
    assert.equal((await host.all())[0]?.duration_s, 120)
    host.clock.step(-3_600_000)
    assert.equal((await host.all())[0]?.duration_s, 120)
  })
})

onBothEngines('Checks define components', engine => {
  test('a definition that comes late completes what a signal had made', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal())
    assert.equal((await host.call(GetComponent, { params })).origin, 'signal')
    await host.define(defined({ critical: true, depends_on: ['database'] }))
    const component = await host.call(GetComponent, { params })
    const { name, origin, place, status, group, depends_on } = component
    assert.deepEqual(
      { name, origin, place, status, group, depends_on },
      {
        name: 'API Production',
        origin: 'file',
        place: 'vigie.yaml:3',
        status: 'major_outage',
        group: 'Platform',
        depends_on: ['database'],
      },
    )
    const [incident] = await host.all()
    assert.deepEqual(
      [incident?.title, incident?.critical, incident?.group],
      ['API Production is down', true, 'Platform'],
    )
  })

  test('the newest definition counts, in whatever order they come', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(
      defined({ name: 'API' }, { revision: 1 }),
      defined({ name: 'API v2' }, { revision: 2 }),
      defined({ name: 'API v3' }, { revision: 3 }),
    )
    assert.deepEqual(
      (await host.call(ListComponents)).items.map(({ name, status }) => [name, status]),
      [['API v3', 'unknown']],
    )
  })

  test('components keep the order of the file', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const names = ['Web', 'API', 'Database']
    await host.define(
      ...names.map((name, position) => defined({ name, slug: name.toLowerCase(), position }, { check: name })),
    )
    await host.hear(signal({ component: 'zebra', signal: 'check:z' }))
    const first = await host.call(ListComponents, { query: { limit: 2 } })
    const rest = await host.call(ListComponents, { query: { limit: 2, cursor: first.next_cursor ?? '' } })
    assert.deepEqual(
      [...first.items, ...rest.items].map(({ name }) => name),
      [...names, 'Zebra'],
    )
    assert.equal(rest.next_cursor, null)
  })

  test('a component whose check is gone is archived, its open incident ends, its history stays', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await host.hear(signal())
    await host.clock.advance(30_000)
    await host.archive(archived())
    assert.deepEqual((await host.call(ListComponents)).items, [])
    const [incident] = await host.all()
    assert.deepEqual(
      [incident?.status, incident?.duration_s, incident?.component?.name],
      ['resolved', 30, 'API Production'],
    )
    assert.equal(incident?.timeline.at(-1)?.message, 'API Production is no longer watched')
    const told = await host.said('incidents', ComponentChanged)
    assert.equal(told.at(-1)?.archived, true)
    await assert.rejects(host.call(GetComponent, { params }), { code: 'incidents.no-such-component' })
  })

  test('a check that is gone opens nothing with what comes late of it', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.archive(archived())
    await host.define(defined())
    await host.hear(signal())
    assert.deepEqual([await host.all(), (await host.call(ListComponents)).items.length], [[], 0])
  })

  test('what a check says before its return is known is judged when it is', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await host.hear(signal({ state: 'up', episode: null }))
    await host.archive(archived())
    await host.hear(signal({ sequence: 2 }))
    assert.deepEqual(await host.all(), [])
    await host.define(defined({}, { revision: 3 }))
    assert.deepEqual(
      (await host.all()).map(({ title }) => title),
      ['API Production is down'],
    )
    assert.equal((await host.call(GetComponent, { params })).status, 'partial_outage')
  })

  test('a component with two checks stays when one of them goes, without what that one said', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined(), defined({}, { check: 'other' }))
    await host.hear(signal(), signal({ signal: 'check:other', state: 'up', episode: null }))
    await host.archive(archived())
    const component = await host.call(GetComponent, { params })
    assert.equal(component.status, 'operational')
    assert.deepEqual(
      (await host.all()).map(({ status }) => status),
      ['resolved'],
    )
  })

  test('a check that moves to another component takes its trouble along', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await host.hear(signal())
    await host.define(defined({ slug: 'new', name: 'New' }, { revision: 2 }))
    assert.deepEqual(
      (await host.call(ListComponents)).items.map(({ slug }) => slug),
      ['new'],
    )
    await host.hear(signal({ sequence: 2, component: 'new', observed_at: at(60) }))
    assert.deepEqual((await host.all()).map(({ status, component }) => [status, component?.slug]).sort(), [
      ['investigating', 'new'],
      ['resolved', 'api-production'],
    ])
  })
})
