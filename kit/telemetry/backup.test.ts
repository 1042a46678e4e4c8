import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { writeBackup } from '../backup/write-backup.ts'
import { restore } from '../cli/restore.ts'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import { defineService } from '../service/service.ts'
import { connect } from '../store/connect.ts'
import { migrationsOfService } from '../store/service-store.ts'
import { openStore } from '../store/store.ts'
import { findPostgres, withPostgres } from '../testing/postgres.ts'
import { skipWithout } from '../testing/programs.ts'
import { countOf, pointsOf, sample } from '../testing/telemetry.ts'
import { WorkerPool } from '../worker-pool/worker-pool.ts'
import { telemetryLog } from './log/log-rows.ts'
import { telemetryMigrations } from './tables.ts'
import { Telemetry } from './telemetry.ts'

const service = defineService({
  name: 'series',
  migrations: telemetryMigrations,
  files: telemetryLog('series'),
  start: () => ({}),
})
const start = Date.UTC(2026, 0, 5)
const batch = (first: number, size: number) =>
  Array.from({ length: size }, (_, index) => sample('one', start + first + index, index))

type Scene = { readonly folder: string; readonly data: string; readonly url: string | undefined }

function scene(t: TestContext, url?: string): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-telemetry-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'vigie.yaml'), url === undefined ? '' : `store: { url: "${url}" }\n`)
  return { folder, data: join(folder, 'data'), url }
}

async function opened({ data, url }: Scene) {
  const connection = await connect('series', url === undefined ? { data } : { data, url })
  const store = await openStore(connection, migrationsOfService(service))
  const clock = systemClock()
  const workers = new WorkerPool(clock)
  const telemetry = await Telemetry.open({ store, data, name: 'series', clock, log: silentLog(), workers })
  const stop = async () => {
    await telemetry.stop()
    await workers.stop()
    clock.stop()
    await store.close()
  }
  return { telemetry, stop }
}

async function backedUp({ data, url }: Scene, file: string): Promise<void> {
  const connection = await connect('series', url === undefined ? { data } : { data, url })
  await writeBackup(file, {
    version: '9.9.9',
    made_at: '2026-11-28T00:00:00.000Z',
    files: {},
    sources: [{ service: 'series', connection, files: { rows: telemetryLog('series'), data } }],
    progress: () => {},
  })
  await connection.close()
}

function restored({ folder, data }: Scene, file: string, force = false): Promise<number> {
  const options = { config: join(folder, 'vigie.yaml'), data, host: '127.0.0.1', port: 0, services: [] }
  const program = { version: '9.9.9', services: [service], word: inEnglish }
  return restore(program, options, { file, force, print: () => {}, progress: () => {} })
}

async function proof(from: Scene, to: Scene): Promise<void> {
  const file = join(from.folder, 'a.backup')
  const { telemetry, stop } = await opened(from)
  await telemetry.append('a', batch(0, 300))
  await telemetry.seal()
  await telemetry.append('a', batch(300, 40))
  // While it goes on: some of what is sent moves into the database at the same time.
  const going = (async () => {
    for (let first = 340; first < 700; first += 40) {
      await telemetry.append('a', batch(first, 40))
      if (first % 80 === 20) await telemetry.seal()
    }
  })()
  await backedUp(from, file)
  await going
  await stop()
  assert.equal(await restored(to, file), 0)
  const again = await opened(to)
  const points = await pointsOf(again.telemetry, 'one')
  assert.ok(points.length >= 340)
  assert.deepEqual(
    points.map(([at]) => at),
    points.map((_, index) => start + index),
  )
  const { accepted, lost } = again.telemetry.stats()
  assert.deepEqual([accepted, lost], [points.length, 0])
  await again.telemetry.append('a', batch(points.length, 5))
  await again.stop()
  // Over data that went on since: what came after the backup is put aside with its log.
  assert.equal(await restored(to, file, true), 0)
  const last = await opened(to)
  assert.equal(await countOf(last.telemetry, 'a'), points.length)
  await last.telemetry.seal()
  await last.stop()
  const after = await opened(to)
  assert.equal(await countOf(after.telemetry, 'a'), points.length)
  await after.stop()
}

test('a backup of a running store of time series holds log and chunks of one moment, and brings them back', t =>
  proof(scene(t), scene(t)))

test('the same from one database to the other', async t => {
  if (!(await findPostgres())) {
    skipWithout(t, 'postgres')
    return
  }
  const { url, stop } = await withPostgres()
  t.after(() => stop())
  const server = scene(t, url)
  await proof(scene(t), server)
  await proof(server, scene(t))
})
