import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../kit/runtime/clock.ts'
import { tuneHeap } from '../../kit/runtime/heap-tuning.ts'
import { silentLog } from '../../kit/runtime/log.ts'
import { connect } from '../../kit/store/connect.ts'
import { migrationsOfService } from '../../kit/store/service-store.ts'
import { openStore } from '../../kit/store/store.ts'
import { telemetryMigrations } from '../../kit/telemetry/tables.ts'
import { Telemetry } from '../../kit/telemetry/telemetry.ts'
import { WorkerPool } from '../../kit/worker-pool/worker-pool.ts'
import { deviceOf, type Reading, type SeriesEngine } from './engine.ts'
import { databaseBytes } from './postgres-size.ts'

const tenant = 'fleet'

/** What we measure: our own store, on a file or on a server. */
export async function openVigie(data: string, url: string | null): Promise<SeriesEngine> {
  const connection = await connect('series', url === null ? { data } : { data, url })
  const store = await openStore(connection, migrationsOfService({ name: 'series', migrations: telemetryMigrations }))
  const clock = systemClock()
  // As the program does.
  const heap = tuneHeap(clock)
  const workers = new WorkerPool(clock)
  const telemetry = await Telemetry.open({ store, data, name: 'series', clock, log: silentLog(), workers })
  return {
    serverSeconds: () => 0,
    ingest: async body => void (await telemetry.append(tenant, JSON.parse(body) as Reading[])),
    settle: () => telemetry.seal(),
    oneSeries: async (series, from, to) => {
      const match = [{ label: 'device', is: '=', value: deviceOf(series) }] as const
      const [found] = await telemetry.query({
        tenant,
        match,
        from,
        to,
        step: 60_000,
        aggregates: ['min', 'max', 'avg', 'p95'],
      })
      return found?.points.length ?? 0
    },
    fleet: async (from, to) => {
      const all = await telemetry.query({ tenant, match: [], from, to, step: 3_600_000, aggregates: ['avg', 'max'] })
      return all.reduce((sum, { points }) => sum + points.length, 0)
    },
    diskBytes: async () => bytesIn(data) + (url === null ? 0 : await databaseBytes(url)),
    stop: async () => {
      await telemetry.stop()
      await workers.stop()
      heap.stop()
      clock.stop()
      await store.close()
    },
  }
}

export function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
