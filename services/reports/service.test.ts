import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IncidentResolved } from '../../contracts/incidents/incidents.ts'
import { SignalChanged } from '../../contracts/incidents/signal.ts'
import { ListReportComments, ListReportLevels, ModerateReportComment } from '../../contracts/reports.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { onBothEngines } from '../../kit/testing/engines.ts'
import { until } from '../../kit/testing/until.ts'
import { changed, incident, type ReportsHost, reportsHost } from './testing/reports-host.ts'

/** So many people of so many networks, three of them in each minute. */
async function surge(host: ReportsHost, people: number, more: { category?: string; proven?: boolean } = {}) {
  const { proven = true, ...submission } = more
  for (let person = 0; person < people; person++) {
    const from = `198.51.${person}.1`
    const answer = await (proven ? host.submitProven({ from, ...submission }) : host.submit({ from, ...submission }))
    assert.equal(answer.status, 202, answer.body)
    if (person % 3 === 2) await host.minutes(1)
  }
  await host.minutes(1)
}

onBothEngines('reports', engine => {
  test('a report needs no account, is on disk when it is accepted, and stands in the chart beside what is usual', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    const answer = await host.submitProven({ category: 'slow' })
    assert.equal(answer.status, 202)
    assert.deepEqual(JSON.parse(answer.body).component, { id: 'c1', slug: 'api', name: 'API' })
    const { bins, level, categories, since } = await host.shown('api', 2)
    assert.equal(bins.length, 8)
    assert.deepEqual([bins.at(-1)?.reports, bins.at(-1)?.baseline], [1, 0.3])
    assert.deepEqual(categories, [{ category: 'slow', reports: 1 }])
    assert.deepEqual([level, since], ['none', null])
    const levels = async () => (await host.call(ListReportLevels)).items.filter(({ reports }) => reports > 0)
    const one = { component: { id: 'c1', slug: 'api', name: 'API' }, level: 'none', since: null, reports: 1 } as const
    assert.deepEqual(await levels(), [one])
    await host.minutes(2)
    assert.deepEqual(await levels(), [one], 'counted once, before and after its minute is judged')
    assert.equal((await host.shown('c1')).bins.at(-1)?.reports, 1)
  })

  test('many people of many networks make a surge: said once as possible or likely, and as over when it is over', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    await surge(host, 9)
    const heard = await host.signals()
    const last = heard.at(-1)
    assert.equal((await host.shown()).level, 'likely')
    assert.deepEqual(
      [last?.signal, last?.component, last?.state, last?.impact, last?.evidence?.level, last?.evidence?.source],
      ['reports:api', 'api', 'down', 'major', 'likely', 'reports'],
    )
    assert.ok(last && last.started_at < last.detected_at && last.detected_at <= last.observed_at)
    await host.minutes(30)
    const all = await host.signals()
    assert.equal(all.at(-1)?.state, 'up')
    assert.equal(all.at(-1)?.episode, last?.episode)
    assert.deepEqual(
      all.map(signal => signal.sequence),
      all.map((_, at) => at + 1),
    )
    assert.equal(new Set(all.map(({ episode }) => episode)).size, 1)
    assert.equal((await host.shown()).level, 'none')
  })

  test('what the crowd says is degraded unless most of them cannot reach it', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    await surge(host, 9, { category: 'slow' })
    assert.deepEqual(
      [(await host.signals()).at(-1)?.state, (await host.signals()).at(-1)?.impact],
      ['degraded', 'minor'],
    )
  })

  test('reports without a proof of work are never more than possible', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    await surge(host, 60, { proven: false })
    assert.equal((await host.shown()).level, 'possible')
    assert.ok((await host.signals()).every(({ evidence }) => evidence?.level === 'possible'))
  })

  test('a crash loses no accepted report and no state of the detector', async t => {
    const host = await reportsHost(t, engine)
    if (!host || engine.name === 'postgres') return
    await surge(host, 9)
    await host.submitProven({ from: '192.0.2.1', category: 'data' })
    const before = await host.shown()
    const again = await reportsHost(t, engine, { data: await host.crashed(), clock: host.clock, components: [] })
    if (!again) return
    const { level, since, bins, categories } = await again.shown()
    assert.deepEqual([level, since, bins, categories], [before.level, before.since, before.bins, before.categories])
    await again.minutes(30)
    const episodes = (await again.signals()).map(({ episode, state }) => `${state} ${episode}`)
    assert.equal(episodes.at(-1), `up ${(await host.signals())[0]?.episode}`)
  })

  test('what came while the clock was an hour ahead counts when it is set right, judged already or not', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    const shown = async () => (await host.shown()).bins.reduce((sum, { reports }) => sum + reports, 0)
    host.clock.step(3_600_000)
    await host.submitProven({ from: '203.0.1.1' })
    await host.minutes(2)
    await host.submitProven({ from: '203.0.2.1' })
    assert.equal(await shown(), 2)
    host.clock.step(-3_600_000)
    await until('both count now', async () => {
      await host.clock.advance(1_000)
      return (await shown()) === 2
    })
    await surge(host, 9)
    assert.equal((await host.shown()).level, 'likely')
    assert.equal(await shown(), 2 + 9)
  })

  test('after a public notice reports are its echo: they raise nothing', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    await host.tell('reports', incident())
    await surge(host, 9)
    assert.deepEqual(await host.signals(), [])
    await host.tell(
      'reports',
      incident({ status: 'resolved', resolved_at: '2026-01-05T08:10:00.000Z', revision: 2 }, IncidentResolved),
      incident(),
    )
    await host.minutes(60)
    assert.deepEqual([(await host.shown()).level, await host.signals()], ['none', []])
  })

  test('an incident that reports opened does not keep them from becoming graver', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    const evidence = { level: 'possible' as const, source: 'reports' }
    await host.tell('reports', incident({ evidence }))
    await surge(host, 9)
    assert.equal((await host.shown()).level, 'likely')
  })

  test('an unknown component is refused with the name that was probably meant; an archived one is unknown', async t => {
    const host = await reportsHost(t, engine, { components: [{}, { id: 'c2', slug: 'database', name: 'Database' }] })
    if (!host) return
    const { status, body } = await host.submit({ component: 'databse' })
    assert.equal(status, 404)
    assert.match(JSON.parse(body).detail, /did you mean "database"/)
    assert.equal((await host.inject('GET', '/api/v1/reports/apy')).status, 404)
    await host.tell(
      'reports',
      changed({ id: 'c2', slug: 'database', revision: 3, archived: true }),
      changed({ id: 'c2' }),
    )
    assert.equal((await host.submit({ component: 'database' })).status, 404)
  })

  test('an archived component ends its surge', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    await surge(host, 9)
    await host.tell('reports', changed({ revision: 9, archived: true }))
    const said = await host.said('reports', SignalChanged)
    assert.equal(said.at(-1)?.state, 'up')
  })

  test('comments are plain text and unseen until somebody lets them through', async t => {
    const host = await reportsHost(t, engine)
    if (!host) return
    await host.submit({ comment: ' \u202eIt <b>hangs</b>\u0007\r\nsince noon ' })
    await host.submit({ from: '198.51.100.2', comment: 'rubbish' })
    assert.deepEqual((await host.shown()).comments, [])
    const pending = await host.call(ListReportComments, { query: { state: 'pending', limit: 1 } })
    assert.equal(pending.items[0]?.text, 'rubbish')
    const cursor = pending.next_cursor ?? ''
    const rest = await host.call(ListReportComments, { query: { state: 'pending', component: 'api', cursor } })
    const [good] = rest.items
    assert.ok(good)
    const published = await host.call(ModerateReportComment, { params: { id: good.id }, body: { state: 'published' } })
    assert.deepEqual([published.moderated_by, published.state], ['admin key', 'published'])
    const again = await host.call(ModerateReportComment, { params: { id: good.id }, body: { state: 'pending' } })
    assert.deepEqual([again.moderated_by, again.moderated_at, again.state], [null, null, 'pending'])
    await host.call(ModerateReportComment, { params: { id: good.id }, body: { state: 'published' } })
    assert.deepEqual(
      (await host.shown()).comments.map(({ text }) => text),
      ['It <b>hangs</b> \nsince noon'],
    )
    const unknown = host.call(ModerateReportComment, { params: { id: 'none' }, body: { state: 'refused' } })
    await assert.rejects(unknown, /reports\.no-comment|there is no comment/)
    assert.equal((await host.inject('GET', '/api/v1/report-comments')).status, 401)
  })

  test('what is usual is learned from hours that are over, without the minutes of an incident', async t => {
    const host = await reportsHost(t, engine, { clock: testClock(Date.UTC(2026, 0, 5, 8, 59)) })
    if (!host) return
    const at = '2026-01-05T09:30:00.000Z'
    await host.tell('reports', incident({ started_at: at, detected_at: at }))
    await host.minutes(1)
    for (let person = 0; person < 4; person++) await host.submitProven({ from: `198.51.${person}.1` })
    await host.minutes(35)
    await host.submitProven({ from: '192.0.2.1' })
    await host.minutes(90)
    const store = host.host.store('reports').query<{ baseline: { history: string } }>()
    const row = await store.selectFrom('baseline').select('history').executeTakeFirstOrThrow()
    assert.deepEqual(JSON.parse(row.history), [[Date.UTC(2026, 0, 5, 9) / 3_600_000, 4, 30]])
  })
})
