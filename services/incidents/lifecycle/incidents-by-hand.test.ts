import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetIncidentStats } from '../../../contracts/incidents/incident-statistics.ts'
import {
  AcknowledgeIncident,
  AddTimelineEntry,
  CreateComponent,
  CreateIncident,
  DeleteComponent,
  GetComponent,
  GetIncident,
  IncidentOpened,
  ListComponents,
  ListIncidents,
  SetIncidentStatus,
  UpdateComponent,
} from '../../../contracts/incidents/incidents.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type IncidentsHost, incidentsHost } from '../testing/incidents-host.ts'
import { at, defined, signal } from '../testing/signals.ts'
import { IncidentStore } from './incident-store.ts'

type Body = Input<typeof CreateIncident>['body']
const up = (s: number, more = {}) =>
  signal({ state: 'up', sequence: 9, started_at: at(0), observed_at: at(s), ...more })

onBothEngines('People open and lead incidents', engine => {
  test('an incident opened by hand is told, numbered, and felt by its components', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    await host.hear(up(0, { episode: null }))
    const body: Body = {
      title: 'Payments fail',
      impact: 'critical',
      components: ['api-production'],
      message: 'Cards refused',
    }
    const incident = await host.call(CreateIncident, { body })
    assert.deepEqual(
      [incident.number, incident.status, incident.component?.name, incident.origin],
      ['INC-20260105-080000', 'investigating', 'API Production', 'api'],
    )
    assert.equal((await host.said('incidents', IncidentOpened))[0]?.timeline[0]?.message, 'Cards refused')
    const status = async () => (await host.call(GetComponent, { params: { id: 'api-production' } })).status
    assert.equal(await status(), 'major_outage')
    await host.clock.advance(90_000)
    const params = { id: incident.number }
    const resolved = await host.call(SetIncidentStatus, {
      params,
      body: { status: 'resolved', message: 'Bank is back' },
    })
    assert.deepEqual([resolved.duration_s, resolved.timeline.at(-1)?.message], [90, 'Bank is back'])
    assert.equal(await status(), 'operational')
  })

  test('it may concern nothing that is watched', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const incident = await host.call(CreateIncident, { body: { title: 'Office move', impact: 'none' } })
    assert.deepEqual([incident.component, incident.components], [null, []])
  })

  test('a component that is not there is refused, with the one that was meant', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    const body: Body = { title: 'x', impact: 'minor', components: ['api-prodution'] }
    await assert.rejects(host.call(CreateIncident, { body }), {
      code: 'incidents.unknown-component',
      message: /did you mean "api-production"/,
    })
  })

  test('a timeline has an end; an incident whose timeline is full can still be resolved', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const params = { id: (await host.call(CreateIncident, { body: { title: 'Slow', impact: 'minor' } })).id }
    const store = host.host.store('incidents')
    const entry = { at: at(0), kind: 'note', status: null, public: false, message: 'm', by: null }
    await store.transaction(() => new IncidentStore(store, 'en').addToTimeline(params.id, Array(1_100).fill(entry)))
    const note = host.call(AddTimelineEntry, { params, body: { message: 'one more' } })
    await assert.rejects(note, { code: 'incidents.timeline-full' })
    const move = host.call(SetIncidentStatus, { params, body: { status: 'monitoring' } })
    await assert.rejects(move, { code: 'incidents.timeline-full' })
    const { timeline } = await host.call(SetIncidentStatus, { params, body: { status: 'resolved' } })
    assert.deepEqual([timeline.length, timeline.at(0)?.kind, timeline.at(-1)?.kind], [1_102, 'opened', 'resolved'])
    assert.equal((await host.call(GetIncident, { params })).timeline.length, 1_102)
  })

  test('it can be acknowledged, moved along, noted and opened again for a while', async t => {
    const host = await incidentsHost(t, engine, { config: { reopen_within: 60 } })
    if (!host) return
    const params = { id: (await host.call(CreateIncident, { body: { title: 'Slow', impact: 'minor' } })).id }
    await host.clock.advance(10_000)
    await host.call(AcknowledgeIncident, { params })
    await host.clock.advance(10_000)
    assert.equal((await host.call(AcknowledgeIncident, { params })).acknowledged_at, at(10))
    await host.call(SetIncidentStatus, { params, body: { status: 'mitigated' } })
    await host.call(SetIncidentStatus, { params, body: { status: 'monitoring' } })
    await host.call(AddTimelineEntry, { params, body: { message: 'for us' } })
    await host.call(AddTimelineEntry, { params, body: { message: 'for all', kind: 'update' } })
    const forged = host.call(AddTimelineEntry, { params, body: { message: 'over', kind: 'resolved' } })
    await assert.rejects(forged, { code: 'incidents.kept-kind' })
    await host.call(SetIncidentStatus, { params, body: { status: 'resolved' } })
    await host.clock.advance(30_000)
    const again = await host.call(SetIncidentStatus, { params, body: { status: 'open', message: 'Not yet' } })
    assert.deepEqual([again.status, again.reopened, again.resolved_at], ['investigating', 1, null])
    assert.deepEqual(
      again.timeline.map(({ kind, public: shown }) => [kind, shown]),
      [
        ['opened', true],
        ['acknowledged', false],
        ['status', true],
        ['note', false],
        ['update', true],
        ['resolved', true],
        ['reopened', true],
      ],
    )
    await host.call(SetIncidentStatus, { params, body: { status: 'resolved' } })
    await host.clock.advance(61_000)
    const late = host.call(SetIncidentStatus, { params, body: { status: 'investigating' } })
    await assert.rejects(late, { code: 'incidents.too-late-to-reopen', message: /open a new incident/ })
    assert.equal(
      (await host.call(SetIncidentStatus, { params, body: { status: 'resolved' } })).revision,
      again.revision + 1,
    )
  })

  test('what is resolved without anybody looking after it cannot be acknowledged any more', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.hear(signal(), up(40))
    const [incident] = await host.all()
    const late = host.call(AcknowledgeIncident, { params: { id: incident?.id ?? '' } })
    await assert.rejects(late, { code: 'incidents.resolved' })
  })

  test('an incident that is not there is refused', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    for (const operation of [GetIncident, AcknowledgeIncident]) {
      await assert.rejects(host.call(operation, { params: { id: 'INC-1' } }), { code: 'incidents.not-found' })
    }
  })

  test('a check that fails meanwhile joins the incident, which waits for the person when the check is well', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    const body: Body = { title: 'Payments fail', impact: 'minor', components: ['api-production'] }
    const { id } = await host.call(CreateIncident, { body })
    await host.hear(signal())
    const [joined, ...others] = await host.all()
    assert.deepEqual([joined?.id, joined?.impact, joined?.error, others.length], [id, 'major', 'connection refused', 0])
    await host.hear(up(60))
    const waiting = await host.call(GetIncident, { params: { id } })
    assert.deepEqual([waiting.status, waiting.timeline.at(-1)?.kind], ['monitoring', 'recovered'])
  })
})

