import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { type ExportTarget, ListExports } from '../../../contracts/metrics/exports.ts'
import { getJobs, retryJob } from '../../../kit/jobs/job-operations.ts'
import type { Sample } from '../../../kit/telemetry/series/sample.ts'
import { freePort, startChild } from '../../../kit/testing/children.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { seeded } from '../../../kit/testing/hostile-bus.ts'
import { type Answer, startLocalServer } from '../../../kit/testing/local-server.ts'
import { findProgram, skipWithout } from '../../../kit/testing/programs.ts'
import { findPrometheus, startPrometheus } from '../../../kit/testing/prometheus.ts'
import { until } from '../../../kit/testing/until.ts'
import { encodeRemoteWrite } from '../remote-write/remote-write.ts'
import { metricsHost, now } from '../testing/metrics-host.ts'

const counts = ({ offered, sent, refused, lost, waiting }: ExportTarget) => ({ offered, sent, refused, lost, waiting })

/** The service passes on what it takes to one target, and is given samples by remote write. */
async function exportingHost(t: TestContext, engine: Pick<TestEngine, 'host'>, target: object) {
  const host = await metricsHost(t, engine, {
    config: () => ({ export: [{ name: 'other', backlog_mb: 1, ...target }] }),
  })
  if (!host) return null
  const url = await host.host.listen({ host: '127.0.0.1', port: 0 })
  const send = async (samples: readonly Sample[]) => {
    const headers = { authorization: `Bearer ${testKey}`, 'content-type': 'application/x-protobuf' }
    const answer = await fetch(`${url}/prometheus/api/v1/write`, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'snappy' },
      body: new Uint8Array(encodeRemoteWrite(samples)),
    })
    assert.equal(answer.status, 204)
  }
  const state = async () => {
    const [one] = (await host.call(ListExports)).items
    assert.ok(one)
    return one
  }
  const settled = (what: string, is: (state: ExportTarget) => boolean) =>
    until(what, async () => {
      await host.clock.advance(1_000)
      return is(await state())
    })
  return { host, send, state, settled }
}

/** A target that answers what it is told to, to a body of so many bytes. */
async function otherStore(t: TestContext) {
  let answer: (bytes: number) => Answer = () => ({ status: 204 })
  const server = await startLocalServer(({ headers }) => answer(Number(headers['content-length'])))
  t.after(() => server.stop())
  return {
    url: server.url,
    answers: (next: Answer | typeof answer) => {
      answer = typeof next === 'function' ? next : () => next
    },
  }
}

const one = (value: number): Sample => ({ name: 'jobs', labels: {}, at: now + value, value })

