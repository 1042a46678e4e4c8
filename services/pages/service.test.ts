import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import {
  type Component,
  ComponentChanged,
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
  ListComponents,
  ListIncidents,
} from '../../contracts/incidents/incidents.ts'
import { ListUptime } from '../../contracts/monitor/monitor.ts'
import { silentLog } from '../../kit/runtime/log.ts'
import { unavailable } from '../../kit/service/errors.ts'
import { fact } from '../../kit/service/event.ts'
import { defineService, serve } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { onBothEngines, testSecrets } from '../../kit/testing/engines.ts'
import { type TestHost, testHost } from '../../kit/testing/host.ts'
import { until } from '../../kit/testing/until.ts'
import { PublicSite } from './public-site.ts'
import { pages } from './service.ts'
import { sampleFullIncident } from './testing/sample-events.ts'
import { wordsOf } from './testing/sample-page.ts'
import { sampleDays } from './testing/sample-status.ts'

const now = Date.now()
const ago = (ms: number) => new Date(now - ms).toISOString()

const component = (revision: number, more: Partial<Component & { archived: boolean }> = {}) => ({
  id: 'c1',
  slug: 'api',
  name: 'Api « é »',
  group: null,
  critical: true,
  status: 'operational' as const,
  since: ago(9_000_000),
  origin: 'file' as const,
  depends_on: [],
  position: 0,
  place: null,
  suspected: null,
  archived: false,
  revision,
  ...more,
})

const incident = (revision: number, more: Partial<Incident> = {}) => sampleFullIncident(revision, more, now)

/** What the pages ask of the monitor, by its contract. */
const monitorOf = (state: { there: boolean; asked: (string | undefined)[] }) =>
  defineService({
    name: 'monitor',
    start: () => ({
      serves: [
        serve(ListUptime, ({ query }) => {
          state.asked.push(query.components)
          if (!state.there) throw unavailable('monitor.gone', 'not now')
          return { items: [{ component: 'api', uptime: { ratio: 0.99987, rule: '', days: [...sampleDays(0)] } }] }
        }),
      ],
    }),
  })

async function read(host: TestHost, url: string, headers: Record<string, string> = {}) {
  const {
    statusCode,
    body,
    headers: answered,
  } = await host.host.app.inject({
    method: 'GET',
    url,
    headers: { accept: 'text/html,*/*', ...headers },
  })
  return { status: statusCode, body, headers: answered, words: wordsOf(body) }
}

const shows = (host: TestHost, url: string, what: RegExp) =>
  until(`${url} shows ${what}`, async () => what.test((await read(host, url)).words))

onBothEngines('the public site', engine => {
  test('shows an outage from the event to its end, however the events arrive', async t => {
    const host = await engine.host(t, { services: [pages] })
    if (!host) return
    assert.match((await read(host, '/')).words, /Nothing is watched yet/)

    await host.tell('pages', fact(ComponentChanged, 'c1', component(1)))
    await shows(host, '/', /All systems operational/)

    const opened = incident(1)
    await host.tell(
      'pages',
      fact(ComponentChanged, 'c1', component(2, { status: 'major_outage', since: opened.started_at })),
      fact(IncidentOpened, 'i1', opened),
      fact(IncidentUpdated, 'i1', incident(2, { status: 'identified' })),
    )
    await shows(host, '/', /Api « é » is down 0 of 1 services operational/)
    await shows(host, '/fr/', /Api « é » est en panne/)
    await shows(host, '/incidents/INC-20261121-124957', /Critical impact/)
    const page = await read(host, '/incidents/i1')
    assert.equal(page.status, 200)
    for (const url of ['/', '/fr/', '/incidents/i1']) {
      assert.doesNotMatch((await read(host, url)).body, /internal\.example|ECONNREFUSED|cable|Durand/, url)
    }

    await host.tell(
      'pages',
      fact(IncidentResolved, 'i1', incident(3, { status: 'resolved', resolved_at: ago(5_000), duration_s: 120 })),
      fact(ComponentChanged, 'c1', component(3)),
      fact(IncidentUpdated, 'i1', incident(2, { status: 'identified' })),
    )
    await shows(host, '/', /All systems operational.*Incidents of the last 14 days.*is down.*lasted 2\u00a0min/)
  })

  test('starts again with what it knew, without asking anybody', async t => {
    const first = await engine.host(t, { services: [pages] })
    if (!first) return
    await first.tell(
      'pages',
      fact(ComponentChanged, 'c1', component(2, { status: 'major_outage' })),
      fact(IncidentOpened, 'i1', incident(1)),
    )
    await shows(first, '/', /is down/)
    if (engine.name === 'postgres') return
    const second = await testHost(t, { services: [pages], data: await first.crashed() })
    assert.match((await read(second, '/')).words, /Api « é » is down.*Open incidents/)
  })
})

