import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { onBothEngines } from '../testing/engines.ts'
import { always, countOf, named, pointsOf, sample, telemetryIn } from '../testing/telemetry.ts'
import type { Aggregate } from './reader.ts'
import type { Matcher } from './series/matcher.ts'
import type { Sample } from './series/sample.ts'
import type { Telemetry } from './telemetry.ts'

const minute = 60_000
const hour = 60 * minute

onBothEngines('telemetry', engine => {
  test('what is acknowledged is read at once, from memory, from the log after a restart, and from the database', async t => {
    const opened = await telemetryIn(t, engine)
    if (!opened) return
    const first = await opened.open()
    const { now } = opened.clock
    const samples = [sample('temp', now(), 20.5), sample('temp', now() + 1_000, null), sample('load', now(), 1)]
    assert.deepEqual(await first.append('a', samples), { accepted: 3, duplicates: 0, refused: [] })
    const points = [
      [now(), 20.5],
      [now() + 1_000, null],
    ]
    assert.deepEqual(await pointsOf(first, 'temp'), points)
    await first.stop()
    const second = await opened.open()
    assert.deepEqual(await pointsOf(second, 'temp'), points)
    await second.seal()
    assert.equal(second.stats().in_memory, 0)
    assert.deepEqual(await pointsOf(second, 'temp'), points)
    await second.stop()
    const third = await opened.open()
    assert.deepEqual(await pointsOf(third, 'temp'), points)
    assert.deepEqual(await pointsOf(third, 'temp', 'b'), [])
    await third.stop()
  })

  test('who sends the next samples when the last are acknowledged, or many at once, is answered, each for its own', async t => {
    const place = await telemetryIn(t, engine)
    if (!place) return
    const telemetry = await place.open()
    const now = place.clock.now()
    for (let at = 0; at < 20; at++) await telemetry.append('a', [sample('one', now + at, at)])
    const calls = Array.from({ length: 30 }, (_, at) => telemetry.append('a', [sample('one', now + at, 0)]))
    const answers = await Promise.all(calls)
    assert.deepEqual(
      answers.map(({ accepted, duplicates }) => [accepted, duplicates]),
      answers.map((_, at) => (at < 20 ? [0, 1] : [1, 0])),
    )
    const { accepted, duplicates, refused, lost } = telemetry.stats()
    assert.deepEqual({ accepted, duplicates, refused, lost }, { accepted: 30, duplicates: 20, refused: 0, lost: 0 })
    await telemetry.stop()
  })

  test('what cannot be kept is refused with its place and its reason, and the rest is kept', async t => {
    const day = 24 * hour
    const retentionOf = () => ({ samples_ms: 30 * day, rollups_ms: 300 * day })
    const place = await telemetryIn(t, engine, { retentionOf, limits: { seriesOfTenant: 2 } })
    if (!place) return
    const telemetry = await place.open()
    const now = place.clock.now()
    const given: readonly Sample[] = [
      sample('one', now, Number.NaN),
      sample('one', now, Number.NEGATIVE_INFINITY),
      sample('one', now + 0.5, 1),
      sample('one', -1, 1),
      sample('', now, 1),
      { name: 'one', labels: { __name__: 'two' }, at: now, value: 1 },
      sample('one', now - 31 * day, 1),
      sample('one', now, 1),
      { ...sample('one', now, 2), labels: { room: '' } },
      { ...sample('one', now, 2), labels: { room: 'a' } },
      sample('three', now, 1),
    ]
    assert.deepEqual(await telemetry.append('a', given), {
      accepted: 2,
      duplicates: 1,
      refused: [
        { index: 0, reason: 'not-a-number' },
        { index: 1, reason: 'not-a-number' },
        { index: 2, reason: 'bad-time' },
        { index: 3, reason: 'bad-time' },
        { index: 4, reason: 'bad-name' },
        { index: 5, reason: 'bad-labels' },
        { index: 6, reason: 'expired' },
        { index: 10, reason: 'too-many-series' },
      ],
    })
    assert.equal(telemetry.stats().refused, 8)
    await telemetry.stop()
  })

  test('series are chosen by label as in Prometheus, of their own tenant only, and deleted with all their samples', async t => {
    const place = await telemetryIn(t, engine)
    if (!place) return
    let telemetry = await place.open()
    const at = place.clock.now()
    for (const room of ['a', 'b', 'ab'])
      await telemetry.append('a', [{ name: 'temp', labels: { room }, at, value: 1, unit: 'celsius' }])
    await telemetry.append('b', [{ name: 'temp', labels: { room: 'a' }, at, value: 2 }])
    const rooms = (...match: Matcher[]) => telemetry.series('a', match).map(({ labels }) => labels.room)
    assert.deepEqual(rooms({ label: 'room', is: '=', value: 'a' }), ['a'])
    assert.deepEqual(rooms({ label: 'room', is: '!=', value: 'a' }), ['b', 'ab'])
    assert.deepEqual(rooms({ label: 'room', is: '=~', value: 'a|b' }), ['a', 'b'])
    assert.deepEqual(rooms({ label: 'room', is: '!~', value: 'a.*' }, { label: '__name__', is: '=', value: 'temp' }), [
      'b',
    ])
    assert.deepEqual(rooms({ label: 'floor', is: '=', value: '' }), ['a', 'b', 'ab'])
    assert.throws(() => rooms({ label: 'room', is: '=~', value: '(' }), { code: 'kit.bad-matcher' })
    const repeated = '[a-z]{1000}'.repeat(50)
    assert.throws(() => rooms({ label: 'room', is: '=~', value: repeated }), { code: 'kit.bad-matcher' })
    assert.equal(telemetry.series('a')[0]?.unit, 'celsius')
    const ofA = [{ label: 'room', is: '=~', value: 'a.*' }] as const
    assert.equal(await telemetry.describe('a', ofA, { unit: 'kelvin', meta: { floor: 3 } }), 2)
    await telemetry.stop()
    telemetry = await place.open()
    assert.deepEqual(
      telemetry.series('a').map(({ unit, meta }) => [unit, meta]),
      [
        ['kelvin', { floor: 3 }],
        ['celsius', null],
        ['kelvin', { floor: 3 }],
      ],
    )
    await telemetry.seal()
    await telemetry.append('a', [{ name: 'temp', labels: { room: 'a' }, at: at + 1, value: 1 }])
    assert.equal(await telemetry.deleteSeries('a', [{ label: 'room', is: '=~', value: 'a.*' }]), 2)
    await telemetry.stop()
    telemetry = await place.open()
    assert.deepEqual([rooms(), await countOf(telemetry, 'a'), await countOf(telemetry, 'b')], [['b'], 1, 1])
    await telemetry.append('a', [{ name: 'temp', labels: { room: 'a' }, at, value: 5 }])
    assert.deepEqual(
      (await telemetry.query({ tenant: 'a', match: [{ label: 'room', is: '=', value: 'a' }], ...always }))[0]?.points,
      [[at, 5]],
    )
    await telemetry.deleteTenant('a')
    assert.deepEqual([telemetry.series('a'), await countOf(telemetry, 'b')], [[], 1])
    await telemetry.stop()
  })

  test('samples go before their rollups, each after its time, and a series with the last of them', async t => {
    const day = 24 * hour
    const retentionOf = ({ class: one }: { class: string }) =>
      one === 'short' ? { samples_ms: 2 * day, rollups_ms: 10 * day } : {}
    const place = await telemetryIn(t, engine, { retentionOf })
    if (!place) return
    const telemetry = await place.open()
    const start = place.clock.now()
    const given = Array.from({ length: 100 }, (_, index) => sample('kept', start + index * minute, index))
    await telemetry.append('a', given)
    await telemetry.append(
      'a',
      given.map(one => ({ ...one, name: 'brief', class: 'short' })),
    )
    await telemetry.seal()
    const hours = async (name: string) => {
      const query = { tenant: 'a', match: named(name), ...always, step: hour, aggregates: ['count'] } as const
      return (await telemetry.query(query))[0]?.points.length
    }
    const left = async () => {
      await telemetry.retain()
      return [
        (await pointsOf(telemetry, 'brief')).length,
        await hours('brief'),
        (await pointsOf(telemetry, 'kept')).length,
        await hours('kept'),
      ]
    }
    assert.deepEqual(await left(), [100, 2, 100, 2])
    place.clock.step(2 * day + 10 * minute)
    assert.deepEqual(await left(), [90, 2, 100, 2])
    place.clock.step(day)
    assert.deepEqual(await left(), [0, 2, 100, 2])
    place.clock.step(9 * day)
    assert.deepEqual(await left(), [0, undefined, 100, 2])
    await telemetry.stop()
  })

  test('whatever comes in which order and how often, sealed and restarted in between, is what a plain map would hold', async t => {
    const opened = await telemetryIn(t, engine, { limits: { samplesInMemory: 40 } })
    if (!opened) return
    const start = Date.UTC(2026, 0, 5)
    const one = fc.record({
      series: fc.constantFrom('one', 'two', 'three'),
      // Few times, so that many are the same; years apart, so that many are late.
      at: fc.oneof(
        fc.nat(40).map(step => start + step * 7_000),
        fc.nat(30).map(day => start - day * 11 * hour),
      ),
      value: fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
    })
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.array(one, { maxLength: 25 }) },
      { weight: 1, arbitrary: fc.constant('seal' as const) },
      { weight: 1, arbitrary: fc.constant('restart' as const) },
    )
    let tenant = 0
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async steps => {
      tenant += 1
      let telemetry = await opened.open()
      const model = new Map<string, Map<number, number>>()
      for (const step of steps) {
        if (step === 'seal') await telemetry.seal()
        else if (step === 'restart') {
          await telemetry.stop()
          telemetry = await opened.open()
        } else {
          let fresh = 0
          for (const { series, at, value } of step) {
            const known = model.get(series) ?? new Map<number, number>()
            if (!known.has(at)) fresh += 1
            if (!known.has(at)) known.set(at, value + 0)
            model.set(series, known)
          }
          const samples = step.map(({ series, at, value }) => sample(series, at, value))
          const { accepted, duplicates } = await telemetry.append(`t${tenant}`, samples)
          assert.deepEqual({ accepted, duplicates }, { accepted: fresh, duplicates: step.length - fresh })
        }
      }
      for (const [series, points] of model) await compare(telemetry, `t${tenant}`, series, points)
      await telemetry.stop()
    })
    await fc.assert(property, { numRuns: engine.name === 'sqlite' ? 40 : 15 })
  })
})

