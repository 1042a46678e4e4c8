import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import * as contract from '../../../contracts/pages/statuspage.ts'
import type { PublicStatus } from '../status/public-status.ts'
import { samplePage } from '../testing/sample-page.ts'
import {
  nothingKnown,
  sampleComponent,
  sampleIncident,
  sampleMaintenance,
  sampleOutage,
  sampleStatus,
} from '../testing/sample-status.ts'
import { statuspageView } from '../views/statuspage.ts'
import { statuspageComponents, statuspageStatus } from './statuspage.ts'

const busy: PublicStatus = {
  ...sampleStatus(9, { 0: 'major_outage', 4: 'unknown' }),
  open: [sampleOutage],
  latest: [sampleOutage, ...sampleStatus(4).recent],
  maintenances: [
    sampleMaintenance(),
    sampleMaintenance({ id: 'm2', status: 'in_progress', starts_at: '2026-11-21T12:00:00.000Z' }),
    sampleMaintenance({ id: 'm3', status: 'completed', starts_at: '2026-11-15T12:00:00.000Z' }),
  ],
}
const read = (file: string, status = busy) => {
  const rendered = statuspageView
    .pages(status, { changed: 1, minute: 1 })
    .find(one => one.address === `/api/v2/${file}`)
  return JSON.parse(rendered?.render(samplePage(status, 'en', { url: 'https://status.example.com' })).text ?? 'null')
}

for (const operation of Object.values(contract)) {
  test(`${operation.path} answers what its schema says`, () => {
    const file = operation.path.slice('/api/v2/'.length)
    assert.deepEqual([...Value.Errors(operation.output, read(file))], [])
    assert.deepEqual([...Value.Errors(operation.output, read(file, nothingKnown))], [])
  })
}

test('a group is a row of its own with the worst state of its members, which name it', () => {
  const { components } = read('components.json')
  const groups = components.filter((row: { group: boolean }) => row.group)
  const [first] = groups
  assert.equal(first.name, 'Plateforme')
  assert.equal(first.status, 'major_outage')
  assert.equal(first.group_id, null)
  const members = components.filter((row: { group_id: string }) => row.group_id === first.id)
  assert.deepEqual(
    first.components,
    members.map((row: { id: string }) => row.id),
  )
  assert.deepEqual(
    components.map((row: { position: number }) => row.position),
    [...components.keys()].map(index => index + 1),
  )
})

test('ids stay the same when the state and the order change', () => {
  const ids = (status: PublicStatus) =>
    read('components.json', status)
      .components.map((row: { id: string; name: string }) => `${row.name} ${row.id}`)
      .toSorted()
  assert.deepEqual(ids(sampleStatus(9)), ids({ ...busy, components: busy.components.toReversed() }))
  assert.equal(read('status.json').page.id, read('status.json', nothingKnown).page.id)
})

const withStates = (...components: Parameters<typeof sampleComponent>[1][]): PublicStatus => ({
  ...nothingKnown,
  components: components.map((more, index) => sampleComponent(index, more)),
})
const known = (status: 'operational' | 'major_outage') =>
  ({ status: 'unknown', last_known: { status, revision: 1 } }) as const
const sayings: readonly (readonly [PublicStatus, string, string])[] = [
  [nothingKnown, 'none', 'All Systems Operational'],
  [withStates({}, {}), 'none', 'All Systems Operational'],
  [withStates({ status: 'degraded_performance' }, {}), 'minor', 'Partially Degraded Service'],
  [withStates({ status: 'partial_outage' }, {}), 'major', 'Partial System Outage'],
  [withStates({ status: 'major_outage' }, {}), 'critical', 'Major Service Outage'],
  [withStates({ status: 'under_maintenance' }, {}), 'maintenance', 'Service Under Maintenance'],
  [{ ...withStates({}), open: [sampleIncident(1, { impact: 'major' })] }, 'major', 'Partial System Outage'],
  [
    withStates(known('operational'), {}),
    'none',
    'All Systems Operational (last known; the state of API Production is unknown)',
  ],
  [
    withStates(known('major_outage'), {}),
    'critical',
    'Major Service Outage (last known; the state of API Production is unknown)',
  ],
  [withStates({ status: 'unknown', last_known: null }), 'minor', 'The state of our services is unknown'],
]
for (const [status, indicator, description] of sayings) {
  test(`the state is ${indicator}: ${description}`, () => {
    assert.deepEqual(statuspageStatus(status), { indicator, description })
  })
}

test('this language knows no unknown: what was last known is said, and what never was known is left out', () => {
  const { components } = withStates(known('major_outage'), { status: 'unknown', last_known: null, group: 'New' })
  const rows = statuspageComponents('page', components)
  assert.deepEqual(
    rows.map(row => [row.name, row.status]),
    [
      ['Plateforme', 'major_outage'],
      ['API Production', 'major_outage'],
    ],
  )
})

test('an entry that moves nothing has the status that was reached before it', () => {
  const [incident] = read('incidents/unresolved.json').incidents
  assert.deepEqual(
    incident.incident_updates.map((update: { status: string; body: string }) => [
      update.status,
      update.body.slice(0, 12),
    ]),
    [
      ['identified', 'A deployment'],
      ['investigating', 'Acknowledged'],
      ['investigating', 'HTTP 503 ins'],
    ],
  )
  assert.equal(incident.shortlink, `https://status.example.com/incidents/${sampleOutage.number}`)
  assert.deepEqual(
    incident.components.map((component: { id: string }) => component.id),
    ['c0', 'c3'],
  )
})

test('planned work stands where it belongs', () => {
  const ids = (file: string) => read(file).scheduled_maintenances.map((one: { id: string }) => one.id)
  assert.deepEqual(ids('summary.json'), ['m1', 'm2'])
  assert.deepEqual(ids('scheduled-maintenances.json'), ['m1', 'm2', 'm3'])
  assert.deepEqual(ids('scheduled-maintenances/upcoming.json'), ['m1'])
  assert.deepEqual(ids('scheduled-maintenances/active.json'), ['m2'])
})

test('a component was made when its id says, as far as the id says', () => {
  const rows = statuspageComponents('page', [sampleComponent(0, { id: '019aa5b1-7c00-7000-8000-000000000000' })])
  assert.equal(rows.at(-1)?.created_at, '2025-11-21T09:14:23.616Z')
})
