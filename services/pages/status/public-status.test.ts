import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { sampleComponent } from '../testing/sample-status.ts'
import { groupsOf, publicIncident, worstOf } from './public-status.ts'

const incident: Incident = {
  id: 'i1',
  number: 'INC-20261121-124957',
  title: 'API is down',
  status: 'investigating',
  impact: 'critical',
  component: { id: 'c1', slug: 'api', name: 'API' },
  components: [{ id: 'c1', slug: 'api', name: 'API' }],
  origin: 'signal',
  started_at: '2026-11-21T12:49:57.000Z',
  detected_at: '2026-11-21T12:50:00.000Z',
  acknowledged_at: null,
  resolved_at: null,
  duration_s: null,
  assignee: 'secret-person@example.com',
  timeline: [
    {
      at: '2026-11-21T12:49:57.000Z',
      kind: 'opened',
      status: 'investigating',
      public: true,
      message: 'API is down',
      by: null,
    },
    {
      at: '2026-11-21T12:51:00.000Z',
      kind: 'note',
      status: null,
      public: false,
      message: 'secret note',
      by: 'secret-person',
    },
    {
      at: '2026-11-21T12:52:00.000Z',
      kind: 'update',
      status: null,
      public: true,
      message: 'We are on it',
      by: 'secret-person',
    },
  ],
  evidence: { level: 'certain', source: 'secret-source', first_failure: null },
  suspected_causes: [],
  url: 'https://secret.internal/',
  error: 'connect ECONNREFUSED secret 10.0.0.7:443',
  http_code: null,
  response_ms: null,
  group: null,
  critical: true,
  reopened: 0,
  revision: 4,
}

test('the public sees of an incident neither evidence nor addresses, people or internal entries', () => {
  const shown = publicIncident(incident)
  assert.doesNotMatch(JSON.stringify(shown), /secret/)
  assert.deepEqual(
    shown.updates.map(update => update.message),
    ['We are on it', 'API is down'],
  )
  assert.deepEqual(shown.components, ['API'])
})

test('not knowing is worse than planned work and better than trouble', () => {
  assert.equal(worstOf(['operational', 'under_maintenance', 'unknown']), 'unknown')
  assert.equal(worstOf(['unknown', 'degraded_performance']), 'degraded_performance')
  assert.equal(worstOf(['partial_outage', 'major_outage']), 'major_outage')
  assert.equal(worstOf([]), 'operational')
})

test('a group stands where its first component stands, is as bad as its worst, and the rest comes last', () => {
  const groups = groupsOf([
    sampleComponent(0, { group: null }),
    sampleComponent(1, { group: 'Web' }),
    sampleComponent(2, { group: 'Data', status: 'degraded_performance' }),
    sampleComponent(3, { group: 'Web', status: 'major_outage' }),
  ])
  assert.deepEqual(
    groups.map(({ name, status, components }) => [name, status, components.length]),
    [
      ['Web', 'major_outage', 2],
      ['Data', 'degraded_performance', 1],
      [null, 'operational', 1],
    ],
  )
})
