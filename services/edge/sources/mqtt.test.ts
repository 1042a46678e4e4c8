import assert from 'node:assert/strict'
import { test } from 'node:test'
import mqtt from 'mqtt'
import { GetDevice, ListDevices } from '../../../contracts/edge/devices.ts'
import { GetEdgeSources } from '../../../contracts/edge/sources.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { startMosquitto } from '../../../kit/testing/mosquitto.ts'
import { edgeHost } from '../testing/edge-host.ts'
import { readMessage, topicPattern } from './mqtt-message.ts'

const engine = { host: testHost }

for (const protocol of ['3.1.1', '5'])
  test(`values that a broker of MQTT ${protocol} passes on are those of the object, metric and client of their topic`, async t => {
    const broker = await startMosquitto(t)
    if (!broker) return
    const topic = 'plant/{client}/+/{object}/{metric}'
    const source = { name: 'broker', kind: 'mqtt', url: broker.url, topic, protocol }
    const host = await edgeHost(t, engine, { sources: [source] })
    assert.ok(host)
    const sender = await mqtt.connectAsync(broker.url, { protocolVersion: protocol === '5' ? 5 : 4 })
    t.after(() => sender.endAsync(true))
    const stateNow = async () => (await host.call(GetEdgeSources)).items[0]
    const send = (to: string, text: string) => sender.publishAsync(to, text, { qos: 1 })
    // A broker keeps nothing for who has not subscribed yet.
    await host.until('the first value came', async () => {
      await send('plant/client_1/hall/boiler/temperature', '20.5')
      return (await host.call(ListDevices)).items.length === 1
    })
    await send('plant/client_2/hall/vat/temperature', '{"value":300,"unit":"kelvin","at":"2026-01-05T07:59:00Z"}')
    await send('plant/client_1/hall/boiler/pressure', 'high')
    await send('plant/..%2f/hall/boiler/pressure', '1')
    await send('elsewhere/client_1/hall/boiler/pressure', '1')
    await send('plant/client_2/hall/vat/level', '7')
    await host.until('all came', async () => (await host.call(ListDevices)).items[1]?.metrics.length === 2)
    const boiler = await host.call(GetDevice, { params: { id: 'boiler' } })
    assert.deepEqual(
      [boiler.client, boiler.source, boiler.metrics.map(({ metric, last }) => [metric, last])],
      ['client_1', 'broker', [['temperature', 20.5]]],
    )
    const vat = await host.call(GetDevice, { params: { id: 'vat' } })
    assert.deepEqual(
      [vat.client, vat.metrics.map(({ metric, unit, last }) => [metric, unit, last])],
      [
        'client_2',
        [
          ['level', null, 7],
          ['temperature', 'K', 300],
        ],
      ],
    )
    const state = await stateNow()
    assert.deepEqual([state?.kind, state?.failure, state?.refused], ['mqtt', null, { unreadable: 2 }])
  })

test('a broker that is not there is told, and hinders nothing', async t => {
  const url = 'mqtt://127.0.0.1:9'
  const sources = [{ name: 'broker', kind: 'mqtt', url, topic: '{object}/{metric}', client: 'client_1', protocol: '5' }]
  const host = await edgeHost(t, engine, { sources })
  assert.ok(host)
  await host.until('it is told', async () =>
    /ECONNREFUSED/.test((await host.call(GetEdgeSources)).items[0]?.failure ?? ''),
  )
})

test('a topic says client, object and metric; what it does not fit is nothing', () => {
  const { filter, read } = topicPattern('plant/{client}/+/{object}/{metric}')
  assert.equal(filter, 'plant/+/+/+/+')
  assert.deepEqual(read('plant/acme/hall/boiler/temperature')?.object, 'boiler')
  for (const topic of ['plant/acme/hall/boiler', 'other/acme/hall/boiler/temperature', 'plant/a/b/c/d/e'])
    assert.equal(read(topic), undefined)
})

test('a message is a number, a value with a unit and a time, or a value for each metric', () => {
  const now = Date.UTC(2026, 0, 5)
  const boiler = { object: 'boiler' }
  assert.deepEqual(readMessage('7', { ...boiler, metric: 'level' }, now), [
    { ...boiler, metric: 'level', value: 7, at: now },
  ])
  assert.deepEqual(readMessage('{"temperature":20,"level":null,"timestamp":1767571200}', boiler, now), [
    { ...boiler, metric: 'temperature', value: 20, at: 1_767_571_200_000 },
  ])
  assert.deepEqual(readMessage('{"value":"x","at":"soon"}', { ...boiler, metric: 'level' }, now), [
    { ...boiler, metric: 'level', value: 'x', at: undefined },
  ])
  for (const [text, fields] of [
    ['', { ...boiler, metric: 'level' }],
    ['7', boiler],
    ['7', { metric: 'level' }],
    ['{', boiler],
  ] as const)
    assert.equal(readMessage(text, fields, now), undefined)
})
