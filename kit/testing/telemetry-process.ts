// Writes samples to a store of time series until it is killed, and says of each batch when it is acknowledged.
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import { connect } from '../store/connect.ts'
import { migrationsOfService } from '../store/service-store.ts'
import { openStore } from '../store/store.ts'
import { telemetryMigrations } from '../telemetry/tables.ts'
import { Telemetry } from '../telemetry/telemetry.ts'
import { WorkerPool } from '../worker-pool/worker-pool.ts'

const [data = '', url = '', first = '0'] = process.argv.slice(2)
const clock = systemClock()
const connection = await connect('test', url === '' ? { data } : { data, url })
const store = await openStore(connection, migrationsOfService({ name: 'test', migrations: telemetryMigrations }))
const telemetry = await Telemetry.open({
  store,
  data: join(data, 'log'),
  name: 'test',
  clock,
  log: silentLog(),
  workers: new WorkerPool(clock),
  // So few that it is nearly always bringing some into the database.
  limits: { samplesInMemory: 300 },
})
const start = Date.UTC(2026, 0, 5)
for (let batch = Number(first); ; batch++) {
  const samples = Array.from({ length: 50 }, (_, series) => ({
    name: `s${series}`,
    at: start + batch * 1_000,
    value: batch,
  }))
  await telemetry.append('a', samples)
  writeSync(1, `${batch}\n`)
}
