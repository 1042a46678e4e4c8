import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { Value } from 'typebox/value'
import { ComponentChanged } from '../../contracts/incidents/incidents.ts'
import { SignalChanged } from '../../contracts/incidents/signal.ts'
import {
  CheckArchived,
  CheckDefined,
  CreateCheck,
  DeleteCheck,
  GetCheck,
  GetUptime,
  ListCheckKinds,
  ListChecks,
  ListResults,
  ListUptime,
  RunCheck,
  UpdateCheck,
} from '../../contracts/monitor/monitor.ts'
import { Refusal } from '../../kit/service/errors.ts'
import { fact } from '../../kit/service/event.ts'
import { onBothEngines, type TestEngine } from '../../kit/testing/engines.ts'
import { type TestHost, type TestHostOptions, testHost } from '../../kit/testing/host.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { MonitorConfig } from './config.ts'
import { monitor } from './service.ts'

// Faster than the file may say, because nobody waits for a test.
const quick = { check_interval: 0.2, default_timeout: 2, recheck: 0.05 }

const refusedWith = (code: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === code

async function begin(
  t: TestContext,
  services: readonly object[],
  { host = testHost, ...more }: Partial<TestHostOptions> & { host?: TestEngine['host'] } = {},
): Promise<TestHost | null> {
  return host(t, { services: [monitor], config: { services, monitoring: quick }, ...more })
}

onBothEngines('the monitor', engine => {
  it('tells of an outage with its first failing answer, and of its end', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const services = [
      { name: 'API Été', url: `${target.url}/health`, critical: true },
      { name: 'Shop', url: `${target.url}/shop` },
    ]
    const system = await begin(t, services, { host: engine.host })
    if (!system) return
    const { until, said, call } = system
    const signals = () => said('monitor', SignalChanged)
    await until('both are up', async () => (await signals()).length === 2)
    target.answer('/health', { status: 503, body: 'broken' })
    await until('the outage is told', async () => (await signals()).length === 3)
    target.answer('/health', undefined)
    await until('the recovery is told', async () => (await signals()).length === 4)
    const [, , down, up] = await signals()
    assert.equal(down?.state, 'down')
    assert.equal(down?.impact, 'critical')
    assert.equal(down?.component, 'api-ete')
    assert.match(down?.summary ?? '', /API Été is down: .*503/)
    assert.equal(down?.evidence?.first_failure?.http_status, 503)
    assert.equal(down?.evidence?.first_failure?.body, 'broken')
    assert.equal(down?.evidence?.last_good?.http_status, 200)
    assert.equal(up?.state, 'up')
    assert.equal(up?.episode, down?.episode)
    assert.equal(up?.started_at, down?.started_at)
    assert.ok((down?.detected_at ?? '') > (down?.started_at ?? ''))
    const check = await call(GetCheck, { params: { id: 'api-ete' } })
    const { items } = await call(ListResults, { params: { id: check.id }, query: { limit: 100 } })
    assert.ok(items.filter(result => result.http_status === 503).length >= 2)
  })

  it('takes checks over the API, and tells what stands for which component', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const system = await begin(t, [{ name: 'Shop', url: `${target.url}/shop` }], { host: engine.host })
    if (!system) return
    const { call, said } = system
    const vpn = { kind: 'tcp', host: '127.0.0.1', port: target.port }
    const body = { ...vpn, name: 'Office VPN', interval: '5m' }
    const made = await call(CreateCheck, { body })
    assert.equal(made.component.slug, 'office-vpn')
    assert.equal(made.interval_s, 300)
    assert.equal(made.origin, 'api')
    const ran = await call(RunCheck, { params: { id: 'office-vpn' } })
    assert.equal(ran.state, 'up')
    const changed = await call(UpdateCheck, {
      params: { id: made.id },
      body: { ...vpn, name: 'VPN of the office', critical: true },
    })
    assert.equal(changed.component.slug, 'office-vpn', 'the slug stays')
    const unseen = call(UpdateCheck, {
      params: { id: made.id },
      query: { revision: made.revision },
      body: { ...vpn, name: 'Office VPN', interval: '1m' },
    })
    // It is checked meanwhile, so that its last result may be another one.
    await assert.rejects(unseen, (refusal: { code: string; present: typeof changed }) => {
      assert.equal(refusal.code, 'monitor.changed-meanwhile')
      assert.deepEqual({ ...refusal.present, last_result: changed.last_result }, changed)
      return true
    })
    await call(DeleteCheck, { params: { id: 'office-vpn' } })
    await assert.rejects(call(GetCheck, { params: { id: made.id } }), refusedWith('monitor.no-such-check'))
    const defined = await said('monitor', CheckDefined)
    assert.deepEqual(
      defined.map(({ component, revision }) => [component.name, component.critical, revision]),
      [
        ['Shop', false, 1],
        ['Office VPN', false, 1],
        ['VPN of the office', true, 2],
      ],
    )
    assert.deepEqual(
      (await said('monitor', CheckArchived)).map(({ component, revision }) => [component, revision]),
      [['office-vpn', 3]],
    )
  })

  it('goes on after a restart: an open outage is not told again, the time between is unknown', async t => {
    const target = await startTarget({ status: 500 })
    t.after(() => target.stop())
    const services = [{ name: 'API', url: target.url }]
    const first = await begin(t, services, { host: engine.host })
    if (!first) return
    const signals = () => first.said('monitor', SignalChanged)
    await first.until('the outage is told', async () => (await signals()).length === 1)
    const [down] = await signals()
    const data = await first.crashed()
    if (engine.name === 'postgres') return
    const again = await begin(t, services, { data })
    assert.ok(again)
    const results = async () => (await again.call(ListResults, { params: { id: 'api' } })).items
    const before = (await results()).length
    await again.until('it is looked at again', async () => (await results()).length > before + 1)
    const check = await again.call(GetCheck, { params: { id: 'api' } })
    assert.equal(check.state, 'down')
    assert.equal((await again.said('monitor', SignalChanged)).length, 1)
    assert.equal((await again.said('monitor', CheckDefined)).length, 1, 'what is known is not told again')
    await target.behave('ok')
    await again.until('the recovery is told', async () => (await again.said('monitor', SignalChanged)).length === 2)
    const [, up] = await again.said('monitor', SignalChanged)
    assert.equal(up?.episode, down?.episode)
    const { days, ratio } = await again.call(GetUptime, { params: { id: 'api' }, query: { days: 2 } })
    assert.equal(days.length, 2)
    assert.ok((days[1]?.down_s ?? 0) > 0 && (days[1]?.unknown_s ?? 0) > 0)
    assert.ok(ratio !== null && ratio < 1)
  })
})

