import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ListRuns } from '../../../contracts/functions/runs.ts'
import { ListFunctionSchedules, ListOccurrences } from '../../../contracts/functions/schedules.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { functions } from '../service.ts'
import { stackFolder } from '../testing/stack-folder.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

const stackOf = (schedule: string, ...annotations: readonly string[]) => `provider:
  name: openfaas
functions:
  daily:
    lang: node22
    handler: ./daily
    annotations:
      topic: cron-function
      schedule: "${schedule}"
      com.openfaas.retry.attempts: "1"
${annotations.map(one => `      ${one}\n`).join('')}`

const echo = `module.exports = async event => event.headers['x-due-at'] + ' ' + event.headers['x-topic']`
const failing = `module.exports = async (event, context) => context.status(500).fail('broken')`
const hanging = `module.exports = () => new Promise(() => undefined)`

const rowsOf = async (host: TestHost, id = 'daily') =>
  (await host.call(ListOccurrences, { params: { id }, query: { limit: 500 } })).items.toReversed()

/** Month to minute of each row, and what became of it. */
const briefly = async (host: TestHost, id = 'daily') =>
  (await rowsOf(host, id)).map(({ due_at, state }) => `${due_at.slice(5, 16)} ${state}`)

type Made = { readonly host: TestHost; readonly clock: TestClock }

/** What is due now has its turn however long the database takes. */
const reach = ({ host, clock }: Made, what: string, isTrue: () => Promise<boolean>) =>
  host.until(what, async () => {
    await clock.advance(1)
    return isTrue()
  })

const succeeded = (made: Made, count: number) =>
  reach(made, `${count} runs have succeeded`, async () => {
    const { items } = await made.host.call(ListRuns, { query: { state: 'succeeded', limit: 500 } })
    return items.length === count
  })

/** At every full hour of a Monday, from 08:00 UTC on. */
const hourly = '0 * * * *'

