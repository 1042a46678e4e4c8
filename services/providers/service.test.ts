import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { SignalChanged } from '../../contracts/incidents/signal.ts'
import { word } from '../../contracts/messages/words.ts'
import {
  CreateProvider,
  DeleteProvider,
  GetProvider,
  ListKnownProviders,
  ListProviderEvents,
  ListProviders,
  ProviderChanged,
  RefreshProvider,
} from '../../contracts/providers.ts'
import { onBothEngines } from '../../kit/testing/engines.ts'
import { degraded, outage, providersHost, summary } from './testing/providers-host.ts'
import { startStatusServer } from './testing/status-server.ts'
import { polaris, polarisIncident } from './testing/statuspage-samples.ts'

const code = (expected: string) => (thrown: unknown) => (thrown as { code: string }).code === expected

onBothEngines('following providers', engine => {
  test('a provider of the file is asked by itself, and its state is served in the promised shape', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    assert.deepEqual([(await host.get()).state, (await host.get()).reason], ['unknown', 'not asked yet'])
    host.server.put(summary, polaris(degraded))
    await host.clock.advance(1_000)
    await host.until('it was asked', async () => (await host.get()).checked_at !== null)
    const { components, incidents: open, ...provider } = await host.get()
    assert.deepEqual(
      [provider.id, provider.name, provider.kind, provider.state, provider.derived, provider.origin],
      ['polaris', 'Polaris', 'statuspage', 'degraded', false, 'file'],
    )
    assert.deepEqual(
      [provider.place, provider.source_updated_at],
      ['vigie.yaml:providers.0', '2026-05-04T11:58:00.000Z'],
    )
    assert.deepEqual(
      components.map(({ name, group, state }) => [name, group, state]),
      [
        ['API', 'Europe', 'operational'],
        ['Queue', 'Europe', 'operational'],
        ['Website', null, 'operational'],
      ],
    )
    const [incident] = open
    assert.deepEqual(
      [incident!.id, incident!.provider, incident!.title, incident!.phase, incident!.impact, incident!.active],
      ['i1', 'polaris', 'Queue is slow', 'investigating', 'minor', true],
    )
    assert.deepEqual(incident!.updates, [
      { at: '2026-05-04T11:30:00.000Z', phase: 'investigating', text: 'We look into it.' },
    ])
  })

  test('it is asked again by itself', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.says({})
    host.server.put(summary, polaris(degraded))
    await host.clock.advance(59_000)
    assert.equal((await host.get()).state, 'operational')
    // In small steps: its answer takes real time, and what takes longer than ten seconds of the clock is given up.
    await host.until('it was asked again', async () => {
      await host.clock.advance(2_000)
      return (await host.get()).state === 'degraded'
    })
  })

  test('one that cannot be read is unknown at once, keeps what it told last, and says since when', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.says(outage)
    host.server.put(summary, '<html><body>All Systems Operational</body></html>')
    await host.clock.advance(30_000)
    const dark = await host.call(RefreshProvider, { query: { provider: 'polaris' } })
    assert.deepEqual([dark.state, dark.derived, dark.components.length], ['unknown', true, 0])
    assert.match(dark.reason ?? '', /HTML or XML where JSON was expected/)
    assert.deepEqual(
      dark.incidents.map(({ title, active }) => [title, active]),
      [['Everything is down', true]],
    )
    const { failing_since } = dark
    assert.ok(failing_since)
    const kept = await readdir(join(host.data, 'captures', 'polaris'))
    assert.equal(kept.length, 2, 'what it sent in trouble and what could not be read')
    await host.clock.advance(60_000)
    assert.equal((await host.call(RefreshProvider, { query: { provider: 'polaris' } })).failing_since, failing_since)
    const back = await host.says({})
    assert.deepEqual([back.state, back.failing_since, back.incidents], ['operational', null, []])
  })

  test('an incident that is told no more is over, and stays in the list', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.says({
      incidents: [polarisIncident({}), polarisIncident({ id: 'i2', started_at: '2026-05-04T09:00:00Z' })],
    })
    assert.deepEqual(
      (await host.active()).map(({ id }) => id),
      ['i1', 'i2'],
    )
    await host.clock.advance(5_000)
    await host.says({ incidents: [polarisIncident({})] })
    assert.deepEqual(
      (await host.active()).map(({ id }) => id),
      ['i1'],
    )
    const { items } = await host.call(ListProviderEvents, { query: { provider: 'polaris' } })
    const gone = items.find(({ id }) => id === 'i2')
    assert.deepEqual([gone!.phase, gone!.active, gone!.resolved_at], ['resolved', false, '2026-05-04T12:00:05.000Z'])
    const first = await host.call(ListProviderEvents, { query: { limit: 1 } })
    assert.equal(first.items[0]!.id, 'i1')
    const second = await host.call(ListProviderEvents, { query: { limit: 1, cursor: first.next_cursor! } })
    assert.deepEqual([second.items[0]!.id, second.next_cursor], ['i2', null])
    await assert.rejects(host.call(ListProviderEvents, { query: { cursor: 'x' } }), code('providers.invalid-cursor'))
  })

  test('what changes is told once, in full, and the same again is not', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.says(degraded)
    await host.clock.advance(120_000)
    await host.says({ ...degraded, page: { id: 'p', name: 'Polaris', updated_at: '2026-05-04T11:58:00Z' } })
    await host.says({})
    const told = await host.said('providers', ProviderChanged)
    assert.deepEqual(
      told.map(({ state, revision, incidents }) => [state, revision, incidents.length]),
      [
        ['unknown', 1, 0],
        ['degraded', 2, 1],
        ['operational', 3, 0],
      ],
    )
  })

  test('a scope decides what counts', async t => {
    const host = await providersHost(t, engine, { provider: { components: ['Website'] } })
    if (!host) return
    const { state, components, component_filter } = await host.says({
      components: [
        { id: 'c1', name: 'API', status: 'major_outage', group: false, group_id: null },
        { id: 'c3', name: 'Website', status: 'operational', group: false, group_id: null },
      ],
    })
    assert.deepEqual([state, component_filter], ['operational', ['Website']])
    assert.deepEqual(
      components.map(({ name, in_scope }) => [name, in_scope]),
      [
        ['Website', true],
        ['API', false],
      ],
    )
  })

  test('after a restart nothing is told twice, and an old state is not believed', async t => {
    const server = await startStatusServer(t)
    const first = await providersHost(t, engine, { server })
    if (!first) return
    await first.says(degraded)
    if (engine.name === 'postgres') return
    const data = await first.crashed()
    const second = await providersHost(t, engine, { server, data })
    await second!.says(degraded)
    assert.equal((await second!.said('providers', ProviderChanged)).length, 2)
    await second!.clock.advance(0)
    second!.clock.step(3_600_000)
    const old = await second!.get()
    assert.equal(old.state, 'unknown')
    assert.match(old.reason ?? '', /not verified since/)
    assert.match(word(old.reason_i18n!, 'fr'), /non vérifié depuis/)
  })
})