describe('the monitor', () => {
  it('lists checks in the order of the file, in pages and by state', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const services = ['Zebra', 'Apple', 'Mango'].map(name => ({ name, url: `${target.url}/${name}` }))
    const system = await begin(t, services)
    assert.ok(system)
    target.answer('/Mango', { status: 500 })
    const down = () => system.call(ListChecks, { query: { state: 'down' } })
    await system.until('one is down', async () => (await down()).items.length === 1)
    const first = await system.call(ListChecks, { query: { limit: 2 } })
    assert.deepEqual(
      first.items.map(({ name }) => name),
      ['Zebra', 'Apple'],
    )
    const rest = await system.call(ListChecks, { query: { limit: 2, cursor: first.next_cursor ?? '' } })
    assert.deepEqual(
      rest.items.map(({ name, place }) => [name, place]),
      [['Mango', 'vigie.yaml:services.2']],
    )
    assert.equal(rest.next_cursor, null)
    const { items } = await system.call(ListUptime, { query: { days: 7, components: 'mango,zebra' } })
    assert.deepEqual(
      items.map(({ component, uptime }) => [component, uptime.days.length]),
      [
        ['mango', 7],
        ['zebra', 7],
      ],
    )
  })

  it('refuses what is wrong with a check, field by field, as the file is refused', async t => {
    const system = await begin(t, [])
    assert.ok(system)
    const create = (body: object) => system.call(CreateCheck, { body: body as never })
    await assert.rejects(create({ name: 'X', kind: 'htpp' }), refusedWith('monitor.unknown-kind'))
    await assert.rejects(create({ name: 'X', url: 'https://example.com', intervall: 5 }), (thrown: Refusal) => {
      assert.equal(thrown.code, 'monitor.invalid-check')
      assert.match(thrown.message, /intervall/)
      return true
    })
    await assert.rejects(create({ name: 'X', kind: 'http' }), refusedWith('monitor.invalid-check'))
    await assert.rejects(
      create({ name: 'X', url: 'https://example.com', conditions: ['speed < 5'] }),
      refusedWith('monitor.invalid-check'),
    )
    await assert.rejects(create({ name: 'Lookout', url: 'https://example.com' }), refusedWith('monitor.name-taken'))
  })

  it('leaves what the file says to the file', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const system = await begin(t, [{ name: 'API', url: target.url }])
    assert.ok(system)
    const body = { name: 'API', url: target.url }
    await assert.rejects(system.call(UpdateCheck, { params: { id: 'api' }, body }), (thrown: Refusal) => {
      assert.equal(thrown.code, 'monitor.owned-by-file')
      assert.match(thrown.message, /vigie\.yaml:services\.0/)
      return true
    })
    await assert.rejects(system.call(DeleteCheck, { params: { id: 'api' } }), refusedWith('monitor.owned-by-file'))
    await assert.rejects(system.call(CreateCheck, { body }), refusedWith('monitor.name-taken'))
  })

  it('keeps secrets to itself', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const services = [{ name: 'API', url: target.url, bearer_token: 'very-secret', headers: { 'x-key': 'hidden' } }]
    const system = await begin(t, services)
    assert.ok(system)
    const shown = JSON.stringify(await system.call(GetCheck, { params: { id: 'api' } }))
    assert.ok(!shown.includes('very-secret') && !shown.includes('hidden'))
    assert.ok(shown.includes(target.url))
  })

  it('hears the heartbeat of a job at once, and its failure', async t => {
    const system = await begin(t, [{ name: 'Backup', kind: 'heartbeat', every: 3_600, token: 'token-of-the-backup' }])
    assert.ok(system)
    const { inject, until, said, call } = system
    const post = async (path: string) => {
      const { status, body } = await inject('POST', `/api/v1/heartbeats/token-of-the-backup${path}`)
      return { status, ...JSON.parse(body) }
    }
    assert.deepEqual(await post(''), { status: 200, ok: true, state: 'up' })
    assert.equal((await post('/fail')).ok, true)
    const state = async () => (await call(GetCheck, { params: { id: 'backup' } })).state
    await until('the failure is confirmed', async () => (await state()) === 'down')
    assert.deepEqual(await post(''), { status: 200, ok: true, state: 'up' })
    await until('all is told', async () => (await said('monitor', SignalChanged)).length >= 3)
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json', 'image/png']) {
      const url = '/api/v1/heartbeats/token-of-the-backup'
      const headers = { 'content-type': type }
      const answer: { statusCode: number } = await system.host.app.inject({
        method: 'POST',
        url,
        headers,
        payload: 'what the job printed',
      })
      assert.equal(answer.statusCode, 200, type)
    }
    for (const nobodys of ['nobody-has-this-token', 'nobody']) {
      const unknown = await inject('GET', `/api/v1/heartbeats/${nobodys}`)
      assert.equal(unknown.status, 404)
      assert.match(unknown.body, /monitor\.unknown-heartbeat/)
    }
  })

  it('makes a token for a heartbeat that has none, keeps it, and shows it to those who act', async t => {
    const services = [{ name: 'Backup', kind: 'heartbeat', every: 3_600 }]
    const system = await begin(t, services)
    assert.ok(system)
    const token = (await system.call(GetCheck, { params: { id: 'backup' } })).settings.token
    assert.equal(typeof token, 'string')
    assert.equal((await system.inject('GET', `/api/v1/heartbeats/${token}`)).status, 200)
    const again = await begin(t, services, { data: await system.crashed() })
    assert.ok(again)
    const check = await again.call(GetCheck, { params: { id: 'backup' } })
    assert.equal(check.settings.token, token)
    assert.notEqual(check.last_result?.state, 'down')
  })

  it('lets go of a target that hangs when it stops', async t => {
    const sockets = new Set<Socket>()
    const silent = createServer(socket => {
      sockets.add(
        socket
          .on('close', () => sockets.delete(socket))
          .on('error', () => {})
          .resume(),
      )
    })
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    t.after(() => silent.close())
    const { port } = silent.address() as AddressInfo
    const monitoring = { ...quick, default_timeout: 600 }
    const config = { services: [{ name: 'API', url: `http://127.0.0.1:${port}` }], monitoring }
    const system = await testHost(t, { services: [monitor], config })
    await system.until('it is being looked at', () => sockets.size > 0)
    await system.host.stop()
    await system.until('the connection is closed', () => sockets.size === 0)
  })

  it('says which kinds there are', async t => {
    const system = await begin(t, [])
    const { items } = (await system?.call(ListCheckKinds)) ?? { items: [] }
    assert.ok(['http', 'tcp', 'tls', 'dns', 'ping', 'heartbeat'].every(kind => items.some(one => one.kind === kind)))
  })

  it('carries the id that the incidents gave to a component', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const system = await begin(t, [{ name: 'API', url: target.url }])
    assert.ok(system)
    const component = {
      ...{ id: 'component-1', slug: 'api', name: 'API', group: null, critical: false, status: 'operational' as const },
      ...{ since: '2026-01-05T08:00:00.000Z', origin: 'file' as const, depends_on: [], position: 0, place: null },
      ...{ suspected: null, revision: 1, archived: false },
    }
    await system.tell('monitor', fact(ComponentChanged, 'component-1', component))
    assert.equal((await system.call(GetCheck, { params: { id: 'api' } })).component.id, 'component-1')
  })

  it('offers its figures to Prometheus', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const system = await begin(t, [{ name: 'API "1"', url: target.url }])
    assert.ok(system)
    const text = () => system.metrics()
    await system.until('a look was made', async () => /vigie_check_looks_total\{.*\} [1-9]/.test(await text()))
    assert.match(await text(), /vigie_check_up\{check="API \\"1\\"",kind="http",component="api-1"\} 1\n/)
    assert.match(await text(), /vigie_look_lateness_seconds_bucket\{le="\+Inf"\} [1-9]/)
    assert.match(await text(), /vigie_slots_missed_total 0\n/)
  })

  describe('when the file is saved', () => {
    const withServices = (services: readonly object[]) =>
      Value.Default(MonitorConfig, { services, monitoring: { ...quick } }) as never
    const placeOf = (path: readonly (string | number)[]) => `vigie.yaml:${path.join('.')}`

    it('adds, changes and archives only what differs', async t => {
      const target = await startTarget()
      t.after(() => target.stop())
      const kept = { name: 'Kept', url: `${target.url}/kept` }
      const system = await begin(t, [kept, { name: 'Gone', url: `${target.url}/gone` }])
      assert.ok(system)
      const { host, call, said, until } = system
      const signals = () => said('monitor', SignalChanged)
      await until('both are up', async () => (await signals()).length === 2)
      const id = (await call(GetCheck, { params: { id: 'kept' } })).id
      const [started] = host.services()
      await started?.reload?.(withServices([kept, { name: 'New', url: `${target.url}/new` }]), placeOf)
      await until('the new one is up', async () => (await signals()).length === 3)
      const { items } = await call(ListChecks)
      assert.deepEqual(
        items.map(({ name }) => name),
        ['Kept', 'New'],
      )
      assert.equal(items[0]?.id, id)
      assert.equal((await said('monitor', CheckDefined)).length, 3)
      assert.deepEqual(
        (await said('monitor', CheckArchived)).map(({ component }) => component),
        ['gone'],
      )
      await started?.reload?.(withServices([kept, { name: 'Gone', url: `${target.url}/gone` }]), placeOf)
      const back = await call(GetCheck, { params: { id: 'gone' } })
      const { items: history } = await call(ListResults, { params: { id: back.id } })
      assert.ok(history.length > 0, 'it comes back with its history')
      await until('it is told again', async () => (await signals()).length === 4)
      const [, second, , fourth] = await signals()
      assert.deepEqual([fourth?.component, fourth?.sequence], ['gone', (second?.sequence ?? 0) + 1])
    })

    it('refuses a name that a check of the API has', async t => {
      const target = await startTarget()
      t.after(() => target.stop())
      const system = await begin(t, [])
      assert.ok(system)
      const body = { name: 'Shop', url: target.url }
      await system.call(CreateCheck, { body })
      const [started] = system.host.services()
      const problems = await started?.checkReload?.(withServices([{ name: 'SHOP', url: target.url }]))
      assert.deepEqual(problems?.[0]?.path, ['services', 0, 'name'])
    })
  })
})
