import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetDevice, ListDevices } from '../../contracts/edge/devices.ts'
import { GetEdgeSources } from '../../contracts/edge/sources.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { onBothEngines } from '../../kit/testing/engines.ts'
import { testHost } from '../../kit/testing/host.ts'
import { edge } from './service.ts'
import { edgeHost, keys } from './testing/edge-host.ts'
import { absent, documented, historyOf, startIotServer } from './testing/iot-server.ts'

const unauthorized = '{"error":"Unauthorized"}'

onBothEngines('edge', engine => {
  test('what an API of objects measures is read as statistics, with the key of the client alone', async t => {
    const server = await startIotServer(t)
    const host = await edgeHost(t, engine, { sources: [{ name: 'plant', kind: 'iot-api', url: server.url }] })
    if (!host) return
    await host.round()
    const device = server.objects[0]
    assert.ok(device)
    device.metrics = { ...device.metrics, temperature: 26.75 }
    device.timestamp = iso(host.clock.now()).replace('Z', '')
    await host.round()
    const answer = await host.ask('/processed_data?object_id=device_1', keys.client_1)
    assert.equal(answer.status, 200)
    const temperature = { average: 25.5, max: 26.75, min: 24.25 }
    assert.deepEqual(JSON.parse(answer.body), {
      object_id: 'device_1',
      type: 'temperature_sensor',
      client_id: 'client_1',
      window_s: 3_600,
      statistics: temperature,
      metrics: {
        battery_level: {
          unit: '%',
          average: 71,
          max: 71,
          min: 71,
          p95: 71,
          last: 71,
          last_at: `${device.timestamp}Z`,
          count: 2,
          unit_since: null,
        },
        temperature: {
          unit: '°C',
          ...temperature,
          p95: 26.75,
          last: 26.75,
          last_at: `${device.timestamp}Z`,
          count: 2,
          unit_since: null,
        },
      },
      anomalies: [],
    })
    const all = await host.ask('/client_statistics?client_id=client_2', keys.client_1)
    assert.deepEqual(JSON.parse(all.body), {
      client_id: 'client_1',
      objects: 2,
      window_s: 3_600,
      statistics: {
        battery_level: { unit: '%', average: (71 + 71 + 55) / 3, max: 71, min: 55, p95: 71, count: 3 },
        humidity: { unit: '%', average: 61, max: 61, min: 61, p95: 61, count: 1 },
        temperature: { unit: '°C', ...temperature, p95: 26.75, count: 2 },
      },
    })
    for (const path of ['/processed_data?object_id=device_1', '/client_statistics', '/processed_data'])
      for (const key of [undefined, '', 'wrong', `${keys.client_1} `]) {
        const { status, body, headers } = await host.ask(path, key)
        assert.deepEqual(
          [status, body, headers['content-type']],
          [401, unauthorized, 'application/json; charset=utf-8'],
        )
      }
  })

  test('what was measured is there after a restart, and what is older than the window counts no more', async t => {
    const server = await startIotServer(t)
    const section = { sources: [{ name: 'plant', kind: 'iot-api', url: server.url }], window: 60 }
    const host = await edgeHost(t, engine, section)
    if (!host) return
    await host.round()
    const again = await host.restart([edge])
    const devices = (await again.call(ListDevices)).items
    assert.deepEqual(
      devices.map(({ client, id, type, source }) => [client, id, type, source]),
      [
        ['client_1', 'device_1', 'temperature_sensor', 'plant'],
        ['client_1', 'device_2', 'humidity_sensor', 'plant'],
        ['client_2', 'device_3', 'activity_tracker', 'plant'],
      ],
    )
    assert.deepEqual(
      devices[0]?.metrics.map(({ metric, unit, last }) => [metric, unit, last]),
      [
        ['battery_level', '%', 71],
        ['temperature', '°C', 24.25],
      ],
    )
    await server.behave('refuse')
    await host.clock.advance(120_000)
    const { statistics } = await again.call(GetDevice, { params: { id: 'device_1' } })
    assert.deepEqual([statistics.temperature?.count, statistics.temperature?.last], [0, 24.25])
  })
})

const engine = { host: testHost }