const aggregates: readonly Aggregate[] = ['count', 'sum', 'min', 'max', 'avg', 'last', 'p95']

async function compare(telemetry: Telemetry, tenant: string, series: string, points: ReadonlyMap<number, number>) {
  const sorted = [...points].sort(([a], [b]) => a - b)
  assert.deepEqual(await pointsOf(telemetry, series, tenant), sorted)
  const [last] = telemetry.last(tenant, named(series))
  assert.deepEqual(last?.points, [sorted.at(-1)])
  for (const step of [minute, 5 * minute, hour, 24 * hour, 7_000]) {
    const query = { tenant, match: named(series), ...always, step, aggregates }
    const [found] = await telemetry.query(query)
    const buckets = Map.groupBy(sorted, ([at]) => at - (at % step))
    assert.deepEqual(
      found?.points.map(([at]) => at),
      [...buckets.keys()],
    )
    for (const [at, ...got] of found?.points ?? []) {
      const values = (buckets.get(at ?? 0) ?? []).map(([, value]) => value)
      const sum = values.reduce((all, value) => all + value, 0)
      const exact = [values.length, sum, Math.min(...values), Math.max(...values), sum / values.length, values.at(-1)]
      const p95 = values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1]
      for (const [index, value] of [...exact, p95].entries()) {
        const margin = index === 6 ? Math.abs(value ?? 0) * 0.0101 + 1e-12 : 1e-6
        assert.ok(
          Math.abs((got[index] ?? Number.NaN) - (value ?? 0)) <= margin,
          `${aggregates[index]} of ${step}: ${got[index]} is not ${value}`,
        )
      }
    }
  }
}