onBothEngines('People make components', engine => {
  test('a component can be made, changed and archived, and comes back under its name', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const made = await host.call(CreateComponent, { body: { name: 'Téléphone', group: 'Office' } })
    assert.deepEqual([made.slug, made.status, made.origin, made.group], ['telephone', 'operational', 'api', 'Office'])
    const params = { id: made.id }
    const changed = await host.call(UpdateComponent, { params, body: { name: 'Telephone', critical: true } })
    assert.deepEqual(
      [changed.name, changed.slug, changed.critical, changed.group],
      ['Telephone', 'telephone', true, null],
    )
    const twice = host.call(CreateComponent, { body: { name: 'téléphone' } })
    await assert.rejects(twice, { code: 'incidents.component-exists' })
    await host.call(DeleteComponent, { params })
    assert.deepEqual((await host.call(ListComponents)).items, [])
    assert.equal((await host.call(CreateComponent, { body: { name: 'Telephone' } })).id, made.id)
  })

  test('what comes from the file is changed in the file: the answer says where', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined())
    const params = { id: 'api-production' }
    const owned = { code: 'incidents.owned-by-file', message: /vigie\.yaml:3/ }
    await assert.rejects(host.call(UpdateComponent, { params, body: { name: 'Mine' } }), owned)
    await assert.rejects(host.call(DeleteComponent, { params }), owned)
  })

  test('a component that a check stands for goes with its checks only', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.define(defined({ origin: 'api', place: null }))
    const refused = host.call(DeleteComponent, { params: { id: 'api-production' } })
    await assert.rejects(refused, { code: 'incidents.component-watched' })
  })

  test('a component made by hand stays when its check goes', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    await host.call(CreateComponent, { body: { name: 'API Production' } })
    await host.define(defined({ origin: 'api', place: null }))
    await host.archive({ check: { id: 'api', name: 'x' }, component: 'api-production', revision: 2 })
    assert.equal((await host.call(ListComponents)).items.length, 1)
  })
})

