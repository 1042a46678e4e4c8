import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateEdgeClient } from '../../../contracts/edge/clients.ts'
import { GetDevice } from '../../../contracts/edge/devices.ts'
import { PushTelemetry } from '../../../contracts/edge/telemetry.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { defineService } from '../../../kit/service/service.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { edge } from '../service.ts'
import { edgeHost, keys } from '../testing/edge-host.ts'

const minute = 60_000
const path = '/api/v1/telemetry'

onBothEngines('values that are sent', engine => {
  test('are kept, told twice, or refused with their place and the reason, in rows and in columns alike', async t => {
    const host = await edgeHost(t, engine)
    if (!host) return
    const now = host.clock.now()
    const rows = [
      { object: 'boiler', metric: 'temperature', value: 20, at: iso(now - minute) },
      { object: 'boiler', metric: 'temperature', value: 21, at: iso(now - minute) },
      { object: 'boiler', metric: 'temperature', value: '22', at: now },
      { object: 'boiler', metric: 'temperature', value: null, at: now },
      { object: 'boiler', metric: 'temperature', value: 22, at: 'soon' },
      { object: 'boiler', metric: 'temperature', value: 22, at: iso(now + 10 * minute) },
      { object: 'boiler', metric: 'temperature', value: 22, at: iso(now - 60 * 24 * 60 * minute) },
      { object: 'boiler', metric: 'temperature', value: 22 },
    ]
    const expected = {
      accepted: 2,
      duplicates: 1,
      refused: [
        { index: 2, reason: 'not-a-number' },
        { index: 3, reason: 'not-a-number' },
        { index: 4, reason: 'bad-time' },
        { index: 5, reason: 'future' },
        { index: 6, reason: 'expired' },
      ],
    }
    const sent = await host.ask(path, keys.client_1, { method: 'POST', body: rows })
    assert.deepEqual([sent.status, JSON.parse(sent.body)], [202, expected])
    const body = {
      object: 'boiler',
      metric: 'temperature',
      value: rows.map(({ value }) => value),
      at: rows.map(({ at }) => at ?? now),
    }
    const again = await host.ask(path, keys.client_2, { method: 'POST', body })
    assert.deepEqual(JSON.parse(again.body), expected)
    const uneven = await host.ask(path, keys.client_2, { method: 'POST', body: { ...body, at: [now] } })
    assert.deepEqual([uneven.status, JSON.parse(uneven.body).fields[0].field], [400, 'body.at'])
  })

  test('in another unit than before are a marked break: what came before is in no statistic of the new unit', async t => {
    const host = await edgeHost(t, engine)
    if (!host) return
    const since = iso(host.clock.now() - minute)
    const common = { object: 'boiler', metric: 'temperature' }
    const body = [
      { ...common, value: 20, unit: 'celsius', at: iso(host.clock.now() - 3 * minute) },
      { ...common, value: 22, unit: '°C', at: iso(host.clock.now() - 2 * minute) },
      { ...common, value: 70, unit: 'fahrenheit', at: since },
      { ...common, value: 72 },
      { ...common, value: 21, unit: 'C', at: iso(host.clock.now() - 150_000) },
    ]
    await host.ask(path, keys.client_1, { method: 'POST', body })
    const { statistics } = await host.call(GetDevice, { params: { id: 'boiler' } })
    const { unit, average, count, unit_since } = statistics.temperature ?? {}
    assert.deepEqual({ unit, average, count, unit_since }, { unit: '°F', average: 71, count: 2, unit_since: since })
    const all = JSON.parse((await host.ask('/client_statistics', keys.client_1)).body)
    assert.deepEqual(all.statistics.temperature, {
      unit: '°C',
      average: 21,
      max: 22,
      min: 20,
      p95: 22,
      count: 3,
      other_units: [{ unit: '°F', average: 71, max: 72, min: 70, p95: 72, count: 2 }],
    })
  })
})

const engine = { host: testHost }

test('who is no client names one that there is; a client needs no name', async t => {
  const host = await edgeHost(t, engine)
  assert.ok(host)
  const body = [{ object: 'boiler', metric: 'temperature', value: 20 }]
  await assert.rejects(host.call(PushTelemetry, { body }), { code: 'edge.no-client' })
  await assert.rejects(host.call(PushTelemetry, { query: { client: 'nobody' }, body }), {
    code: 'edge.client-not-found',
  })
  const answer = await host.call(PushTelemetry, { query: { client: 'client_2' }, body })
  assert.deepEqual(answer, { accepted: 1, duplicates: 0, refused: [] })
  assert.equal((await host.inject('POST', path, body)).status, 401)
})

test('nothing is started by who only asks, and the first client starts it', async t => {
  const other = defineService({ name: 'other', start: () => ({}) })
  const host = await testHost(t, { services: [edge, other] })
  const body = [{ object: 'boiler', metric: 'temperature', value: 20 }]
  for (const url of ['/processed_data?object_id=boiler', '/client_statistics']) {
    const { status, body: text } = await host.inject('GET', url)
    assert.deepEqual([status, text], [401, '{"error":"Unauthorized"}'])
  }
  await assert.rejects(host.call(GetDevice, { params: { id: 'boiler' } }), { code: 'edge.object-not-found' })
  await assert.rejects(host.call(PushTelemetry, { query: { client: 'acme' }, body }), { code: 'edge.client-not-found' })
  assert.equal(host.host.services().length, 1)
  await host.call(CreateEdgeClient, { body: { name: 'acme' } })
  await host.call(PushTelemetry, { query: { client: 'acme' }, body })
  assert.equal((await host.call(GetDevice, { params: { id: 'boiler' } })).metrics[0]?.last, 20)
})
