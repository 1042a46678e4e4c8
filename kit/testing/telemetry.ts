import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import type { Store } from '../store/store.ts'
import type { TelemetryOptions } from '../telemetry/parts.ts'
import type { Point } from '../telemetry/reader.ts'
import type { Sample } from '../telemetry/series/sample.ts'
import { telemetryMigrations } from '../telemetry/tables.ts'
import { Telemetry } from '../telemetry/telemetry.ts'
import { WorkerPool } from '../worker-pool/worker-pool.ts'
import { type TestClock, testClock } from './clock.ts'
import type { TestEngine } from './engines.ts'

export type TelemetryPlace = {
  /** On the same data, as often as a test wants. */
  readonly open: () => Promise<Telemetry>
  readonly folder: string
  readonly clock: TestClock
  readonly store: Store
}

/** An empty store of time series; null when the test was skipped. */
export async function telemetryIn(
  t: TestContext,
  engine: TestEngine,
  options: Partial<TelemetryOptions> = {},
): Promise<TelemetryPlace | null> {
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
  const parts = { store, data, name: 'test', clock, log: silentLog(), workers }
  return { open: () => Telemetry.open({ ...parts, ...options }), folder: join(data, 'test.telemetry'), clock, store }
}

export const sample = (name: string, at: number, value: number | null): Sample => ({ name, at, value })
export const named = (name: string) => [{ label: '__name__', is: '=', value: name }] as const
export const always = { from: 0, to: 2 ** 44 }

/** Every sample of one series. */
export async function pointsOf(telemetry: Telemetry, name: string, tenant = 'a'): Promise<readonly Point[]> {
  return (await telemetry.query({ tenant, match: named(name), ...always }))[0]?.points ?? []
}

/** How many samples of a tenant can be read. */
export async function countOf(telemetry: Telemetry, tenant: string): Promise<number> {
  const all = await telemetry.query({ tenant, match: [], ...always })
  return all.reduce((sum, { points }) => sum + points.length, 0)
}
