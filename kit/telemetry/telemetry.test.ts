import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { pino } from 'pino'
import { systemClock } from '../runtime/clock.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines, type TestEngine } from '../testing/engines.ts'
import { WorkerPool } from '../worker-pool/worker-pool.ts'
import type { Aggregate } from './reader.ts'
import type { Sample } from './series/sample.ts'
import { telemetryMigrations } from './tables.ts'
import { Telemetry, type TelemetryOptions } from './telemetry.ts'

const silent = pino({ level: 'silent' })
const minute = 60_000
const hour = 60 * minute
const all = { from: 0, to: 2 ** 44 }

/** Opens the store again on the same data as often as a test wants. */
async function opening(t: TestContext, engine: TestEngine, options: Partial<TelemetryOptions> = {}) {
  const store = await engine.store(t, telemetryMigrations)
  if (!store) return null
  const data = mkdtempSync(join(tmpdir(), 'vigie-telemetry-'))
  const real = systemClock()
  const workers = new WorkerPool(real)
  t.after(async () => {
    await workers.stop()
    real.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const clock = testClock()
  const open = () => Telemetry.open({ store, data, name: 'test', clock, log: silent, workers, ...options })
  return { open, data, clock, store }
}

const sample = (name: string, at: number, value: number | null): Sample => ({ name, at, value })
const named = (name: string) => [{ label: '__name__', is: '=', value: name }] as const
const pointsOf = async (telemetry: Telemetry, name: string, tenant = 'a') =>
  (await telemetry.query({ tenant, match: named(name), ...all }))[0]?.points ?? []

onBothEngines('telemetry', engine => {
  test('what is acknowledged is read at once, from memory, from the log after a restart, and from the database', async t => {
    const opened = await opening(t, engine)
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

  test('whatever comes in which order and how often, sealed and restarted in between, is what a plain map would hold', async t => {
    const opened = await opening(t, engine, { limits: { samplesInMemory: 40 } })
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
    await fc.assert(property, { numRuns: engine.name === 'sqlite' ? 60 : 15 })
  })
})

const aggregates: readonly Aggregate[] = ['count', 'sum', 'min', 'max', 'avg', 'last', 'p95']

async function compare(telemetry: Telemetry, tenant: string, series: string, points: ReadonlyMap<number, number>) {
  const sorted = [...points].sort(([a], [b]) => a - b)
  assert.deepEqual(await pointsOf(telemetry, series, tenant), sorted)
  const [last] = telemetry.last(tenant, named(series))
  assert.deepEqual(last?.points, [sorted.at(-1)])
  for (const step of [minute, 5 * minute, hour, 24 * hour, 7_000]) {
    const query = { tenant, match: named(series), ...all, step, aggregates }
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