onBothEngines('Incidents are found and counted', engine => {
  const story = async (host: IncidentsHost): Promise<void> => {
    for (const i of [0, 1, 2, 3, 4]) {
      const parts = { signal: `check:${i}`, component: i < 3 ? 'web' : 'mail', episode: `e${i}` }
      const started_at = at(i * 1000)
      await host.hear(signal({ ...parts, s: i * 1000 }))
      if (i < 4) await host.hear(up(i * 1060, { ...parts, started_at }))
    }
  }

  test('newest first, page by page, by status, component and time', async t => {
    const host = await incidentsHost(t, engine, { config: { reopen_within: 0 } })
    if (!host) return
    await story(host)
    const list = async (query: object) =>
      (await host.call(ListIncidents, { query })).items.map(({ started_at }) => started_at)
    assert.deepEqual(await list({}), [at(4000), at(3000), at(2000), at(1000), at(0)])
    assert.deepEqual(await list({ status: 'open' }), [at(4000)])
    assert.deepEqual(await list({ status: 'resolved', component: 'mail' }), [at(3000)])
    assert.deepEqual(await list({ from: at(1000), to: '2026-01-05T09:50:00+01:00' }), [at(2000), at(1000)])
    const pages: string[][] = []
    let cursor: string | null | undefined
    do {
      const page = await host.call(ListIncidents, { query: { limit: 2, ...(cursor ? { cursor } : {}) } })
      pages.push(page.items.map(({ started_at }) => started_at))
      cursor = page.next_cursor
    } while (cursor)
    assert.deepEqual(pages, [[at(4000), at(3000)], [at(2000), at(1000)], [at(0)]])
  })

  test('a cursor of another list and a component that is not there are refused', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    for (const cursor of ['x', 'eyJhIjoxfQ', 'bnVsbA', '%00']) {
      await assert.rejects(host.call(ListIncidents, { query: { cursor } }), { code: 'incidents.bad-cursor' })
    }
    await assert.rejects(host.call(ListIncidents, { query: { component: 'none' } }), {
      code: 'incidents.no-such-component',
    })
  })

  test('statistics count what began in the period, and the seconds down that lie in it', async t => {
    const host = await incidentsHost(t, engine, { config: { reopen_within: 0 } })
    if (!host) return
    await story(host)
    const open = (await host.all())[0]?.id ?? ''
    await host.clock.advance(4_060_000)
    await host.call(AcknowledgeIncident, { params: { id: open } })
    await host.clock.advance(40_000)
    const all = await host.call(GetIncidentStats)
    const { by_component, by_impact, by_month, ...totals } = all
    const counts = { total: 5, open: 1, resolved: 4, mean_s: 90 }
    assert.deepEqual([by_impact, by_month], [[{ impact: 'major', ...counts }], [{ month: '2026-01', ...counts }]])
    assert.deepEqual(totals, {
      total: 5,
      open: 1,
      resolved: 4,
      mean_s: 90,
      min_s: 0,
      max_s: 180,
      mtta_s: 59,
      mttr_s: 90,
    })
    assert.deepEqual(
      by_component.map(({ component, total, open: going, resolved, mean_s, down_s }) => [
        component.slug,
        total,
        going,
        resolved,
        mean_s,
        down_s,
      ]),
      [
        ['mail', 2, 1, 1, 180, 280],
        ['web', 3, 0, 3, 60, 180],
      ],
    )
    const part = await host.call(GetIncidentStats, { query: { from: at(1030), to: at(3090) } })
    assert.deepEqual([part.total, part.resolved, part.mean_s, part.mtta_s], [2, 2, 150, null])
    assert.deepEqual(
      part.by_component.map(({ component, down_s }) => [component.slug, down_s]),
      [
        ['web', 150],
        ['mail', 90],
      ],
    )
  })

  test('means are as exact as the durations, to the millisecond', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    for (const ms of [1_000, 1_000, 1_001]) {
      const { id } = await host.call(CreateIncident, { body: { title: 'Slow', impact: 'minor' } })
      await host.clock.advance(ms)
      await host.call(SetIncidentStatus, { params: { id }, body: { status: 'resolved', message: 'over' } })
    }
    const { mean_s, mttr_s, by_impact, max_s } = await host.call(GetIncidentStats)
    assert.deepEqual([mean_s, mttr_s, by_impact[0]?.mean_s, max_s], [1, 1, 1, 1.001])
  })

  test('nothing yet is zero and nothing, not an error', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const stats = await host.call(GetIncidentStats)
    assert.deepEqual([stats.total, stats.mean_s, stats.mtta_s, stats.by_component], [0, null, null, []])
  })

  test('the program says its four lines when it stops, and Prometheus sees the same', async t => {
    const host = await incidentsHost(t, engine, { settings: { language: 'fr' } })
    if (!host) return
    await host.hear(signal({ component: 'a"b' }), signal({ signal: 'check:2', component: 'web', episode: 'x' }))
    await host.hear(up(45.23, { component: 'a"b' }))
    const [service] = host.host.services()
    assert.deepEqual(await service?.closing?.(), [
      'Incidents au total\u00a0: 2',
      'Incidents en cours\u00a0: 1',
      'Incidents résolus\u00a0: 1',
      'Durée moyenne\u00a0: 45,23\u00a0s',
    ])
    const text = await host.metrics()
    for (const line of [
      'vigie_incidents_open{impact="major"} 1',
      'vigie_incidents_open{impact="critical"} 0',
      'vigie_incidents_total 2',
      'vigie_component_status{component="a\\"b",status="operational"} 1',
      'vigie_component_status{component="web",status="partial_outage"} 1',
    ]) {
      assert.ok(text.split('\n').includes(line), line)
    }
  })
})