onBothEngines('followed through the API', engine => {
  test('a provider is followed, and followed no longer', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    host.server.put('/vega/api/v2/summary.json', polaris({}))
    const made = await host.call(CreateProvider, {
      body: { id: 'vega', kind: 'statuspage', url: `${host.server.url}/vega/`, components: ['API'] },
    })
    assert.deepEqual(
      [made.id, made.name, made.state, made.origin, made.place],
      ['vega', 'vega', 'unknown', 'api', null],
    )
    assert.equal((await host.call(RefreshProvider, { query: { provider: 'vega' } })).state, 'operational')
    const list = await host.call(ListProviders, { query: { limit: 1 } })
    assert.deepEqual(
      list.items.map(one => one.id),
      ['polaris'],
    )
    assert.equal((await host.call(ListProviders, { query: { cursor: list.next_cursor! } })).items[0]!.id, 'vega')
    await assert.rejects(host.call(ListProviders, { query: { cursor: 'polaris' } }), code('providers.invalid-cursor'))
    await host.call(DeleteProvider, { params: { id: 'vega' } })
    await assert.rejects(host.call(GetProvider, { params: { id: 'vega' } }), code('providers.not-found'))
    assert.equal(
      (await host.call(CreateProvider, { body: { id: 'vega', kind: 'http', url: host.server.url } })).state,
      'unknown',
    )
  })

  test('what cannot be is refused in words that help', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    const refused = (body: object, expected: string, words: RegExp) =>
      assert.rejects(host.call(CreateProvider, { body: body as never }), thrown => {
        assert.match((thrown as Error).message, words)
        return code(expected)(thrown)
      })
    await refused(
      { id: 'polaris', kind: 'http', url: 'http://x.test' },
      'providers.id-taken',
      /vigie\.yaml:providers\.0/,
    )
    await refused({ id: 'clodflare' }, 'providers.invalid', /did you mean "cloudflare"/)
    await refused({ id: 'vega', kind: 'statuspge' }, 'providers.invalid', /body\.kind must be one of .*statuspage/)
    await refused({ id: 'vega', kind: 'statuspage' }, 'providers.invalid', /body\.url is missing/)
    await refused(
      { id: 'vega', kind: 'http', url: 'http://user:pass@x.test' },
      'providers.invalid',
      /body\.url must be/,
    )
    await refused({ id: 'Vega!', kind: 'http', url: 'http://x.test' }, 'http.invalid', /body\.id/)
    await assert.rejects(host.call(DeleteProvider, { params: { id: 'polaris' } }), code('providers.owned-by-file'))
    await assert.rejects(host.call(RefreshProvider, { query: { provider: 'polari' } }), thrown => {
      assert.match((thrown as Error).message, /did you mean "polaris"/)
      return code('providers.not-found')(thrown)
    })
  })

  test('characters that no database likes are refused or dropped, never an error of ours', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await assert.rejects(host.call(GetProvider, { params: { id: 'a\u0000b' } }), code('http.invalid'))
    await assert.rejects(host.call(RefreshProvider, { query: { provider: '\u0000' } }), code('http.invalid'))
    await assert.rejects(host.call(ListProviderEvents, { query: { provider: '\u0000' } }), code('http.invalid'))
    const cursor = Buffer.from(JSON.stringify(['\u0000', 'a', 'b'])).toString('base64url')
    await assert.rejects(host.call(ListProviderEvents, { query: { cursor } }), code('providers.invalid-cursor'))
    const body = { id: 'vega', name: 'Vega', kind: 'http', url: host.server.url, regions: ['\u0000'] }
    await assert.rejects(host.call(CreateProvider, { body }), code('http.invalid'))
    const odd = polarisIncident({ id: 'i\u0000\ud800', name: '<b>\u0000\ud800</b>', shortlink: 'javascript:alert(1)' })
    const { incidents } = await host.says({ incidents: [odd] })
    assert.deepEqual(
      incidents.map(({ url }) => url),
      [null],
    )
  })

  test('nobody without a token is told anything, and the catalogue is long', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    for (const path of ['providers', 'providers/polaris', 'events', 'catalogue']) {
      assert.equal((await host.inject('GET', `/api/v1/csp/${path}`)).status, 401)
    }
    assert.equal((await host.inject('POST', '/api/v1/csp/refresh?provider=polaris')).status, 401)
    const { items, kinds } = await host.call(ListKnownProviders)
    assert.ok(items.length >= 60)
    assert.ok(kinds.some(({ kind, url }) => kind === 'statuspage' && url === 'required'))
  })

  test('its state is measured', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.says(outage)
    const text = await host.metrics()
    assert.match(text, /vigie_provider_state\{provider="polaris",state="major_outage"\} 1/)
    assert.match(text, /vigie_provider_state\{provider="polaris",state="operational"\} 0/)
    assert.match(text, /vigie_provider_age_seconds\{provider="polaris"\} 0(\.0\d*)?\n/)
    assert.match(text, /vigie_provider_polls_total\{provider="polaris"\} 1/)
    assert.match(text, /vigie_provider_poll_failures_total\{provider="polaris"\} 0/)
  })
})

