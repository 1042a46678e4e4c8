import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateChart } from '../../contracts/metrics/charts.ts'
import { CreateSource, RefreshSource } from '../../contracts/metrics/sources.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { testHost } from '../../kit/testing/host.ts'
import { startLocalServer } from '../../kit/testing/local-server.ts'
import { services } from '../../main.ts'

const now = Date.parse('2026-05-04T12:00:00Z')
const hours = Array.from({ length: 40 }, (_, index) => index * 3)
const forecast = {
  list: hours.map(hour => ({ dt: now / 1_000 + hour * 3_600, main: { temp: 290 + Math.sin(hour) } })),
}

test('a forecast of the file is charts that everybody may look at, without a script, in two languages', async t => {
  const server = await startLocalServer(() => ({ body: JSON.stringify(forecast) }))
  t.after(() => server.stop())
  const tawarano = {
    name: 'tawarano',
    kind: 'json',
    url: `${server.url}/forecast`,
    every: 600,
    items: 'list',
    time: 'dt',
    values: { temp: 'main.temp - 273.15' },
    unit: '°C',
  }
  const charts = [{ name: 'weather', title: 'Weather <of> "Tawarano"', series: 'tawarano.temp', as: 'area' }]
  const clock = testClock(now)
  const host = await testHost(t, {
    services: services.filter(({ name }) => ['metrics', 'pages'].includes(name)),
    config: { metrics: { sources: [tawarano], charts }, language: 'en', network: { allow: ['127.0.0.0/8'] } },
    clock,
  })
  const get = async (url: string) => {
    const answer = await host.host.app.inject({ url, headers: { accept: 'text/html' } })
    return { status: answer.statusCode, body: answer.body, headers: answer.headers }
  }
  await host.call(RefreshSource, { params: { id: 'tawarano' } })
  const isThere = async (url: string) => {
    await clock.advance(1_000)
    return (await get(url)).status === 200
  }
  await host.until('the chart has a page', () => isThere('/charts/weather'))
  // Pages are written one after the other.
  for (const [url, shown] of [
    ['/charts/weather', /class="area s0"/],
    ['/fr/charts/weather', /class="area s0"/],
    ['/embed/charts/weather', /class="area s0"/],
    ['/charts', /href="\/charts\/weather"/],
    ['/rapport/', /class="line s0"/],
    ['/histogramme/', /class="column s0"/],
  ] as const) {
    await host.until(`${url} shows its points`, async () => {
      await clock.advance(1_000)
      return shown.test((await get(url)).body)
    })
  }

  const { body, headers } = await get('/charts/weather/')
  assert.match(body, /<h1>Weather &lt;of&gt; &quot;Tawarano&quot;<\/h1>/)
  assert.match(body, /<th scope="col">tawarano.temp \(°C\)<\/th>/)
  assert.doesNotMatch(body, /<script>/)
  assert.ok(Buffer.byteLength(body) <= 40_960, `${Buffer.byteLength(body)} bytes`)
  assert.match(String(headers['content-security-policy']), /frame-ancestors 'self'/)
  assert.match((await get('/fr/charts/weather')).body, /Les valeurs en tableau/)
  assert.match((await get('/charts')).body, /href="\/charts\/weather"/)
  assert.match(String((await get('/embed/charts/weather')).headers['content-security-policy']), /frame-ancestors \*/)

  assert.match((await get('/rapport/')).body, /class="line s0"/)
  assert.match((await get('/histogramme/')).body, /class="column s0"/)
  assert.equal((await get('/commits/')).status, 404)
  const { results } = JSON.parse((await get('/tawarano/')).body)
  assert.deepEqual([results.length, results[0]], [40, { Jour: now / 1_000, temp: 290 - 273.15 }])
  assert.deepEqual(JSON.parse((await get('/extract-minutes/2024-02-11T11:57:27Z')).body), { minutes: 57 })
  assert.equal((await get('/extract-minutes/soon')).status, 400)

  await host.call(CreateSource, { body: { name: 'lab', kind: 'push' } })
  await host.call(CreateChart, { body: { name: 'lab', series: 'lab.temp' } })
  await clock.advance(5_000)
  for (const url of ['/charts/lab', '/charts/lab.svg', '/charts/lab.csv', '/charts/lab.json', '/embed/charts/lab'])
    assert.equal((await get(url)).status, 404, url)

  await host.reload({ metrics: { sources: [], charts: [] }, language: 'en' })
  await host.until('what is taken out has no page any more', async () => {
    await clock.advance(1_000)
    const answers = await Promise.all(['/charts/weather', '/rapport', '/tawarano'].map(get))
    return answers.every(({ status }) => status === 404)
  })
})