test('an empty copy is filled from the incidents service', async t => {
  const { archived: _archived, ...known } = component(7)
  const incidents = defineService({
    name: 'incidents',
    start: () => ({
      serves: [
        serve(ListComponents, ({ query }) =>
          query.cursor
            ? { items: [{ ...known, id: 'c2', slug: 'web', name: 'Web', position: 1 }], next_cursor: null }
            : { items: [known], next_cursor: 'more' },
        ),
        serve(ListIncidents, () => ({ items: [incident(3)], next_cursor: null })),
      ],
    }),
  })
  const host = await testHost(t, { services: [incidents, pages] })
  assert.match((await read(host, '/')).words, /Incident in progress: Api « é » is down 2 of 2 services operational/)
  await host.tell('pages', fact(ComponentChanged, 'c2', component(0, { id: 'c2', slug: 'web', name: 'Web site' })))
  await shows(host, '/', /Web site/)
})

test('the bars come from the monitor, soon after a change, and stay when it is gone', async t => {
  const state = { there: true, asked: [] as (string | undefined)[] }
  const host = await testHost(t, { services: [monitorOf(state), pages] })
  await host.tell('pages', fact(ComponentChanged, 'c1', component(1)))
  await shows(host, '/', /99\.98% uptime/)
  assert.ok(state.asked.includes('api'))
  state.there = false
  const before = state.asked.length
  await host.tell('pages', fact(ComponentChanged, 'c1', component(2, { status: 'major_outage' })))
  await until('it was asked again', () => state.asked.length > before)
  await shows(host, '/', /is down.*99\.98% uptime/)
})

async function site(t: TestContext) {
  const host = await testHost(t, {
    services: [pages],
    config: { language: 'fr', pages: { title: 'Société <Générale>' } },
  })
  await host.tell('pages', fact(ComponentChanged, 'c1', component(1)), fact(IncidentOpened, 'i1', incident(1)))
  await shows(host, '/', /Api « é »/)
  return host
}

test('the configured language is at the root, each language under its own prefix, with or without the last slash', async t => {
  const host = await site(t)
  for (const [url, language] of [
    ['/', 'fr'],
    ['/fr/', 'fr'],
    ['/fr', 'fr'],
    ['/en/', 'en'],
    ['/en', 'en'],
    ['/en/incidents/i1', 'en'],
  ] as const) {
    const page = await read(host, url)
    assert.equal(page.status, 200, url)
    assert.equal(page.headers['content-language'], language, url)
    assert.match(page.body, new RegExp(`<html lang="${language}"`), url)
    assert.match(page.body, /Société &lt;Générale&gt;/)
  }
})

test('the browser is allowed our style and our scripts, and nothing else', async t => {
  const host = await site(t)
  const { headers, body } = await read(host, '/')
  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
  assert.match(
    String(headers['content-security-policy']),
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; script-src 'self'; connect-src 'self'; img-src data: 'self'; base-uri 'none'; form-action 'none'/,
  )
  assert.match(String(headers['content-security-policy']), /frame-ancestors 'self'$/)
  assert.doesNotMatch(
    body.replace(/<script type="module" src="\/status\.js\?[\w-]+"><\/script>/, ''),
    /<script|\sstyle=|\son[a-z]+=|javascript:/,
  )
  const frame = await read(host, '/embed/status')
  assert.match(String(frame.headers['content-security-policy']), /frame-ancestors \*$/)
  assert.doesNotMatch(frame.body, /<script/)
})

test('a page that the reader has is not sent again', async t => {
  const host = await site(t)
  const first = await read(host, '/', { 'accept-encoding': 'br' })
  assert.equal(first.headers['content-encoding'], 'br')
  const again = await read(host, '/', { 'accept-encoding': 'br', 'if-none-match': String(first.headers.etag) })
  assert.equal(again.status, 304)
  assert.equal(again.body, '')
  assert.equal(again.headers.etag, first.headers.etag)
})

