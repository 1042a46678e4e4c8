import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import {
  CancelRun,
  DiscardDeadLetter,
  GetRun,
  ListDeadLetters,
  ListRuns,
  RedriveDeadLetter,
  ReplayRun,
} from '../../../contracts/functions/runs.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type TestHost, testKey } from '../../../kit/testing/host.ts'
import { functions } from '../service.ts'
import { stackFolder } from '../testing/stack-folder.ts'
import { derivedRunId, firstIdOf } from './run-id.ts'
import { matchesSubject } from './subjects.ts'

const stack = `provider:
  name: openfaas
functions:
  orders:
    lang: node22
    handler: ./orders
    annotations:
      vigie.publish: orders.import, orders.seen
  importer:
    lang: node22
    handler: ./importer
    environment:
      max_inflight: "1"
    annotations:
      topic: orders.import
      com.openfaas.retry.attempts: "3"
      com.openfaas.retry.min_wait: 5ms
      com.openfaas.retry.max_wait: 10ms
  watcher:
    lang: node22
    handler: ./watcher
    annotations:
      topic: cron-function,orders.*
      vigie.publish: orders.again
`
const answer = "module.exports = async (event, context) => context.status(200).succeed('1')"
/** What to do stands in the body. */
const importer = `const fs = require('node:fs')
module.exports = async (event, context) => {
  if (event.body === 'broken') return context.status(503).fail('not now')
  if (event.body === 'wrong') return context.status(422).fail('never')
  if (event.body === 'slow') await new Promise(resolve => setTimeout(resolve, 60_000))
  return context.succeed([event.body, event.headers['x-topic'], event.headers['x-correlation-id']].join(' '))
}`
const orders = 'module.exports = async event => event.body'
const files = {
  'stack.yml': stack,
  'orders/handler.js': orders,
  'importer/handler.js': importer,
  'watcher/handler.js': answer,
}
const headers = { authorization: `Bearer ${testKey}`, 'content-type': 'text/plain' }

const call = (host: TestHost, name: string, payload: string, more: Record<string, string> = {}) =>
  host.host.app.inject({ method: 'POST', url: `/function/${name}`, headers: { ...headers, ...more }, payload })

const runsOf = async (host: TestHost, name: string) =>
  (await host.call(ListRuns, { query: { function: name } })).items.toReversed()

const settled = async (host: TestHost, name: string, state: string, count = 1) =>
  host.until(`${count} runs of ${name} are ${state}`, async () => {
    const runs = await runsOf(host, name)
    return runs.filter(run => run.state === state).length === count
  })

