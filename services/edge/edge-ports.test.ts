import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { freePort } from '../../kit/testing/children.ts'
import { testHost } from '../../kit/testing/host.ts'
import { edgeHost, keys } from './testing/edge-host.ts'

const engine = { host: testHost }
const gauges = ['cpu_usage', 'ram_usage', 'edge_cpu_usage', 'edge_memory_usage', 'edge_disk_usage']

test('an edge answers its clients on a port of its own, and scrapers on others; elsewhere it answers neither', async t => {
  const [port, first, second] = [await freePort(), await freePort(), await freePort()]
  const host = await edgeHost(t, engine, { port, metrics_ports: [first, second] })
  assert.ok(host)
  const on = (at: number, path: string, key = '') =>
    fetch(`http://127.0.0.1:${at}${path}`, { headers: { 'x-api-key': key } })
  const asked = await on(port, '/client_statistics', keys.client_1)
  assert.equal(((await asked.json()) as { client_id: string }).client_id, 'client_1')
  const wrong = await on(port, '/client_statistics', 'wrong')
  assert.deepEqual([wrong.status, await wrong.text()], [401, '{"error":"Unauthorized"}'])
  for (const path of ['/metrics', '/api/v1/edge/clients', '/api/v1/incidents'])
    assert.equal((await on(port, path)).status, 404)
  for (const at of [first, second]) {
    const text = await (await on(at, '/metrics')).text()
    for (const name of gauges) {
      const value = Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
      assert.ok(value >= 0 && value <= 100, `${name} is ${value}`)
    }
    assert.match(text, /^vigie_edge_samples_total\{outcome="accepted"\} 0$/m)
    assert.equal((await on(at, '/client_statistics', keys.client_1)).status, 404)
  }
  const main = await host.metrics()
  for (const name of gauges) assert.match(main, new RegExp(`^${name} `, 'm'))
})

test('a port that is taken is told, and stops nothing', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const host = await edgeHost(t, engine, { port })
  assert.ok(host)
  assert.equal((await host.ask('/client_statistics', keys.client_1)).status, 200)
})
