import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { skipWithout } from './programs.ts'
import { findPrometheus, startPrometheus } from './prometheus.ts'
import { startTarget } from './target.ts'

test('a real Prometheus scrapes a local target, and its answers can be asked for', async t => {
  if (!(await findPrometheus())) return skipWithout(t, 'prometheus')
  const target = await startTarget()
  target.answer('/metrics', { headers: { 'content-type': 'text/plain; version=0.0.4' }, body: 'colour{is="blue"} 7\n' })
  const static_configs = [{ targets: [`127.0.0.1:${target.port}`] }]
  const prometheus = await startPrometheus({
    scrape_configs: [{ job_name: 'one', scrape_interval: '1s', scrape_timeout: '1s', static_configs }],
  })
  t.after(() => Promise.all([prometheus.stop(), target.stop()]))
  let found = await prometheus.query('colour')
  for (let tries = 0; found.length === 0 && tries < 100; tries++) {
    await pause(100)
    found = await prometheus.query('colour')
  }
  assert.deepEqual([found[0]?.metric.is, found[0]?.value], ['blue', 7])
})
