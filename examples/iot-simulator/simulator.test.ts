import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { devicesOf, measure, metricOf, ranges } from './devices.ts'
import { samplesOf } from './faults.ts'
import { type SimulatorOptions, startSimulator } from './simulator.ts'

const noon = Date.UTC(2026, 10, 20, 12)
const captures = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'iot')

async function started(t: TestContext, options: SimulatorOptions = {}) {
  let now = noon
  const simulator = await startSimulator({ clock: { now: () => now }, timezone: 'UTC', ...options })
  t.after(simulator.stop)
  const ask = (path: string, init?: RequestInit) => fetch(`${simulator.url}${path}`, init)
  return {
    faults: simulator.faults,
    ask,
    json: async (path: string) => bodyOf(await ask(path)),
    pass: (seconds: number) => {
      now += seconds * 1_000
    },
  }
}

const bodyOf = async (response: Response) => JSON.parse(await response.text())

/** The same keys in the same order and the same types; null where there is null. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value
  return Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)])
}

test('every captured answer of the real API has its twin here: status, type, keys and their order', async t => {
  if (!existsSync(captures)) return t.skip('missing ../shared/data/iot')
  const { ask } = await started(t)
  for (const file of readdirSync(captures)) {
    const { request, status, content_type, body } = JSON.parse(readFileSync(join(captures, file), 'utf8'))
    const response = await ask(request.replace('GET ', ''))
    const text = await response.text()
    assert.equal(response.status, status, file)
    assert.equal(response.headers.get('content-type'), content_type, file)
    if (typeof body === 'string') assert.equal(text, body)
    else assert.deepEqual(shapeOf(JSON.parse(text)), shapeOf(body), file)
  }
})

test('bodies are those of Flask: compact, escaped, ended by a line feed; timestamps are local and name no zone', async t => {
  const { ask } = await started(t, { timezone: 'Europe/Paris' })
  assert.match(await (await ask('/')).text(), /r\\u00e9cup\\u00e9rer les donn\\u00e9es\."}\n$/)
  const text = await (await ask('/iot_objects/device_1')).text()
  assert.match(text, /"timestamp":"2026-11-20T13:00:00\.\d{6}","type":"temperature_sensor"}\n$/)
})

test('the same seed measures the same at the same time, another seed something else', async t => {
  const [one, same, other] = await Promise.all([started(t), started(t), started(t, { seed: 2 })])
  const path = '/iot_objects/device_1'
  assert.deepEqual(await one.json(path), await same.json(path))
  assert.notDeepEqual(await one.json(path), await other.json(path))
})

test('whatever is measured lies in the ranges of the real API, in both signals', () => {
  for (const signal of ['daily', 'uniform'] as const) {
    const fleet = { seed: 3, devices: 30, signal }
    for (const device of devicesOf(fleet)) {
      for (const metric of [metricOf[device.type], 'battery_level'] as const) {
        const { low, high, decimals } = ranges[metric]
        for (let at = noon; at < noon + 7 * 86_400_000; at += 3_599_000) {
          const value = measure(fleet, device, metric, at) ?? Number.NaN
          assert.ok(value >= low && value <= high && value === Number(value.toFixed(decimals)), `${metric} ${value}`)
        }
      }
    }
  }
})

const valueIn = ({ value }: { value: number }) => value

test('the history is invented anew on each call, newest first, and of 40 to 80 for an activity tracker', async t => {
  const { json, pass } = await started(t)
  const one = await json('/iot_objects/device_3/history')
  pass(10)
  const other = await json('/iot_objects/device_3/history')
  assert.equal(one.history.length, 10)
  assert.notDeepEqual(one.history.map(valueIn), other.history.map(valueIn))
  assert.ok([...one.history, ...other.history].every(({ value }) => value >= 40 && value <= 80))
  const times = one.history.map(({ timestamp }: { timestamp: string }) => timestamp)
  assert.deepEqual(times, times.toSorted().toReversed())
  assert.ok(!times.includes(other.history[0].timestamp))
})

test('ten thousand devices belong to clients of some twenty each', async t => {
  const { json } = await started(t, { devices: 10_000 })
  assert.equal((await json('/iot_objects')).length, 10_000)
  assert.equal((await json('/iot_objects/by_client/client_500')).length, 20)
  assert.equal((await json('/iot_objects/device_10000')).client, 'client_500')
})

test('faults of a device begin and end when they are said to, and concern nobody else', async t => {
  const { ask, json, pass } = await started(t)
  const order = (body: object) => ask('/faults', { method: 'POST', body: JSON.stringify(body) })
  const temperature = async (id = 'device_1') => (await json(`/iot_objects/${id}`)).metrics.temperature
  const quiet = await started(t)
  const fault = await bodyOf(await order({ kind: 'spike', device: 'device_1', after_s: 60, for_s: 30, size: 12 }))
  const real = async () => (await quiet.json('/iot_objects/device_1')).metrics.temperature
  const passBoth = (seconds: number) => {
    pass(seconds)
    quiet.pass(seconds)
  }
  assert.equal(await temperature(), await real())
  passBoth(60)
  assert.ok(Math.abs((await temperature()) - (await real()) - 12) < 0.01)
  assert.ok((await temperature('device_4')) < 31)
  passBoth(30)
  assert.equal(await temperature(), await real())
  assert.equal((await json('/faults')).length, 1)
  await ask(`/faults/${fault.id}`, { method: 'DELETE' })
  assert.deepEqual(await json('/faults'), [])
})

test('a drift grows by the hour, a sensor that is stuck repeats itself, another unit is told by the values alone', async t => {
  const { faults, json, pass } = await started(t)
  const value = async (id: string, metric: string) => (await json(`/iot_objects/${id}`)).metrics[metric]
  const before = await value('device_4', 'temperature')
  faults.add({ kind: 'stuck', device: 'device_4' })
  faults.add({ kind: 'drift', device: 'device_1', size: 10 })
  faults.add({ kind: 'unit_change', device: 'device_2' })
  pass(7_200)
  assert.equal(await value('device_4', 'temperature'), before)
  assert.ok((await value('device_1', 'temperature')) > 38)
  assert.ok((await value('device_2', 'humidity')) < 1)
})

test('a device that drops out repeats its last timestamp; what comes late comes one measurement a call, then the present', async t => {
  const { faults, json, pass } = await started(t)
  const timestamp = async (id: string) => String((await json(`/iot_objects/${id}`)).timestamp).slice(11, 19)
  faults.add({ kind: 'dropout', device: 'device_1', for_s: 60 })
  faults.add({ kind: 'late_burst', device: 'device_2', for_s: 30 })
  pass(20)
  assert.equal(await timestamp('device_1'), '11:59:59')
  assert.equal(await timestamp('device_2'), '11:59:59')
  pass(40)
  const late = [await timestamp('device_2'), await timestamp('device_2'), await timestamp('device_2')]
  assert.deepEqual(late, ['12:00:00', '12:00:10', '12:00:20'])
  assert.equal(await timestamp('device_2'), '12:01:00')
  assert.equal(await timestamp('device_1'), '12:01:00')
})

test('the API can fail, be another page, be slow and sleep', async t => {
  const { faults, ask, pass } = await started(t, { faults: ['error,for=10', 'not_found,after=20,for=10'] })
  assert.equal((await ask('/iot_objects')).status, 500)
  pass(20)
  const lost = await ask('/iot_objects')
  assert.deepEqual([lost.status, lost.headers.get('content-type')], [404, 'text/html; charset=utf-8'])
  pass(20)
  faults.add({ kind: 'sleep', size: 60_000, for_s: 90 })
  await assert.rejects(ask('/iot_objects', { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
  pass(60)
  assert.equal((await ask('/iot_objects')).status, 200)
})

test('an order that cannot be meant is refused with what is wrong', async t => {
  const { ask } = await started(t)
  for (const [body, error] of [
    ['{"kind":"flood"}', /^kind must be one of spike, drift/],
    ['{"kind":"spike","size":"big"}', /^size must be a number/],
    ['{"kind":"spike","metric":"speed"}', /^metric must be one of/],
    ['[]', /^the body must be an object/],
  ] as const) {
    const response = await ask('/faults', { method: 'POST', body })
    assert.equal(response.status, 400)
    assert.match((await bodyOf(response)).error, error)
  }
  await assert.rejects(startSimulator({ faults: ['spike,after=soon'] }), /after_s must be a number/)
})

test('weeks of samples without a server: a dropout leaves some out, a late burst brings them at its end, in order', () => {
  const fleet = { seed: 1, devices: 6 }
  const [device] = devicesOf(fleet)
  const span = { from: noon, to: noon + 600_000, every_ms: 10_000 }
  const [from, to] = [noon + 100_000, noon + 200_000]
  const all = samplesOf(fleet, device!, 'temperature', span)
  const dropped = samplesOf(fleet, device!, 'temperature', { ...span, faults: [{ kind: 'dropout', from, to }] })
  const late = samplesOf(fleet, device!, 'temperature', { ...span, faults: [{ kind: 'late_burst', from, to }] })
  assert.deepEqual([all.length, dropped.length, late.length], [60, 50, 60])
  assert.deepEqual(
    late.map(({ at }) => at),
    all.map(({ at }) => at),
  )
  assert.equal(late.filter(({ arrives_at }) => arrives_at === to).length, 11)
})
