import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { SelectSeries } from '../../../contracts/edge/telemetry.ts'
import { defineService, type Service, serve } from '../../../kit/service/service.ts'
import type { Sample } from '../../../kit/telemetry/series/sample.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import { testKey } from '../../../kit/testing/host.ts'
import { findProgram, skipWithout } from '../../../kit/testing/programs.ts'
import { findPrometheus, startPrometheus } from '../../../kit/testing/prometheus.ts'
import { until } from '../../../kit/testing/until.ts'
import { encodeRemoteWrite } from '../remote-write/remote-write.ts'
import type { Metadata } from '../remote-write/write-request.ts'
import { metricsHost, now } from '../testing/metrics-host.ts'

const execute = promisify(execFile)
const basic = { authorization: `Basic ${Buffer.from(`any:${testKey}`).toString('base64')}` }
const minute = 60_000

/** The service behind a real port, with a way to write and a way to read. */
async function prometheusHost(t: TestContext, engine: Pick<TestEngine, 'host'>, services: readonly Service[] = []) {
  const host = await metricsHost(t, engine, { services })
  if (!host) return null
  const url = `${await host.host.listen({ host: '127.0.0.1', port: 0 })}/prometheus`
  const write = async (body: Buffer, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/api/v1/write`, {
      method: 'POST',
      headers: { ...basic, 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', ...headers },
      body: new Uint8Array(body),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const send = (samples: readonly Sample[], metadata: readonly Metadata[] = []) =>
    write(encodeRemoteWrite(samples, metadata))
  const get = async (path: string, query: Record<string, string> | [string, string][] = {}) => {
    const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(query)}`, { headers: basic })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const post = async (path: string, form: Record<string, string>) => {
    const body = new URLSearchParams(form)
    const answer = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: basic, body })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  return { host, url, write, send, get, post }
}

const jobs = ['mail', 'hook'].flatMap(queue =>
  [0, 1, 2, 3].map(step => ({ name: 'jobs_total', labels: { queue }, at: now - (3 - step) * minute, value: step * 6 })),
)
const time = String(now / 1000)

onBothEngines("Prometheus's API", engine => {
  test('samples that were written are there for PromQL at once, as GET and as a form', async t => {
    const prometheus = await prometheusHost(t, engine)
    if (!prometheus) return
    assert.deepEqual(await prometheus.send(jobs), { status: 204, text: '' })
    const rate = { query: 'sum(rate(jobs_total[3m]))', time }
    const expected = {
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, value: [now / 1000, '0.2'] }] },
    }
    assert.deepEqual(await prometheus.get('query', rate), { status: 200, body: expected })
    assert.deepEqual(await prometheus.post('query', rate), { status: 200, body: expected })
    const steps = { query: 'jobs_total{queue="mail"}', start: String(now / 1000 - 60), end: time, step: '1m' }
    const points = [
      [now / 1000 - 60, '12'],
      [now / 1000, '18'],
    ]
    const range = await prometheus.post('query_range', steps)
    assert.deepEqual(range.body.data, {
      resultType: 'matrix',
      result: [{ metric: { __name__: 'jobs_total', queue: 'mail' }, values: points }],
    })
    assert.deepEqual((await prometheus.get('query_range', steps)).body, range.body)
  })

  test('labels, their values, series and what senders say of metrics are told', async t => {
    const prometheus = await prometheusHost(t, engine)
    if (!prometheus) return
    await prometheus.send(jobs, [{ name: 'jobs_total', type: 'counter', help: 'Jobs done.', unit: '' }])
    const data = async (path: string, query?: [string, string][]) => (await prometheus.get(path, query)).body.data
    assert.deepEqual(await data('labels'), ['__name__', 'queue'])
    assert.deepEqual(await data('label/queue/values'), ['hook', 'mail'])
    assert.deepEqual(await data('label/__name__/values', [['match[]', '{queue="none"}']]), [])
    const both: [string, string][] = [
      ['match[]', 'jobs_total{queue="mail"}'],
      ['match[]', '{queue=~"m.*"}'],
    ]
    assert.deepEqual(await data('series', both), [{ __name__: 'jobs_total', queue: 'mail' }])
    assert.deepEqual(await data('metadata'), { jobs_total: [{ type: 'counter', help: 'Jobs done.', unit: '' }] })
  })

  test('series of the edge are read as if they were here, and stay there', async t => {
    const labels = { __name__: 'temperature', client: 'acme', object: 'device_1' }
    const series = [{ labels, unit: 'celsius', times: [now - minute, now - 1], values: [20, 21.5] }]
    const edge = defineService({
      name: 'edge',
      start: () => ({
        serves: [
          serve(SelectSeries, ({ body: { matchers, from, to } }) => {
            const isAsked = from <= now && to >= now - 1 && matchers.some(({ value }) => value === 'temperature')
            return { series: isAsked ? series : [] }
          }),
        ],
      }),
    })
    const prometheus = await prometheusHost(t, engine, [edge])
    if (!prometheus) return
    await prometheus.send(jobs)
    const { body } = await prometheus.get('query', { query: 'temperature - on() jobs_total{queue="mail"}', time })
    assert.deepEqual((body.data as { result: unknown }).result, [{ metric: {}, value: [now / 1000, '3.5'] }])
    const found = await prometheus.get('series', { 'match[]': 'temperature' })
    assert.deepEqual(found.body.data, [labels])
  })

  test('what cannot be answered is told with the types and statuses of Prometheus', async t => {
    const prometheus = await prometheusHost(t, engine)
    if (!prometheus) return
    await prometheus.send(jobs)
    const asked = async (path: string, query: Record<string, string> = {}) => {
      const { status, body } = await prometheus.get(path, query)
      return [status, body.errorType, String(body.error)]
    }
    for (const [path, query, status, type, message] of [
      ['query', {}, 400, 'bad_data', /no expression found/],
      ['query', { query: 'up(' }, 400, 'bad_data', /unknown function with name "up"/],
      ['query', { query: 'up', time: 'noon' }, 400, 'bad_data', /invalid parameter "time": cannot parse "noon"/],
      ['query', { query: 'jobs_total + on() jobs_total', time }, 422, 'execution', /found duplicate series/],
      ['query_range', { query: 'up', start: '0', end: '9' }, 400, 'bad_data', /invalid parameter "step"/],
      ['query_range', { query: 'up', start: '0', end: '1e6', step: '1' }, 400, 'bad_data', /maximum resolution/],
      ['series', {}, 400, 'bad_data', /no match\[\] parameter/],
      ['label/a-b/values', {}, 400, 'bad_data', /invalid label name/],
    ] as const) {
      const [found, errorType, error] = await asked(path, query)
      assert.deepEqual([found, errorType], [status, type], `${path} ${JSON.stringify(query)}: ${error}`)
      assert.match(String(error), message)
    }
  })

  test('a body that is no remote write is refused, and so is what can never be stored; a NaN is left out', async t => {
    const prometheus = await prometheusHost(t, engine)
    if (!prometheus) return
    assert.deepEqual(await prometheus.write(Buffer.from('nothing')), { status: 400, text: 'snappy: corrupt input\n' })
    assert.equal((await prometheus.write(Buffer.alloc(0))).status, 400)
    assert.equal((await prometheus.write(Buffer.from('x'), { 'content-encoding': 'br' })).status, 415)
    assert.equal((await prometheus.write(Buffer.from('x'), { authorization: 'none' })).status, 401)
    assert.equal((await prometheus.send([{ name: 'up', at: now, value: Number.NaN }])).status, 204)
    assert.deepEqual(await prometheus.send([{ name: '', at: now, value: 1 }, ...jobs]), {
      status: 400,
      text: '1 of 9 samples were refused (bad-name: 1)\n',
    })
    assert.equal((await prometheus.send(jobs)).status, 204)
  })

  test('nothing is stored for a question: where no series ever was, sums have their values all the same', async t => {
    const prometheus = await prometheusHost(t, engine)
    if (!prometheus) return
    const { body } = await prometheus.get('query', { query: '1 + 1', time })
    assert.deepEqual(body.data, { resultType: 'scalar', result: [now / 1000, '2'] })
    assert.deepEqual((await prometheus.get('labels')).body.data, [])
  })
})