onBothEngines('exports', engine => {
  test('what is taken is passed on, and counted', async t => {
    const other = await otherStore(t)
    const exporting = await exportingHost(t, engine, { url: other.url })
    if (!exporting) return
    await exporting.send([one(1), one(2)])
    await exporting.settled('both were sent', ({ sent }) => sent === 2)
    assert.deepEqual(counts(await exporting.state()), { offered: 2, sent: 2, refused: 0, lost: 0, waiting: 0 })
    assert.match(await exporting.host.metrics(), /vigie_export_samples_total\{target="other",outcome="sent"\} 2/)
  })

  test('while a target takes nothing samples wait, and all of them arrive when it is back', async t => {
    const other = await otherStore(t)
    const exporting = await exportingHost(t, engine, { url: other.url })
    if (!exporting) return
    other.answers({ status: 503, headers: { 'retry-after': '2' }, body: 'later' })
    await exporting.send([one(1)])
    await exporting.settled('the failure is known', ({ failing_since }) => failing_since !== null)
    await exporting.send([one(2)])
    const failing = await exporting.state()
    assert.deepEqual(
      [counts(failing), failing.reason],
      [{ offered: 2, sent: 0, refused: 0, lost: 0, waiting: 2 }, '503 later'],
    )
    other.answers({ status: 204 })
    await exporting.settled('all was sent', ({ sent }) => sent === 2)
    await exporting.send([one(3)])
    await exporting.settled('what came afterwards too', ({ sent }) => sent === 3)
    const { backlog_bytes, failing_since, reason } = await exporting.state()
    assert.deepEqual({ backlog_bytes, failing_since, reason }, { backlog_bytes: 0, failing_since: null, reason: null })
  })

  test('what has just come does not wait behind the backlog', async t => {
    const other = await otherStore(t)
    const exporting = await exportingHost(t, engine, { url: other.url })
    if (!exporting) return
    other.answers({ status: 503 })
    await exporting.send([one(1)])
    await exporting.settled('the failure is known', ({ failing_since }) => failing_since !== null)
    await exporting.send([one(2)])
    let small = 0
    other.answers(bytes => {
      if (bytes < 300) small += 1
      return { status: bytes < 300 && small > 1 ? 503 : 204 }
    })
    await exporting.settled('the target takes something', ({ sent }) => sent === 1)
    const random = seeded(9)
    const noise = Array.from({ length: 450 }, () => String.fromCharCode(48 + Math.floor(random() * 70))).join('')
    await exporting.send([{ name: 'large', labels: { noise }, at: now, value: 1 }])
    await exporting.settled('what is new has arrived', ({ sent }) => sent === 2)
    assert.equal((await exporting.state()).waiting, 1)
    other.answers({ status: 204 })
    await exporting.settled('the backlog too', ({ sent, waiting }) => sent === 3 && waiting === 0)
  })

  test('what a target will never take is not sent again, and counted with its reason', async t => {
    const other = await otherStore(t)
    const exporting = await exportingHost(t, engine, { url: other.url })
    if (!exporting) return
    other.answers({ status: 400, body: 'out of bounds' })
    await exporting.send([one(1), one(2)])
    await exporting.settled('it was refused', ({ refused }) => refused === 2)
    const state = await exporting.state()
    assert.deepEqual(
      [counts(state), state.reason],
      [{ offered: 2, sent: 0, refused: 2, lost: 0, waiting: 0 }, '400 out of bounds'],
    )
  })

  test('a batch that a target stumbles over stands in the way of no other, and is given up', async t => {
    const other = await otherStore(t)
    const exporting = await exportingHost(t, engine, { url: other.url })
    if (!exporting) return
    const random = seeded(9)
    const noise = Array.from({ length: 450 }, () => String.fromCharCode(48 + Math.floor(random() * 70))).join('')
    other.answers(bytes => ({ status: bytes > 300 ? 500 : 204 }))
    await exporting.send([{ name: 'large', labels: { noise }, at: now, value: 1 }])
    await exporting.send([one(1)])
    await exporting.settled('the other one arrived', ({ sent }) => sent === 1)
    await exporting.send([one(2)])
    await exporting.settled('it was given up', ({ refused }) => refused === 1)
    const state = await exporting.state()
    assert.deepEqual(
      [counts(state), state.backlog_bytes],
      [{ offered: 3, sent: 2, refused: 1, lost: 0, waiting: 0 }, 0],
    )
    other.answers({ status: 204 })
    const { items } = await exporting.host.call(getJobs)
    assert.equal(items.length, 1)
    await exporting.host.call(retryJob, { params: { id: items[0]?.id ?? '' } })
    await exporting.settled('it was sent when somebody asked for it', ({ sent }) => sent === 3)
    assert.deepEqual(counts(await exporting.state()), { offered: 3, sent: 3, refused: 0, lost: 0, waiting: 0 })
  })

  test('a target that fails altogether makes no batch suspicious for long', async t => {
    const other = await otherStore(t)
    const exporting = await exportingHost(t, engine, { url: other.url })
    if (!exporting) return
    other.answers({ status: 500 })
    for (let at = 0; at < 10; at += 1) await exporting.send([one(at)])
    for (let second = 0; second < 60; second += 1) await exporting.host.clock.advance(1_000)
    assert.equal((await exporting.state()).refused, 0)
    other.answers({ status: 204 })
    await exporting.settled('all arrived', ({ sent }) => sent === 10)
  })

  test('a backlog that is full loses what comes then, and says exactly what', async t => {
    const other = await otherStore(t)
    const exporting = await exportingHost(t, engine, { url: other.url })
    if (!exporting) return
    other.answers({ status: 500 })
    const random = seeded(4)
    const all = Array.from({ length: 100_000 }, (_, at) => ({
      name: 'noise',
      labels: {},
      at: now + at,
      value: random(),
    }))
    await exporting.send(all.slice(0, 1))
    await exporting.settled('the failure is known', ({ failing_since }) => failing_since !== null)
    await exporting.send(all.slice(1, 50_000))
    await exporting.send(all.slice(50_000))
    const full = await exporting.state()
    assert.equal(full.offered, 100_000)
    assert.ok(full.lost > 10_000 && full.waiting > 10_000)
    assert.ok(full.backlog_bytes <= 1 << 20)
    other.answers({ status: 204 })
    await exporting.settled('the backlog is empty', ({ backlog_bytes }) => backlog_bytes === 0)
    const after = await exporting.state()
    assert.deepEqual(counts(after), { offered: 100_000, sent: full.waiting, refused: 0, lost: full.lost, waiting: 0 })
    assert.equal(after.lost_to, new Date(now + 99_999).toISOString())
  })
})

describe('exports to real stores', () => {
  const engine = { host: testHost }
  test('a Prometheus has what was taken here', async t => {
    if (!(await findPrometheus())) return skipWithout(t, 'prometheus')
    const real = await startPrometheus({}, ['--web.enable-remote-write-receiver'])
    t.after(() => real.stop())
    const exporting = await exportingHost(t, engine, { url: `${real.url}/api/v1/write` })
    if (!exporting) return
    await exporting.send([{ name: 'jobs', labels: { queue: 'mail' }, at: Date.now(), value: 7 }])
    await exporting.settled('it was sent', ({ sent }) => sent === 1)
    assert.deepEqual(await real.query('jobs'), [{ metric: { __name__: 'jobs', queue: 'mail' }, value: 7 }])
  })

  test('a VictoriaMetrics has what was taken here', async t => {
    const program = await findProgram('victoria-metrics', { packages: ['victoria-metrics'] })
    if (!program) return skipWithout(t, 'victoria-metrics')
    const folder = await mkdtemp(join(tmpdir(), 'vigie-victoria-'))
    const address = `127.0.0.1:${await freePort()}`
    const child = startChild(program, [`-storageDataPath=${folder}`, `-httpListenAddr=${address}`])
    t.after(async () => {
      await child.stop()
      rmSync(folder, { recursive: true, force: true })
    })
    await until(
      'victoria-metrics is ready',
      async () => (await fetch(`http://${address}/health`).catch(() => null))?.ok === true,
    )
    const exporting = await exportingHost(t, engine, { url: `http://${address}/api/v1/write` })
    if (!exporting) return
    const at = Date.now() - 60_000
    await exporting.send([{ name: 'jobs', labels: { queue: 'mail' }, at, value: 7 }])
    await exporting.settled('it was sent', ({ sent }) => sent === 1)
    await until('it can be read there', async () => {
      const answer = await fetch(`http://${address}/api/v1/export?match[]=jobs`)
      return (await answer.text()).includes('"queue":"mail"},"values":[7]')
    })
  })
})
