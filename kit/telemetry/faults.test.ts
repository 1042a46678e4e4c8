import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import { unavailable } from '../service/errors.ts'
import { connect } from '../store/connect.ts'
import { migrationsOfService } from '../store/service-store.ts'
import { connectSqlite } from '../store/sqlite/sqlite.ts'
import { openStore } from '../store/store.ts'
import { startChild } from '../testing/children.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines } from '../testing/engines.ts'
import { smallDisk } from '../testing/faults/full-disk.ts'
import { findPostgres, withPostgres } from '../testing/postgres.ts'
import { skipWithout } from '../testing/programs.ts'
import { countOf, pointsOf, sample, telemetryIn } from '../testing/telemetry.ts'
import { until } from '../testing/until.ts'
import { WorkerPool } from '../worker-pool/worker-pool.ts'
import { encodeRecord, readRecords } from './log/log-record.ts'
import { telemetryMigrations } from './tables.ts'
import { Telemetry } from './telemetry.ts'

const start = Date.UTC(2026, 0, 5)
const logsIn = (folder: string) => readdirSync(folder).filter(name => name.endsWith('.log'))

type Damage = { readonly how: 'flip' | 'cut' | 'delete'; readonly file: number; readonly place: number }

function damage(folder: string, { how, file, place }: Damage): void {
  const logs = logsIn(folder)
  const path = join(folder, logs[file % logs.length] ?? '')
  if (logs.length === 0) return
  if (how === 'delete') {
    rmSync(path)
    return
  }
  const bytes = readFileSync(path)
  const at = place % bytes.length
  bytes[at] = (bytes[at] ?? 0) ^ 0x55
  writeFileSync(path, how === 'cut' ? bytes.subarray(0, at) : bytes)
}