onBothEngines('schedules of functions', engine => {
  const hosted = async (t: TestContext, stack: string, handler = echo) => {
    const clock = testClock()
    const folder = stackFolder(t, { 'stack.yml': stack, 'daily/handler.js': handler })
    const file = join(folder, 'stack.yml')
    const config = { functions: { stack: file, allow_unsandboxed: true } }
    const host = await engine.host(t, { services: [functions], config, clock })
    return host && { host, clock, config, plan: (text: string) => writeFileSync(file, text) }
  }

  test('a function runs at each time of its schedule, and each time has one row with its run', async t => {
    const made = await hosted(t, stackOf(hourly))
    if (!made) return
    const { host, clock } = made
    for (let hour = 1; hour <= 3; hour++) {
      await clock.advance(hourMs)
      await succeeded(made, hour)
    }
    assert.deepEqual(await briefly(host), ['01-05T09:00 on_time', '01-05T10:00 on_time', '01-05T11:00 on_time'])
    const { items } = await host.call(ListRuns)
    assert.equal(items[0]?.output, '2026-01-05T11:00:00.000Z cron-function')
    assert.deepEqual(
      items.map(({ id, trigger }) => [id, trigger]),
      (await rowsOf(host)).toReversed().map(({ run_id }) => [run_id, 'schedule']),
    )
    const { items: last } = await host.call(ListOccurrences, {
      params: { id: 'daily' },
      query: { from: '2026-01-05T11:00:00+01:00', to: '2026-01-05T11:00:00+01:00' },
    })
    assert.deepEqual(
      last.map(({ due_at }) => due_at),
      ['2026-01-05T10:00:00.000Z'],
    )
  })

  test('schedules are shown with their policies and their next times, each with the offset of its zone', async t => {
    const made = await hosted(
      t,
      stackOf(
        'CRON_TZ=Europe/Paris 0 8 28-30 3 *; 0 8 31 2 *',
        'vigie.overlap: queue',
        'vigie.jitter: 30s',
        'vigie.grace: 5m',
      ),
    )
    if (!made) return
    const { items } = await made.host.call(ListFunctionSchedules)
    const [first, second] = items
    assert.deepEqual(
      items.map(({ id, enabled }) => [id, enabled]),
      [
        ['daily', true],
        ['daily.2', false],
      ],
    )
    assert.deepEqual(first?.next.slice(0, 3), [
      { due_at: '2026-03-28T07:00:00.000Z', offset: '+01:00' },
      { due_at: '2026-03-29T06:00:00.000Z', offset: '+02:00' },
      { due_at: '2026-03-30T06:00:00.000Z', offset: '+02:00' },
    ])
    assert.equal(first?.next.length, 10)
    const { catch_up, catch_up_window_ms, overlap, jitter_ms, grace_ms, time_zone } = first ?? {}
    assert.deepEqual(
      { catch_up, catch_up_window_ms, overlap, jitter_ms, grace_ms, time_zone },
      {
        ...{ catch_up: 'last', catch_up_window_ms: 24 * hourMs, overlap: 'queue' },
        jitter_ms: 30_000,
        grace_ms: 5 * minuteMs,
        time_zone: 'Europe/Paris',
      },
    )
    assert.match(second?.reason ?? '', /never comes/)
  })

  test('what was due while nothing ran is made up for by the last one, is told, and is over once that has succeeded', async t => {
    const made = await hosted(t, stackOf(hourly, 'vigie.catch_up_window: 2h'))
    if (!made) return
    const { host, clock } = made
    clock.stall(4 * hourMs + 30 * minuteMs)
    await clock.advance(1_000)
    await succeeded(made, 1)
    assert.deepEqual(await briefly(host), [
      '01-05T09:00 missed',
      '01-05T10:00 missed',
      '01-05T11:00 missed',
      '01-05T12:00 caught_up',
    ])
    const said = await host.said('functions', SignalChanged)
    assert.deepEqual(
      said.map(({ signal, state }) => [signal, state]),
      [
        ['schedule:daily', 'degraded'],
        ['schedule:daily', 'up'],
      ],
    )
    assert.equal(said[0]?.episode, said[1]?.episode)
    const [missed, , superseded] = await rowsOf(host)
    assert.match(missed?.reason ?? '', /more than 2 h ago/)
    assert.match(superseded?.reason ?? '', /a later time makes up for it/)
  })

  test('each of them is made up for, or none, where the schedule says so', async t => {
    const made = await hosted(t, stackOf(hourly, 'vigie.catch_up: all', 'vigie.overlap: queue'))
    if (!made) return
    const { host, clock, config, plan } = made
    clock.stall(2 * hourMs + minuteMs)
    await clock.advance(1_000)
    await succeeded(made, 2)
    plan(stackOf(hourly, 'vigie.catch_up: none'))
    assert.deepEqual(await host.reload(config), [])
    clock.stall(2 * hourMs + 30 * minuteMs)
    await clock.advance(1_000)
    await reach(made, 'both are settled', async () => (await rowsOf(host)).length === 4)
    assert.deepEqual(await briefly(host), [
      '01-05T09:00 caught_up',
      '01-05T10:00 late',
      '01-05T11:00 missed',
      '01-05T12:00 missed',
    ])
  })

  test('what was due before another expression came in force counts as it was, and what is switched off is not due', async t => {
    const made = await hosted(t, stackOf(hourly))
    if (!made) return
    const { host, clock, config, plan } = made
    clock.stall(hourMs + 1_000)
    plan(stackOf('*/30 * * * *'))
    assert.deepEqual(await host.reload(config), [])
    await succeeded(made, 1)
    await clock.advance(30 * minuteMs)
    await succeeded(made, 2)
    plan(stackOf('*/30 * * * *', 'vigie.enabled: "false"'))
    await host.reload(config)
    await clock.advance(2 * hourMs)
    plan(stackOf('*/30 * * * *'))
    await host.reload(config)
    await clock.advance(30 * minuteMs)
    await succeeded(made, 3)
    assert.deepEqual(await briefly(host), ['01-05T09:00 on_time', '01-05T09:30 on_time', '01-05T12:00 on_time'])
  })

  test('a run that is given up makes its occurrence a failed one, which is told until one succeeds', async t => {
    const made = await hosted(t, stackOf(hourly), failing)
    if (!made) return
    const { host, clock } = made
    for (let hour = 1; hour <= 2; hour++) {
      await clock.advance(hourMs)
      await reach(
        made,
        'it has failed',
        async () => (await rowsOf(host)).filter(({ state }) => state === 'failed').length === hour,
      )
    }
    const said = await host.said('functions', SignalChanged)
    assert.equal(said.length, 1)
    assert.match(said[0]?.summary ?? '', /daily did not run as it should.*it answered 500/)
  })

  test('a run that takes longer than the grace is told, and the next time is skipped as long as it runs', async t => {
    const stack = stackOf('*/20 * * * * *', 'vigie.grace: 8s').replace(
      '    annotations:',
      '    environment:\n      exec_timeout: 30s\n    annotations:',
    )
    const made = await hosted(t, stack, hanging)
    if (!made) return
    const { host, clock } = made
    await clock.advance(20_000)
    const running = async () => (await host.call(ListRuns, { query: { state: 'running' } })).items.length === 1
    await reach(made, 'it runs', running)
    await clock.advance(7_000)
    assert.deepEqual(await host.said('functions', SignalChanged), [])
    await clock.advance(1_000)
    await reach(made, 'it is told', async () => (await host.said('functions', SignalChanged)).length === 1)
    const [said] = await host.said('functions', SignalChanged)
    assert.match(said?.summary ?? '', /it has been running since/)
    assert.deepEqual(
      [said?.component, said?.state, said?.observed_at.slice(0, 18)],
      ['functions', 'degraded', '2026-01-05T08:00:2'],
    )
    await clock.advance(12_000)
    await reach(made, 'the next one is settled', async () => (await rowsOf(host)).length === 2)
    assert.deepEqual(
      (await rowsOf(host)).map(({ due_at, state }) => [due_at.slice(14, 19), state]),
      [
        ['00:20', 'on_time'],
        ['00:40', 'skipped'],
      ],
    )
    // Its time counts from when its process is ready, which is real time.
    await reach(made, 'it is given up', async () => {
      await clock.advance(1_000)
      return (await rowsOf(host))[0]?.state === 'failed'
    })
  })

  test('a clock that is set forth and back runs nothing twice and leaves nothing out', async t => {
    const made = await hosted(t, stackOf(hourly, 'vigie.catch_up: none'))
    if (!made) return
    const { host, clock } = made
    await clock.advance(hourMs)
    await succeeded(made, 1)
    clock.step(-2 * hourMs)
    await clock.advance(hourMs)
    await succeeded(made, 2)
    await clock.advance(hourMs)
    clock.step(3 * hourMs + 30 * minuteMs)
    await clock.advance(1_000)
    await reach(made, 'they are settled', async () => (await rowsOf(host)).length === 5)
    clock.step(-3 * hourMs)
    await clock.advance(30 * minuteMs)
    await succeeded(made, 3)
    assert.deepEqual(await briefly(host), [
      '01-05T08:00 on_time',
      '01-05T09:00 on_time',
      '01-05T10:00 on_time',
      '01-05T11:00 missed',
      '01-05T12:00 missed',
    ])
  })
})
