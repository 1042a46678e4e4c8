import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ListAnomalies } from '../../../contracts/edge/anomalies.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { word } from '../../../contracts/messages/words.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { edge } from '../service.ts'
import { type EdgeHost, edgeHost, keys } from '../testing/edge-host.ts'

const second = 1_000
const minute = 60 * second

/** The temperature of one object, as its client sends it. */
async function measure(host: EdgeHost, value: number, more: object = {}): Promise<void> {
  await host.clock.advance(10 * second)
  const body = [{ object: 'boiler', metric: 'temperature', value, at: iso(host.clock.now()), ...more }]
  const { status } = await host.ask('/api/v1/telemetry', keys.client_1, { method: 'POST', body })
  assert.equal(status, 202)
}

/** Every ten seconds until now. */
async function measureBefore(host: EdgeHost, count: number): Promise<void> {
  const now = host.clock.now()
  const at = Array.from({ length: count }, (_, index) => iso(now - (count - 1 - index) * 10 * second))
  const body = { object: 'boiler', metric: 'temperature', at, value: at.map((_, index) => 20 + (index % 7) / 10) }
  const sent = await host.ask('/api/v1/telemetry', keys.client_1, { method: 'POST', body })
  assert.deepEqual(JSON.parse(sent.body), { accepted: count, duplicates: 0, refused: [] })
}

const anomaliesOf = async (host: EdgeHost) => (await host.call(ListAnomalies)).items
const signalsOf = async (host: EdgeHost) =>
  (await host.said('edge', SignalChanged)).map(({ state, sequence, summary }) => [state, sequence, summary])

onBothEngines('a limit', engine => {
  test('that is left is one anomaly with its sentence and one signal, until the value is back by the hysteresis', async t => {
    const rules = [{ metric: 'temperature', max: 28, hysteresis: 1 }]
    const host = await edgeHost(t, engine, { rules })
    if (!host) return
    for (const value of [27, 29.5, 30, 27.5]) await measure(host, value)
    const [lasting, ...others] = await anomaliesOf(host)
    assert.ok(lasting)
    assert.equal(others.length, 0)
    const { object, client, metric, unit, value, rule, sentence, ended_at } = lasting
    assert.deepEqual(
      { object, client, metric, unit, value, rule, sentence, ended_at },
      {
        object: 'boiler',
        client: 'client_1',
        metric: 'temperature',
        unit: '°C',
        value: 29.5,
        rule: 'temperature ≤ 28',
        sentence: '29.5 is above 28, for 0 ms',
        ended_at: null,
      },
    )
    assert.match(word(lasting.sentence_i18n ?? { code: '' }, 'fr'), /^29,5 est au-dessus de 28/)
    const { body } = await host.ask('/processed_data?object_id=boiler', keys.client_1)
    assert.deepEqual(JSON.parse(body).anomalies, [lasting])
    await measure(host, 26.9)
    assert.equal((await anomaliesOf(host))[0]?.ended_at, iso(host.clock.now()))
    assert.equal((await host.call(ListAnomalies, { query: { active: true } })).items.length, 0)
    assert.deepEqual(await signalsOf(host), [
      ['degraded', 1, 'temperature of boiler (client_1): 29.5 is above 28, for 0 ms'],
      ['up', 2, 'temperature of boiler (client_1) is as usual again'],
    ])
  })

  test('that is left goes on after a restart, and is over when its rule is taken out of the file', async t => {
    const host = await edgeHost(t, engine, { rules: [{ metric: 'temperature', max: 28 }] })
    if (!host) return
    await measure(host, 29)
    const again = await host.restart([edge])
    assert.equal((await again.call(ListAnomalies, { query: { active: true } })).items.length, 1)
    assert.deepEqual(await again.reload({ edge: { window: 60 } }), [])
    assert.equal((await again.call(ListAnomalies, { query: { active: true } })).items.length, 0)
    assert.deepEqual(
      (await again.said('edge', SignalChanged)).map(({ state, sequence }) => [state, sequence]),
      [
        ['degraded', 1],
        ['up', 2],
      ],
    )
  })
})

const engine = { host: testHost }

test('a limit with "for" has to be left so long, and a value inside it begins anew', async t => {
  const host = await edgeHost(t, engine, { rules: [{ metric: 'temperature', max: 28, for: 30 }] })
  assert.ok(host)
  for (const value of [29, 29, 27, 29, 29, 29]) await measure(host, value)
  assert.equal((await anomaliesOf(host)).length, 0)
  await measure(host, 29)
  assert.deepEqual(
    (await anomaliesOf(host)).map(({ sentence }) => sentence),
    ['29 is above 28, for 30 s'],
  )
})

test('a value that comes twice or late is seen by no rule, and another metric or type neither', async t => {
  const rules = [{ metric: 'temperature', max: 28, type: 'boiler' }]
  const host = await edgeHost(t, engine, { rules })
  assert.ok(host)
  await measure(host, 20, { type: 'boiler' })
  await measure(host, 40, { type: 'boiler', at: iso(host.clock.now() - minute) })
  await measure(host, 40, { metric: 'pressure', type: 'boiler' })
  await measure(host, 40, { object: 'oven', type: 'oven' })
  assert.deepEqual(await anomaliesOf(host), [])
  await measure(host, 40, { type: 'boiler' })
  assert.equal((await anomaliesOf(host)).length, 1)
})

test('a value outside the band of its own past is told with how far it is, and every metric has a band of its own', async t => {
  const host = await edgeHost(t, engine, { rules: [{ metric: '*', kind: 'quantile-band' }] })
  assert.ok(host)
  await measureBefore(host, 600)
  assert.deepEqual(await anomaliesOf(host), [])
  await measure(host, 31)
  const [told] = await anomaliesOf(host)
  assert.match(told?.sentence ?? '', /^31 is [\d.]+ spans above the highest 0.1 % of the last \d+ samples$/)
})

test('an object that falls silent is told without a sample, and is over with the next one', async t => {
  const host = await edgeHost(t, engine, { rules: [{ metric: 'temperature', kind: 'missing-data' }] })
  assert.ok(host)
  await measureBefore(host, 100)
  assert.deepEqual(await anomaliesOf(host), [])
  await host.clock.advance(5 * minute)
  await host.until('it is told', async () => (await anomaliesOf(host)).length === 1)
  const [silent] = await anomaliesOf(host)
  assert.deepEqual([silent?.value, silent?.ended_at], [null, null])
  assert.match(silent?.sentence ?? '', /no (sample|measurement|value)/i)
  for (let count = 0; count < 3; count++) await measure(host, 20)
  assert.notEqual((await anomaliesOf(host))[0]?.ended_at, null)
})