onBothEngines('telemetry', engine => {
  test('whatever byte of the log is flipped and whichever file is cut or deleted: accepted is what is read and what is lost, and lost is told once', async t => {
    const place = await telemetryIn(t, engine)
    if (!place) return
    const damages = fc.array(
      fc.record({
        how: fc.constantFrom('flip', 'cut', 'delete'),
        file: fc.nat(),
        place: fc.nat(),
      }),
      { minLength: 1, maxLength: 3 },
    )
    const batches = fc.array(fc.record({ size: fc.integer({ min: 1, max: 9 }), restart: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    })
    let run = 0
    const property = fc.asyncProperty(batches, damages, async (batches, damages) => {
      const tenant = `t${run++}`
      let telemetry = await place.open()
      const before = telemetry.stats()
      let at = start
      for (const { size, restart } of batches) {
        await telemetry.append(
          tenant,
          Array.from({ length: size }, () => sample('one', at++, at)),
        )
        if (!restart) continue
        await telemetry.stop()
        telemetry = await place.open()
      }
      await telemetry.stop()
      for (const one of damages) damage(place.folder, one)
      const sent = at - start
      for (let opening = 0; opening < 2; opening++) {
        telemetry = await place.open()
        const { accepted, lost } = telemetry.stats()
        assert.equal(accepted - before.accepted, sent)
        assert.equal((await countOf(telemetry, tenant)) + lost - before.lost, sent)
        for (const [time, value] of await pointsOf(telemetry, 'one', tenant)) assert.equal(value, (time ?? 0) + 1)
        if (opening === 1) await telemetry.seal()
        await telemetry.stop()
      }
    })
    await fc.assert(property, { numRuns: engine.name === 'sqlite' ? 60 : 15 })
  })

  test('a refused write that a power cut brought back hides nothing of what was acknowledged in its place', async t => {
    const place = await telemetryIn(t, engine)
    if (!place) return
    const first = await place.open()
    await first.append('a', [sample('one', start, 1)])
    const [{ id = 0 } = {}] = first.series('a')
    await first.append('a', [sample('one', start + 1, 2), sample('one', start + 2, 3)])
    await first.stop()
    const refused = encodeRecord({
      first: 2,
      ids: [id, id, id],
      times: [7, 8, 9].map(at => start + at),
      values: [7, 8, 9],
    })
    const [log = ''] = logsIn(place.folder)
    const [before, after] = [...readRecords(readFileSync(join(place.folder, log)))].map(encodeRecord)
    assert.ok(before && after)
    writeFileSync(join(place.folder, log), Buffer.concat([before, refused]))
    writeFileSync(join(place.folder, '0000000002.log'), after)
    const second = await place.open()
    const times = (await pointsOf(second, 'one')).map(([at]) => (at ?? 0) - start)
    assert.deepEqual([times.slice(0, 3), second.stats().lost], [[0, 1, 2], 0])
    await second.stop()
  })

  test('while nothing can be stored samples stay readable, survive a restart, and are stored later', async t => {
    let isAway = true
    const real = systemClock()
    const pool = new WorkerPool(real)
    t.after(async () => {
      await pool.stop()
      real.stop()
    })
    const workers: Pick<WorkerPool, 'run'> = {
      run: (task, input) => (isAway ? Promise.reject(unavailable('test.away', 'away')) : pool.run(task, input)),
    }
    const place = await telemetryIn(t, engine, { workers, limits: { samplesInMemory: 2 } })
    if (!place) return
    const first = await place.open()
    for (let at = 0; at < 5; at++) await first.append('a', [sample('one', start + at, at)])
    await assert.rejects(
      first.append('a', [sample('one', start + 9, 9)]).then(() => first.append('a', [sample('one', start + 10, 10)])),
      { code: 'kit.telemetry-full' },
    )
    await first.stop()
    const second = await place.open()
    assert.equal(await countOf(second, 'a'), 6)
    isAway = false
    await second.seal()
    assert.deepEqual([second.stats().in_memory, logsIn(place.folder)], [0, []])
    assert.equal(await countOf(second, 'a'), 6)
    await second.stop()
  })

  test('a clock that is set changes nothing of what is kept, and a block that is over is brought into the database', async t => {
    const place = await telemetryIn(t, engine)
    if (!place) return
    const telemetry = await place.open()
    for (const by of [-72, 200, -30].map(hours => hours * 3_600_000)) {
      await telemetry.append('a', [sample('one', place.clock.now(), by)])
      place.clock.step(by)
    }
    await place.clock.advance(10_000)
    await until('nothing is in memory alone', () => telemetry.stats().in_memory === 0)
    assert.deepEqual((await pointsOf(telemetry, 'one')).length, 3)
    await telemetry.stop()
  })

  test('a process that is killed at any moment has kept everything it acknowledged, once', async t => {
    const scene = await killScene(t, engine.name)
    if (!scene) return
    let acknowledged = -1
    for (let kill = 0; kill < 3; kill++) {
      const child = startChild(process.execPath, [
        join(import.meta.dirname, '..', 'testing', 'telemetry-process.ts'),
        scene.data,
        scene.url,
        String(acknowledged + 1),
      ])
      const enough = acknowledged + 25 + kill * 7
      const last = () => Number(/(\d+)\n[^\n]*$/.exec(child.output())?.[1] ?? -1)
      await until('some batches are acknowledged', () => last() > enough || child.process.exitCode !== null)
      await child.stop('SIGKILL')
      assert.ok(last() > enough, child.output())
      acknowledged = last()
    }
    const telemetry = await scene.open()
    for (let series = 0; series < 50; series++) {
      const points = await pointsOf(telemetry, `s${series}`)
      const values = new Set(points.map(([, value]) => value))
      for (let batch = 0; batch <= acknowledged; batch++) assert.ok(values.has(batch), `batch ${batch} of ${series}`)
      assert.equal(values.size, points.length)
    }
    const { accepted, lost } = telemetry.stats()
    assert.deepEqual([await countOf(telemetry, 'a'), lost], [accepted, 0])
    await telemetry.stop()
  })
})

async function killScene(t: TestContext, engine: 'sqlite' | 'postgres') {
  if (engine === 'postgres' && !(await findPostgres())) {
    skipWithout(t, 'postgres')
    return null
  }
  const data = mkdtempSync(join(tmpdir(), 'vigie-telemetry-'))
  mkdirSync(join(data, 'log'))
  const database = engine === 'postgres' ? await withPostgres() : null
  const url = database?.url ?? ''
  const clock = systemClock()
  const workers = new WorkerPool(clock)
  const open = async () => {
    const connection = await connect('test', url === '' ? { data } : { data, url })
    const store = await openStore(connection, migrationsOfService({ name: 'test', migrations: telemetryMigrations }))
    t.after(async () => {
      await store.close()
      await database?.stop()
    })
    return Telemetry.open({ store, data: join(data, 'log'), name: 'test', clock, log: silentLog(), workers })
  }
  t.after(async () => {
    await workers.stop()
    clock.stop()
    rmSync(data, { recursive: true, force: true })
  })
  return { data, url, open }
}

test('a full disk refuses samples and loses none; with room again it takes them by itself', async t => {
  const disk = smallDisk(t, 4 * 1_048_576)
  if (!disk) return
  const real = systemClock()
  const workers = new WorkerPool(real)
  const open = async () => {
    const connection = connectSqlite(join(disk.folder, 'test.db'))
    const store = await openStore(connection, migrationsOfService({ name: 'test', migrations: telemetryMigrations }))
    const options = { store, data: disk.folder, name: 'test', clock: testClock(), log: silentLog(), workers }
    return { store, telemetry: await Telemetry.open(options) }
  }
  const { store, telemetry } = await open()
  const batch = (first: number) =>
    Array.from({ length: 500 }, (_, index) => sample('one', start + first + index, index))
  await telemetry.append('a', batch(0))
  disk.fill()
  let sent = 500
  const more = async () => {
    for (;;) {
      await telemetry.append('a', batch(sent))
      sent += 500
    }
  }
  await assert.rejects(more(), { code: 'store.disk-full', kind: 'unavailable' })
  assert.equal(telemetry.condition().code, 'store.disk-full')
  await assert.rejects(telemetry.append('a', batch(sent)), { code: 'store.disk-full' })
  assert.equal(await countOf(telemetry, 'a'), sent)
  disk.free()
  assert.equal((await telemetry.append('a', batch(sent))).accepted, 500)
  assert.equal(telemetry.condition().ok, true)
  await telemetry.stop()
  await store.close()
  const again = await open()
  assert.equal(await countOf(again.telemetry, 'a'), sent + 500)
  await again.telemetry.seal()
  assert.deepEqual([await countOf(again.telemetry, 'a'), again.telemetry.stats().lost], [sent + 500, 0])
  await again.telemetry.stop()
  await again.store.close()
  await workers.stop()
  real.stop()
})