test('an API as it is documented is read as well: /iot_data, measurements, numbers as ids', async t => {
  const server = await startIotServer(t)
  server.answers.set('/iot_objects', documented([{ id: 1, client: 'client_1', type: 'temperature_sensor' }]))
  server.answers.set('/iot_objects/1', absent)
  const measurements = [20, 22].map((value, index) => ({ timestamp: `2026-01-05T07:5${index}:00`, value }))
  server.answers.set('/iot_data/1', documented({ object_id: 1, measurements }))
  const host = await edgeHost(t, engine, { sources: [{ name: 'plant', kind: 'iot-api', url: `${server.url}/` }] })
  assert.ok(host)
  await host.round()
  await host.round()
  const { body } = await host.ask('/processed_data?object_id=1', keys.client_1)
  assert.deepEqual(JSON.parse(body).statistics, { average: 21, max: 22, min: 20 })
  assert.equal(server.asked.filter(path => path === '/iot_objects/1').length, 1, 'where it is was learnt')
})

test('a naive time is of the zone of its source, and one that lies ahead is refused and counted', async t => {
  const server = await startIotServer(t, '2026-01-05T09:00:00.000000')
  const source = { kind: 'iot-api', url: server.url }
  const sources = [
    { name: 'paris', ...source, timezone: 'Europe/Paris' },
    { name: 'utc', ...source, timezone: 'UTC' },
  ]
  const host = await edgeHost(t, engine, { sources })
  assert.ok(host)
  await host.round()
  const states = (await host.call(GetEdgeSources)).items
  assert.deepEqual(
    states.map(({ name, accepted, refused }) => [name, accepted, Object.keys(refused)]),
    [
      ['paris', 6, []],
      ['utc', 0, ['future']],
    ],
  )
  const { metrics } = await host.call(GetDevice, { params: { id: 'device_1' } })
  assert.equal(metrics[0]?.last_at, '2026-01-05T08:00:00.000Z')
})

for (const { history, points } of [
  { history: 'off', points: [] },
  { history: 'backfill-once', points: [[Date.UTC(2026, 0, 5, 7, 50), 40]] },
  {
    history: 'bucket-dedupe',
    points: [
      [Date.UTC(2026, 0, 5, 7, 50), 40],
      [Date.UTC(2026, 0, 5, 7, 51), 80],
    ],
  },
] as const)
  test(`the history, another one at each call, with "${history}": no value of it is among those that count`, async t => {
    const server = await startIotServer(t)
    const tracker = server.objects[2]
    assert.ok(tracker)
    const path = '/iot_objects/device_3/history'
    server.answers.set(path, historyOf(tracker, [['2026-01-05T07:50:11.1', 40]]))
    const sources = [{ name: 'plant', kind: 'iot-api', url: server.url, history }]
    const host = await edgeHost(t, engine, { sources })
    assert.ok(host)
    await host.round()
    server.answers.set(
      path,
      historyOf(tracker, [
        ['2026-01-05T07:51:13.2', 80],
        ['2026-01-05T07:50:13.2', 60],
      ]),
    )
    await host.round()
    const { body } = await host.ask('/processed_data?object_id=device_3', keys.client_2)
    assert.deepEqual(JSON.parse(body).statistics, { average: 12, max: 12, min: 12 })
    const matchers = [{ label: 'history', is: '=' as const, value: 'true' }]
    const asCluster = await host.select({ matchers, from: 0, to: host.clock.now() })
    assert.deepEqual(
      asCluster.flatMap(({ times, values }) => times.map((time, index) => [time, values[index]])),
      points,
    )
  })

test('numbers as text, no JSON, HTML, a 500 and an object that has gone are told and counted, and the others are read', async t => {
  const server = await startIotServer(t)
  const device = server.objects[0]
  assert.ok(device)
  device.metrics = { temperature: '24.25', battery_level: 'NaN' }
  server.answers.set('/iot_objects/device_2', { body: '{"metrics":{"temperature":NaN}}' })
  const host = await edgeHost(t, engine, { sources: [{ name: 'plant', kind: 'iot-api', url: server.url }] })
  assert.ok(host)
  await host.round()
  const stateNow = async () => (await host.call(GetEdgeSources)).items[0]
  const first = await stateNow()
  assert.deepEqual(Object.keys(first?.refused ?? {}), ['not-a-number'])
  assert.deepEqual([first?.accepted, first?.failure], [2, 'the answer is no JSON'])
  server.answers.set('/iot_objects/device_2', absent)
  await host.round()
  assert.equal((await stateNow())?.failure, 'HTTP 404')
  server.answers.set('/iot_objects', { status: 500, body: '<h1>no</h1>' })
  await host.round()
  assert.equal((await stateNow())?.failure, 'HTTP 500')
  assert.equal((await host.ask('/processed_data?object_id=device_3', keys.client_2)).status, 200)
})
