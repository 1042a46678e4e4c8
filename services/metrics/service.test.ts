import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { say } from '../../contracts/messages/words.ts'
import { CreateChart, ListCharts, ShowChartJson } from '../../contracts/metrics/charts.ts'
import { ListSeries, ReadSeries } from '../../contracts/metrics/series.ts'
import {
  CreateSource,
  DeleteSource,
  GetSource,
  ListSourceKinds,
  ListSources,
  ReplaceSource,
} from '../../contracts/metrics/sources.ts'
import { onBothEngines } from '../../kit/testing/engines.ts'
import { forecast, metricsHost, now, tawarano } from './testing/metrics-host.ts'

const code = (expected: string) => (thrown: unknown) => (thrown as { code: string }).code === expected
const hourMs = 3_600_000
const chart = { name: 'tawarano', series: 'tawarano.temp', as: 'line' }

onBothEngines('metrics', engine => {
  test('sleeps until a source is configured or made, and says meanwhile that there is nothing', async t => {
    const host = await metricsHost(t, engine)
    if (!host) return
    assert.deepEqual(await host.call(ListSources), { items: [], next_cursor: null })
    assert.deepEqual(
      (await host.call(ListSourceKinds)).items.map(({ kind }) => kind),
      ['csv', 'github-commits', 'json', 'prometheus', 'push', 'system'],
    )
    assert.equal((await host.inject('GET', '/charts/tawarano.svg')).status, 404)
    assert.equal(existsSync(join(host.data, 'metrics.db')), false)
    const { name, ...rest } = tawarano(host.server.url)
    const made = await host.call(CreateSource, { body: { name, ...rest } })
    assert.deepEqual([made.id, made.origin, made.state, made.every_s], ['tawarano', 'api', 'waiting', 600])
    assert.equal((await host.call(ListSources)).items.length, 1)
  })

  test('a source of the file is asked at its own pace, and its numbers become series', async t => {
    const host = await metricsHost(t, engine, { config: url => ({ sources: [tawarano(url)], charts: [chart] }) })
    if (!host) return
    host.answers(forecast([-6, -3, 0]))
    await host.clock.advance(1_000)
    await host.until('it was asked', async () => {
      const { state } = await host.call(GetSource, { params: { id: 'tawarano' } })
      return state === 'ok'
    })
    const { items } = await host.call(ListSeries)
    assert.deepEqual(
      items.map(({ id, metric, source, unit }) => [id, metric, source, unit]),
      [['tawarano.temp', 'tawarano_temp', 'tawarano', 'celsius']],
    )
    const { points } = await host.call(ReadSeries, { params: { id: 'tawarano.temp' } })
    assert.deepEqual(
      points.map(([at, value]) => [(at - now) / hourMs, Math.round((value ?? 0) * 100) / 100]),
      [
        [-6, 16.85],
        [-3, 16.86],
        [0, 16.87],
      ],
    )
    const before = host.asked.length
    await host.clock.advance(300_000)
    assert.equal(host.asked.length, before, 'it is not due')
    await host.clock.advance(400_000)
    await host.until('it is asked again', () => host.asked.length > before)
  })

  test('what is said of the future can change until it has come', async t => {
    const host = await metricsHost(t, engine, { config: url => ({ sources: [tawarano(url)] }) })
    if (!host) return
    const points = async () => (await host.call(ReadSeries, { params: { id: 'tawarano.temp' } })).points
    host.answers(forecast([1, 3], 280))
    assert.equal((await host.refresh()).accepted, 0)
    host.answers(forecast([1, 3], 290))
    await host.refresh()
    assert.deepEqual(
      (await points()).map(([, value]) => Math.round(value ?? 0)),
      [17, 17],
    )
    host.answers(forecast([3], 300))
    await host.clock.advance(2 * hourMs)
    // What was being read while the clock was set forward is given up.
    await host.until('it was read again', async () => (await host.refresh()).state === 'ok')
    assert.equal((await host.refresh()).accepted, 1, 'the hour that has come is stored as it was said last')
    assert.deepEqual(
      (await points()).map(([at, value]) => [(at - now) / hourMs, Math.round(value ?? 0)]),
      [
        [1, 17],
        [3, 27],
      ],
    )
  })

  test('an answer that cannot be read says why, and a point that cannot be taken is counted', async t => {
    const host = await metricsHost(t, engine, { config: url => ({ sources: [tawarano(url)] }) })
    if (!host) return
    host.answers({ status: 404, body: '<h1>No</h1>' })
    const absent = await host.refresh()
    assert.deepEqual([absent.state, absent.reason], ['failing', 'it answers 404'])
    assert.ok(absent.failing_since)
    host.answers({ body: '<html>' })
    assert.equal((await host.refresh()).reason, 'it answers HTML or XML where JSON was expected')
    host.answers({
      list: [
        { dt: now / 1_000, main: { temp: 280 } },
        { dt: 'soon', main: { temp: 280 } },
        { dt: now / 1_000 - 60, main: {} },
        { dt: now / 1_000 - 120, main: { temp: 281 } },
        { dt: now / 1_000 - 180 },
      ],
    })
    const mixed = await host.refresh()
    assert.deepEqual([mixed.state, mixed.reason, mixed.accepted, mixed.refused], ['ok', null, 2, 3])
    assert.deepEqual(
      mixed.problems.map(({ count, index, reason }) => [count, index, reason]),
      [
        [1, 1, '"soon" is no time that can be read; say its time_format'],
        [2, 2, 'has no value'],
      ],
    )
  })

  test('what the file says is changed in the file alone, and archived when it is taken out', async t => {
    const host = await metricsHost(t, engine, { config: url => ({ sources: [tawarano(url)], charts: [chart] }) })
    if (!host) return
    host.answers(forecast([-3]))
    await host.refresh()
    const params = { id: 'tawarano' }
    await assert.rejects(host.call(DeleteSource, { params }), code('metrics.owned-by-file'))
    const body = tawarano(host.server.url)
    await assert.rejects(host.call(ReplaceSource, { params, body }), code('metrics.owned-by-file'))
    await assert.rejects(host.call(CreateSource, { body }), code('metrics.name-taken'))
    await assert.rejects(host.call(CreateChart, { body: { ...chart, as: 'line' } }), code('metrics.name-taken'))
    assert.equal((await host.call(GetSource, { params })).place, 'vigie.yaml:metrics.sources.0')
    assert.deepEqual(await host.reload({ metrics: { sources: [], charts: [] } }), [])
    await assert.rejects(host.call(GetSource, { params }), code('metrics.not-found'))
    assert.equal((await host.call(ListCharts)).items.length, 0)
    assert.equal((await host.call(ListSeries)).items.length, 1, 'its series stay')
    await host.call(CreateSource, { body })
    const wrong = await host.reload({ metrics: { sources: [body], charts: [] } })
    assert.deepEqual(wrong[0]?.message, say('configuration.made-by-api', { name: 'tawarano' }))
  })

  test('secrets of a source are shown to nobody, stay when they are left out, and go to no other site', async t => {
    const host = await metricsHost(t, engine, { settings: { network: { allow: ['127.0.0.0/8'] } } })
    if (!host) return
    host.answers(forecast([-3]))
    const body = { ...tawarano(host.server.url), headers: { authorization: 'Bearer seven-times-secret' } }
    const made = await host.call(CreateSource, { body })
    assert.deepEqual(made.settings.headers, { authorization: '********' })
    const params = { id: 'tawarano' }
    const changed = await host.call(ReplaceSource, { params, body: { ...tawarano(host.server.url), unit: 'kelvin' } })
    assert.deepEqual([changed.unit, changed.revision], ['kelvin', 2])
    await host.refresh()
    assert.equal(host.asked.at(-1)?.headers.authorization, 'Bearer seven-times-secret')
    const elsewhere = { ...tawarano('http://127.0.0.1:1'), headers: { authorization: '********' } }
    await assert.rejects(host.call(ReplaceSource, { params, body: elsewhere }), code('metrics.secret-needed'))
    const outdated = host.call(ReplaceSource, { params, query: { revision: 1 }, body })
    await assert.rejects(outdated, code('metrics.changed-meanwhile'))
    assert.ok(!(await host.inject('GET', '/api/v1/sources')).body.includes('seven-times'))
  })

  test('a chart of the file is a picture for everybody, as CSV and as JSON too; one of the API is not', async t => {
    const host = await metricsHost(t, engine, { config: url => ({ sources: [tawarano(url)], charts: [chart] }) })
    if (!host) return
    host.answers(forecast([-6, -3, 0, 3]))
    await host.refresh()
    const { status, body } = await host.inject('GET', '/charts/tawarano.svg')
    assert.equal(status, 200)
    assert.match(body, /^<svg [^>]+><title>tawarano.temp<\/title>.*<path class="line s0" d="M[\d.,L]+"\/>/)
    assert.ok(body.length < 40_960)
    const csv = (await host.inject('GET', '/charts/tawarano.csv')).body
    assert.equal(csv.split('\r\n')[0], 'time,tawarano.temp')
    assert.equal(csv.split('\r\n').length, 6)
    const data = JSON.parse((await host.inject('GET', '/charts/tawarano.json')).body)
    assert.deepEqual([data.unit, data.series[0]?.points.length], ['celsius', 4])
    await host.call(CreateChart, { body: { name: 'mine', series: 'tawarano.temp', as: 'column' } })
    assert.equal((await host.inject('GET', '/charts/mine.svg')).status, 404)
    assert.equal((await host.call(ShowChartJson, { params: { name: 'mine' } })).as, 'column')
  })

  test('what the API names may lie in no private network', async t => {
    const host = await metricsHost(t, engine)
    if (!host) return
    await host.call(CreateSource, { body: tawarano(host.server.url) })
    const { state, reason } = await host.refresh()
    assert.deepEqual([state, host.asked.length], ['failing', 0])
    assert.match(reason ?? '', /is a loopback address/)
  })
})
