import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counter, gauge, Metrics } from './metrics.ts'

test('what is counted, measured and read is written in the text format of Prometheus', async () => {
  const metrics = new Metrics()
  const sent = metrics.counter({ name: 'vigie_sent_total', help: 'Sent.', labels: ['channel'] })
  const late = metrics.histogram({ name: 'vigie_late_seconds', help: 'Late.' }, [0.1, 1])
  metrics.read({ vigie_waiting: gauge('Waiting.'), vigie_seen_total: counter('Seen.') }, async () => ({
    vigie_waiting: [{ labels: { service: 'a "b"\n\\' }, value: 2 }],
    vigie_seen_total: 7,
  }))
  sent.inc({ channel: 'ops' })
  late.observe(0.5)
  assert.deepEqual((await metrics.text()).split('\n'), [
    '# HELP vigie_sent_total Sent.',
    '# TYPE vigie_sent_total counter',
    'vigie_sent_total{channel="ops"} 1',
    '# HELP vigie_late_seconds Late.',
    '# TYPE vigie_late_seconds histogram',
    'vigie_late_seconds_bucket{le="0.1"} 0',
    'vigie_late_seconds_bucket{le="1"} 1',
    'vigie_late_seconds_bucket{le="+Inf"} 1',
    'vigie_late_seconds_sum 0.5',
    'vigie_late_seconds_count 1',
    '# HELP vigie_waiting Waiting.',
    '# TYPE vigie_waiting gauge',
    'vigie_waiting{service="a \\"b\\"\\n\\\\"} 2',
    '# HELP vigie_seen_total Seen.',
    '# TYPE vigie_seen_total counter',
    'vigie_seen_total 7',
  ])
})

test('families that come of one reading are read once for each scrape', async () => {
  const metrics = new Metrics()
  let readings = 0
  metrics.read({ vigie_first: gauge('First.'), vigie_second: gauge('Second.') }, () => {
    readings += 1
    return { vigie_first: readings, vigie_second: readings }
  })
  assert.match(await metrics.text(), /^vigie_first 1$[\s\S]*^vigie_second 1$/m)
  assert.match(await metrics.text(), /^vigie_first 2$[\s\S]*^vigie_second 2$/m)
})

test('a name is declared once, and two hosts in one process do not mix', () => {
  const metrics = new Metrics()
  metrics.counter({ name: 'vigie_once_total', help: 'Once.' })
  assert.throws(() => metrics.counter({ name: 'vigie_once_total', help: 'Twice.' }), /already been registered/)
  new Metrics().counter({ name: 'vigie_once_total', help: 'Once.' })
})