onBothEngines('the file is saved anew', engine => {
  test('what is new is followed, what is gone is archived with its history and comes back with it', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.says(outage)
    const reload = (...providers: unknown[]) =>
      host.host.reload({
        settings: {} as never,
        values: new Map([['providers', { providers, services: [] }]]),
        base_directory: '',
        placeOf: path => `vigie.yaml:${path.join('.')}`,
      })
    assert.deepEqual(await reload({ id: 'vega', kind: 'statuspage', url: `${host.server.url}/vega` }), [])
    await assert.rejects(host.get(), code('providers.not-found'))
    assert.equal((await host.get('vega')).place, 'vigie.yaml:providers.0')
    assert.deepEqual(await host.active(), [])
    assert.equal((await host.said('providers', ProviderChanged)).at(-1)!.archived, true)
    await reload({ id: 'polaris', name: 'Polaris', kind: 'statuspage', url: host.server.url })
    assert.equal((await host.get()).state, 'unknown')
    const { items } = await host.call(ListProviderEvents, { query: { provider: 'polaris' } })
    assert.deepEqual(
      items.map(({ id, phase }) => [id, phase]),
      [['i1', 'resolved']],
    )
    assert.equal((await host.says(degraded)).state, 'degraded')
  })

  test('an id that people follow already is refused', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.call(CreateProvider, { body: { id: 'vega', kind: 'http', url: host.server.url } })
    const problems = await host.host.reload({
      settings: {} as never,
      values: new Map([
        ['providers', { providers: ['cloudflare', { id: 'vega', kind: 'http', url: host.server.url }], services: [] }],
      ]),
      base_directory: '',
      placeOf: () => '',
    })
    assert.deepEqual(
      problems.map(({ path }) => path),
      [['providers', 1]],
    )
    assert.equal((await host.get()).origin, 'file')
  })
})