onBothEngines('runs of functions', engine => {
  const hosted = (t: TestContext) => {
    const folder = stackFolder(t, files)
    const config = { functions: { stack: join(folder, 'stack.yml'), allow_unsandboxed: true } }
    return engine.host(t, { services: [functions], config })
  }

  test('an answer starts everyone who listens to its subject, once, as part of the same chain', async t => {
    const host = await hosted(t)
    if (!host) return
    const called = await call(host, 'orders', '2024-11-06', { 'x-correlation-id': 'day-1' })
    assert.equal(called.statusCode, 200)
    await settled(host, 'importer', 'succeeded')
    const [run] = await runsOf(host, 'importer')
    assert.equal(run?.output, '2024-11-06 orders.import day-1')
    assert.deepEqual([run?.trigger, run?.attempt, run?.correlation_id], ['subject', 1, 'day-1'])
    assert.equal(run?.reference, called.headers['x-call-id'])
    const chain = await host.call(ListRuns, { query: { correlation_id: 'day-1' } })
    assert.ok(chain.items.length >= 4, 'the importer once, the watcher for each of the two subjects')
  })

  test('a chain that goes in circles ends', async t => {
    const host = await hosted(t)
    if (!host) return
    await call(host, 'orders', 'x')
    await host.until('nobody waits', async () => {
      const { items } = await host.call(ListRuns, { query: { limit: 200 } })
      return items.length > 30 && items.every(({ state }) => state === 'succeeded')
    })
    // Two subjects, and each answer of the watcher starts it anew until the chain is sixteen long.
    assert.equal((await runsOf(host, 'watcher')).length, 32)
  })

  test('what fails is tried again as the stack says, ends as a dead letter, and may be queued again', async t => {
    const host = await hosted(t)
    if (!host) return
    await call(host, 'orders', 'broken')
    await settled(host, 'importer', 'failed')
    const [run] = await runsOf(host, 'importer')
    assert.deepEqual([run?.attempt, run?.http_status, run?.reason], [3, 503, 'it answered 503'])
    const { items } = await host.call(ListDeadLetters)
    assert.deepEqual(
      items.map(({ id, function: name, attempts }) => [id, name, attempts]),
      [[run?.id, 'importer', 3]],
    )
    const id = run?.id ?? ''
    assert.equal((await host.call(RedriveDeadLetter, { params: { id } })).state, 'waiting')
    await settled(host, 'importer', 'failed')
    await host.until('it is a dead letter again', async () => (await host.call(ListDeadLetters)).items.length === 1)
    await host.call(DiscardDeadLetter, { params: { id } })
    assert.deepEqual((await host.call(ListDeadLetters)).items, [])
    assert.equal((await host.call(GetRun, { params: { id } })).state, 'failed')
    const said = await host.said('functions', AuditRecorded)
    assert.deepEqual(
      said.map(({ action }) => action),
      ['run.redriven', 'run.discarded'],
    )
  })

  test('what nobody would answer otherwise is tried once', async t => {
    const host = await hosted(t)
    if (!host) return
    await call(host, 'orders', 'wrong')
    await settled(host, 'importer', 'failed')
    assert.equal((await runsOf(host, 'importer'))[0]?.attempt, 1)
  })

  test('a run that waits or is under way can be cancelled, and the next one has its turn', async t => {
    const host = await hosted(t)
    if (!host) return
    for (const body of ['slow', 'slow', 'quick']) await call(host, 'orders', body)
    await settled(host, 'importer', 'running')
    const [first, second] = await runsOf(host, 'importer')
    for (const id of [second?.id ?? '', first?.id ?? ''])
      assert.equal((await host.call(CancelRun, { params: { id } })).state, 'cancelled')
    await settled(host, 'importer', 'succeeded')
    await settled(host, 'importer', 'cancelled', 2)
    await assert.rejects(host.call(CancelRun, { params: { id: first?.id ?? '' } }), { code: 'functions.run-over' })
  })

  test('a run is repeated with what it was given, and belongs to the same chain', async t => {
    const host = await hosted(t)
    if (!host) return
    await call(host, 'orders', 'one', { 'x-correlation-id': 'day-2' })
    await settled(host, 'importer', 'succeeded')
    const [run] = await runsOf(host, 'importer')
    const replay = await host.call(ReplayRun, { params: { id: run?.id ?? '' } })
    assert.deepEqual([replay.state, replay.trigger, replay.reference], ['waiting', 'replay', run?.id])
    await settled(host, 'importer', 'succeeded', 2)
    assert.equal((await host.call(GetRun, { params: { id: replay.id } })).output, run?.output)
  })

  test('what was accepted before the process died runs once after it is back', async t => {
    const folder = stackFolder(t, { ...files, 'importer/handler.js': importer.replace('60_000', '300') })
    const config = { functions: { stack: join(folder, 'stack.yml'), allow_unsandboxed: true } }
    const host = await engine.host(t, { services: [functions], config })
    if (!host || engine.name === 'postgres') return
    for (const body of ['slow', 'two', 'three']) await call(host, 'orders', body)
    await settled(host, 'importer', 'running')
    const later = await engine.host(t, { services: [functions], config, data: await host.crashed() })
    if (!later) return
    await settled(later, 'importer', 'succeeded', 3)
    const outputs = (await runsOf(later, 'importer')).map(({ output }) => output.split(' ')[0])
    assert.deepEqual(outputs, ['slow', 'two', 'three'])
  })

  test('a function that is taken out of the stack keeps what waits for it until it is back', async t => {
    const quick = stack.replace('max_inflight: "1"', 'max_inflight: "1"\n      exec_timeout: 500ms')
    const folder = stackFolder(t, { ...files, 'stack.yml': quick })
    const file = join(folder, 'stack.yml')
    const config = { functions: { stack: file, allow_unsandboxed: true } }
    const host = await engine.host(t, { services: [functions], config })
    if (!host) return
    for (const body of ['slow', 'waits']) await call(host, 'orders', body)
    await settled(host, 'importer', 'running')
    writeFileSync(file, quick.replace('  importer:\n', '  other:\n'))
    assert.deepEqual(await host.reload(config), [])
    writeFileSync(file, quick)
    assert.deepEqual(await host.reload(config), [])
    await host.until('the second one has run', async () =>
      (await runsOf(host, 'importer')).some(({ output }) => output.startsWith('waits')),
    )
  })
})

test('subjects are matched word by word', () => {
  const cases = [
    ['orders.import', 'orders.import', true],
    ['orders.*', 'orders.import', true],
    ['orders.*', 'orders', false],
    ['orders.*', 'orders.import.late', false],
    ['orders.>', 'orders.import.late', true],
    ['orders.>', 'orders', false],
    ['>', 'orders', true],
    ['orders', 'orders.import', false],
  ] as const
  for (const [pattern, subject, isMatch] of cases)
    assert.equal(matchesSubject(pattern, subject), isMatch, `${pattern} ${subject}`)
})

test('a derived id is always the same, and lies in the history where its time is', () => {
  const at = Date.parse('2024-11-06T07:00:00.000Z')
  const id = derivedRunId(at, 'daily-checker')
  assert.equal(id, derivedRunId(at, 'daily-checker'))
  assert.notEqual(id, derivedRunId(at, 'other'))
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.ok(firstIdOf('2024-11-06T07:00:00.000Z') <= id && id < firstIdOf('2024-11-06T07:00:00.001Z'))
})
