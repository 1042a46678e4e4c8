import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startSimulator } from '../../examples/iot-simulator/simulator.ts'
import { freePort } from '../../kit/testing/children.ts'
import { startVigie, testAdminKey } from '../../kit/testing/process.ts'
import { skipWithout } from '../../kit/testing/programs.ts'
import { findPrometheus, type Prometheus, startPrometheus } from '../../kit/testing/prometheus.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'
import { grafanaJson } from './board.ts'
import { boards } from './boards/index.ts'

const folder = join(import.meta.dirname, 'dashboards')

test('the dashboards are those of the boards: node deploy/grafana/generate.ts writes them', () => {
  for (const board of boards) {
    const written = JSON.parse(readFileSync(join(folder, `${board.uid}.json`), 'utf8'))
    assert.deepEqual(written, JSON.parse(JSON.stringify(grafanaJson(board))), board.uid)
  }
  assert.deepEqual(readdirSync(folder).toSorted(), boards.map(({ uid }) => `${uid}.json`).toSorted())
})

test('panels lie beside and below each other, never one upon the other', () => {
  for (const board of boards) {
    const { panels } = grafanaJson(board) as {
      panels: readonly { title: string; gridPos: Record<'x' | 'y' | 'w' | 'h', number> }[]
    }
    for (const [index, { title, gridPos: a }] of panels.entries()) {
      assert.ok(a.x + a.w <= 24, title)
      for (const { title: other, gridPos: b } of panels.slice(index + 1)) {
        const isApart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
        assert.ok(isApart, `${board.title}: ${title} and ${other}`)
      }
    }
  }
})

/** As Grafana asks when everything is chosen. */
const asked = (expression: string): string =>
  expression.replaceAll('$__rate_interval', '15s').replace(/\$(component|client|object|edge)\b/g, '.*')

test('each panel shows something of a Vigie with checks and an edge that a real Prometheus scrapes', async t => {
  if (!(await findPrometheus())) return skipWithout(t, 'prometheus')
  const prometheus = await scrapedVigie(t)
  const queries = boards.flatMap(({ title, rows, variables = [] }) => [
    ...rows.flatMap(({ panels }) =>
      panels.flatMap(panel => panel.queries.map(({ expression }) => [`${title}, ${panel.title}`, expression] as const)),
    ),
    ...variables.map(({ name, metric, label }) => [`${title}, $${name}`, `count by (${label}) (${metric})`] as const),
  ])
  let left = queries
  await until(`every panel shows something`, async () => {
    const found = await Promise.all(left.map(([, expression]) => prometheus.query(asked(expression))))
    left = left.filter((_, index) => found[index]?.length === 0)
    return left.length === 0
  }).catch(thrown => {
    throw new Error(`nothing is shown by ${left.map(([panel, expression]) => `${panel}: ${expression}`).join('\n')}`, {
      cause: thrown,
    })
  })
})

async function scrapedVigie(t: TestContext): Promise<Prometheus> {
  const target = await startTarget()
  const simulator = await startSimulator({ seed: 1 })
  const [own, usage] = [await freePort(), await freePort()]
  const vigie = await startVigie({
    config: `
services: [{ name: Website, url: "${target.url}/", interval: 1 }]
edge:
  sources: [{ name: plant, kind: iot-api, url: "${simulator.url}", interval: 1, timezone: UTC, history: off }]
  rules: [{ metric: temperature, max: 10 }]
  port: ${own}
  metrics_ports: [${usage}]
`,
  })
  const scrape = (job_name: string, targets: string, labels: Record<string, string>) => ({
    job_name,
    scrape_interval: '1s',
    scrape_timeout: '1s',
    authorization: { credentials: testAdminKey },
    static_configs: [{ targets: [targets], labels }],
  })
  const prometheus = await startPrometheus({
    scrape_configs: [
      scrape('vigie', `127.0.0.1:${vigie.port}`, {}),
      scrape('edge', `127.0.0.1:${usage}`, { edge: 'plant' }),
    ],
  })
  t.after(async () => {
    await prometheus.stop()
    await vigie.remove()
    await Promise.all([simulator.stop(), target.stop()])
  })
  return prometheus
}