onBothEngines('what stands on a provider', engine => {
  test('whoever comes to stand on it while it is out is told at once, and who leaves is well again', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.says(outage)
    assert.deepEqual(await host.said('providers', SignalChanged), [])
    await host.define('shop', ['Database', 'provider:polaris', 'provider:other'])
    await host.define('mail', ['provider:polaris'])
    await host.define('mail', [], 2)
    await host.archive('shop', 3)
    const told = await host.said('providers', SignalChanged)
    const of = (component: string) =>
      told.filter(one => one.component === component).map(({ state, sequence }) => [state, sequence])
    assert.deepEqual(of('shop'), [
      ['degraded', 1],
      ['up', 2],
    ])
    assert.deepEqual(of('mail'), [
      ['degraded', 1],
      ['up', 2],
    ])
  })

  test('old news of a check that come late change nothing', async t => {
    const host = await providersHost(t, engine)
    if (!host) return
    await host.define('shop', [], 5)
    await host.define('shop', ['provider:polaris'], 4)
    await host.says(outage)
    assert.deepEqual(await host.said('providers', SignalChanged), [])
  })

  test('in French it is said in French', async t => {
    const host = await providersHost(t, engine, { settings: { language: 'fr' } })
    if (!host) return
    await host.define('shop', ['provider:polaris'])
    await host.says(outage)
    const [signal] = await host.said('providers', SignalChanged)
    assert.equal(signal!.summary, 'Polaris signale\u00a0: panne majeure (Everything is down)')
  })
})