onBothEngines('the real tools of Prometheus', engine => {
  test('promtool asks us as it asks Prometheus', async t => {
    const promtool = await findProgram('promtool', { packages: ['prometheus'] })
    if (!promtool) return skipWithout(t, 'promtool')
    const prometheus = await prometheusHost(t, engine)
    if (!prometheus) return
    await prometheus.send(jobs)
    const url = prometheus.url.replace('http://', `http://any:${testKey}@`)
    const { stdout } = await execute(promtool, ['query', 'instant', '--time', time, url, 'jobs_total'])
    assert.deepEqual(stdout.trim().split('\n').sort(), [
      `jobs_total{queue="hook"} => 18 @[${time}]`,
      `jobs_total{queue="mail"} => 18 @[${time}]`,
    ])
    const labels = await execute(promtool, ['query', 'labels', url, 'queue'])
    assert.deepEqual(labels.stdout.trim().split('\n'), ['hook', 'mail'])
  })

  test('a Prometheus writes to us what it scrapes, and both answer the same', async t => {
    if (!(await findPrometheus())) return skipWithout(t, 'prometheus')
    const ours = await prometheusHost(t, engine)
    if (!ours) return
    const real = await startPrometheus({
      global: { scrape_interval: '1s' },
      scrape_configs: [{ job_name: 'itself', static_configs: [{ targets: ['localhost:9'] }] }],
      remote_write: [
        {
          url: `${ours.url}/api/v1/write`,
          basic_auth: { username: 'any', password: testKey },
          queue_config: { batch_send_deadline: '100ms' },
        },
      ],
    })
    t.after(() => real.stop())
    const query = 'count_over_time(up[1h])'
    await until('the samples are here', async () => {
      const asked = { query, time: String(Date.now() / 1000) }
      const { data } = (await ours.get('query', asked)).body as { data: { result: { value: [number, string] }[] } }
      return Number(data.result[0]?.value[1] ?? 0) >= 3
    })
    const at = String(Math.floor(Date.now() / 1000) - 1)
    const theirs = await fetch(`${real.url}/api/v1/query?${new URLSearchParams({ query: 'up', time: at })}`)
    const expected = (await theirs.json()) as { data: unknown }
    assert.deepEqual((await ours.get('query', { query: 'up', time: at })).body.data, expected.data)
  })
})