test('what a browser kept of a page is not made another page by the answer that it has not changed', async t => {
  const host = await site(t)
  for (const path of ['/', '/embed/status', '/feed.atom', '/badge.svg']) {
    const first = await read(host, path)
    const again = await read(host, path, { 'if-none-match': String(first.headers.etag) })
    assert.equal(again.status, 304, path)
    const told = Object.entries(again.headers).filter(([name]) => name !== 'date' && name !== 'connection')
    for (const [name, value] of told) assert.equal(value, first.headers[name], `${path} ${name}`)
  }
})

test('what is not there is a page for people, in their language, and a problem for programs', async t => {
  const host = await site(t)
  const english = await read(host, '/en/nothing/here')
  assert.equal(english.status, 404)
  assert.match(english.words, /There is no such page/)
  const french = await read(host, '/incidents/INC-1')
  assert.equal(french.status, 404)
  assert.match(french.words, /Cette page n’existe pas/)
  const program = await read(host, '/api/v1/nothing', { accept: 'application/json' })
  assert.equal(program.status, 404)
  assert.equal(JSON.parse(program.body).code, 'http.not-found')
  assert.equal((await read(host, '/healthz')).status, 200)
})

test('the history has every incident under its month, old ones too, and months that never were are not there', async t => {
  const host = await site(t)
  const old = incident(1, {
    id: 'i0',
    number: 'INC-20200131-120000',
    title: 'Long ago',
    title_i18n: null,
    started_at: '2020-01-31T12:00:00.000Z',
  })
  await host.tell('pages', fact(IncidentResolved, 'i0', { ...old, resolved_at: '2020-01-31T13:00:00.000Z' }))
  await shows(host, '/history', /Historique des incidents.*Api « é »/)
  await until('the old one can be reached', async () => (await read(host, '/history')).body.includes('rel="next"'))
  const page = await read(host, '/en/history/2020-03')
  assert.equal(page.status, 200)
  assert.match(page.words, /March\u00a02020 No incident\..*January\u00a02020 1 incident .*Long ago/)
  for (const month of ['2999-01', 'x', '2020-13']) assert.equal((await read(host, `/history/${month}`)).status, 404)
})

test('pages are answered while the database is locked', async t => {
  const host = await site(t)
  await host.host.store('pages').transaction(async () => {
    for (const url of ['/', '/fr/', '/history', '/feed.atom', '/api/v2/summary.json', '/badge.svg', '/status.js']) {
      assert.equal((await read(host, url)).status, 200, url)
    }
  })
})

test('HEAD answers like GET, without the page', async t => {
  const host = await site(t)
  const head = await host.host.app.inject({ method: 'HEAD', url: '/' })
  assert.equal(head.statusCode, 200)
  assert.equal(head.body, '')
  assert.ok(head.headers.etag)
})

test('the last pages are in the public folder', async t => {
  const host = await site(t)
  const file = join(host.data, 'public', 'index.html')
  const shown = () => readFile(file, 'utf8').catch(() => '')
  await until('the file shows the component', async () => (await shown()).includes('Api « é »'))
  assert.match(await readFile(join(host.data, 'public', 'en', 'index.html'), 'utf8'), /<html lang="en"/)
})

test('until new pages are rendered, those of the last life are served, and nothing else is waited for', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-public-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'index.html'), '<!doctype html>the last life')
  const site = await PublicSite.open({
    site: { title: null, language: 'en', time_zone: 'UTC', url: null, base: '' },
    folder,
    store: locked,
    call: () => Promise.reject(unavailable('monitor.gone', 'not now')),
    log: silentLog(),
    clock: testClock(),
    storage: { outage: () => null, unheard: () => null, onChange: () => () => undefined },
    mails: false,
  })
  assert.equal(site.handlers.rendered('/', null, {}).body.toString(), '<!doctype html>the last life')
})

/** A database that never answers. */
const never = () => new Promise<never>(() => undefined)
const locked: Store = {
  engine: 'sqlite',
  secrets: testSecrets,
  query: () => assert.fail('a request asked the database'),
  transaction: never,
  relaxed: never,
  inTransaction: () => false,
  afterCommit: () => undefined,
  revision: () => undefined,
  condition: () => ({ ok: true, code: null, cause: null, reason: null, since: 0 }),
  whenConditionChanges: () => undefined,
  probe: never,
  close: async () => undefined,
}
