import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { metricOfType } from '../devices/device.ts'
import { timeOf } from '../ingest/sample-time.ts'
import { ofMinutes, readHistory, readObject, readObjects } from './iot-api.ts'

const at = { now: Date.UTC(2026, 0, 5, 8), zone: 'UTC' }
const sensor = { id: 'device_1', type: 'temperature_sensor', client: 'client_1' }
const real = {
  client: 'client_1',
  id: 'device_1',
  metrics: { activity_level: null, battery_level: 71, humidity: null, temperature: 24.25 },
  timestamp: '2026-01-05T07:59:58.250417',
  type: 'temperature_sensor',
}

test('an object as it really is answered: its metrics by name, and null is a metric that it does not have', () => {
  const common = { object: 'device_1', type: 'temperature_sensor', at: Date.UTC(2026, 0, 5, 7, 59, 58, 250) }
  assert.deepEqual(readObject(real, sensor, at), {
    client: 'client_1',
    samples: [
      { ...common, metric: 'battery_level', value: 71 },
      { ...common, metric: 'temperature', value: 24.25 },
    ],
  })
})

test('an object as it is documented: measurements, numbers as ids, and a client of another spelling', () => {
  const [object] = readObjects([{ id: 1, client: 'client1', type: 'temperature_sensor' }]) ?? []
  assert.deepEqual(object, { id: '1', client: 'client1', type: 'temperature_sensor' })
  assert.ok(object)
  const measurements = [
    { timestamp: '2026-01-05T07:00:00', value: 20.5 },
    { timestamp: '2026-01-05T07:01:00', value: 21, metric: 'humidity', unit: '%' },
    { value: null },
    { value: 22 },
  ]
  const common = { object: '1', type: 'temperature_sensor' }
  assert.deepEqual(readObject({ object_id: 1, measurements }, object, at), {
    client: 'client1',
    samples: [
      { ...common, metric: 'temperature', value: 20.5, at: Date.UTC(2026, 0, 5, 7) },
      { ...common, metric: 'humidity', value: 21, at: Date.UTC(2026, 0, 5, 7, 1), unit: '%' },
      { ...common, metric: 'temperature', value: 22, at: at.now },
    ],
  })
})

for (const [text, zone, expected] of [
  ['2026-01-05T08:00:00.055075', 'UTC', '2026-01-05T08:00:00.055Z'],
  ['2026-07-05T08:00:00', 'Europe/Paris', '2026-07-05T06:00:00.000Z'],
  ['2026-01-05T08:00:00.5', 'Europe/Paris', '2026-01-05T07:00:00.500Z'],
  ['2026-10-25T02:30:00', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
  ['2026-03-29T02:30:00', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
  ['2026-01-05T08:00:00+02:00', 'Europe/Paris', '2026-01-05T06:00:00.000Z'],
  ['2026-01-05 08:00', 'UTC', '2026-01-05T08:00:00.000Z'],
] as const)
  test(`${text} in ${zone} is ${expected}`, () => {
    assert.equal(new Date(timeOf(text, zone) ?? Number.NaN).toISOString(), expected)
  })

for (const text of ['', 'yesterday', '2026-13-01T00:00:00', '2026-01-05', '05/01/2026 08:00:00', '2026-01-05T25:00:00'])
  test(`"${text}" is no time, in whatever zone`, () => {
    assert.deepEqual([timeOf(text, 'UTC'), timeOf(text, 'Europe/Paris')], [undefined, undefined])
  })

test('two answers of a history share no time, and of each minute there is one value', () => {
  const historyAt = (second: number, values: readonly number[]) => ({
    ...sensor,
    history: values.map((value, index) => ({ timestamp: `2026-01-05T07:5${9 - index}:0${second}.1`, value })),
  })
  const minutes = [1, 4].map(second => {
    const reading = readHistory(historyAt(second, [20, 21]), sensor, at)
    return ofMinutes(reading?.samples ?? []).map(one => one.at)
  })
  assert.deepEqual(minutes[0], [Date.UTC(2026, 0, 5, 7, 59), Date.UTC(2026, 0, 5, 7, 58)])
  assert.deepEqual(minutes[1], minutes[0])
})

test('a value of the history has no name: it is of the metric that the type is there for', () => {
  const tracker = { id: 'device_3', type: 'activity_tracker', client: 'client_2' }
  const reading = readHistory({ ...tracker, history: [{ timestamp: '2026-01-05T07:59:00', value: 50 }] }, tracker, at)
  assert.deepEqual(
    reading?.samples.map(({ metric }) => metric),
    ['activity_level'],
  )
  assert.deepEqual(['temperature_sensor', 'humidity_sensor', 'pump'].map(metricOfType), [
    'temperature',
    'humidity',
    'pump',
  ])
})

test('what is of no known shape is nothing, and what is no number or no time is handed on to be refused', () => {
  for (const answer of [null, 7, 'x', [], {}, { error: 'Device not found' }, { metrics: [] }])
    assert.equal(readObject(answer, sensor, at), undefined)
  for (const answer of [null, 7, {}, { error: 'none' }]) assert.equal(readObjects(answer), undefined)
  assert.deepEqual(readObjects([null, {}, { id: '' }, { id: 1.5 }, { id: 'a', type: 7, client: '../x' }]), [
    { id: 'a', type: null, client: null },
  ])
  const odd = { ...real, timestamp: 'soon', metrics: { temperature: '24.25' } }
  assert.deepEqual(readObject(odd, sensor, at)?.samples, [
    { object: 'device_1', type: 'temperature_sensor', metric: 'temperature', value: '24.25', at: undefined },
  ])
})

const captures = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'iot')
const captured = (name: string): { body: unknown } => JSON.parse(readFileSync(join(captures, `${name}.json`), 'utf8'))

test('what the real API answered is read whole', { skip: !existsSync(captures) && 'no captures here' }, () => {
  const objects = readObjects(captured('iot_objects').body) ?? []
  assert.equal(objects.length, 6)
  for (const object of objects) {
    const reading = readObject(captured(`object_${object.id}`).body, object, at)
    assert.equal(reading?.client, object.client)
    assert.deepEqual(
      reading?.samples.map(({ metric }) => metric).toSorted(),
      [metricOfType(object.type) ?? '', 'battery_level'].toSorted(),
    )
    for (const { value, at: time } of reading.samples) assert.ok(typeof value === 'number' && Number.isInteger(time))
  }
  const history = readHistory(captured('history_device_3').body, objects[2] ?? sensor, at)
  assert.equal(history?.samples.length, 10)
  assert.equal(readObject(captured('documented_but_absent_iot_data').body, sensor, at), undefined)
  assert.equal(readObjects(captured('error_by_client_client1').body), undefined)
})
