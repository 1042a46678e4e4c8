import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ImportStatuspage } from '../../../contracts/imports.ts'
import { IncidentOpened, ListComponents } from '../../../contracts/incidents/incidents.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { incidentsHost } from '../testing/incidents-host.ts'
import { readStatuspageExport } from './statuspage-export.ts'

const leaf = (id: string, name: string, group_id: string | null) => ({
  id,
  name,
  group: false,
  group_id,
  status: 'operational',
})
const content = JSON.stringify({
  page: { id: 'p', name: 'Polaris' },
  components: [
    { id: 'g', name: 'Europe', group: true, group_id: null },
    leaf('a', 'API', 'g'),
    leaf('w', 'Website', null),
  ],
  incidents: [
    {
      ...{ id: 'i1', name: 'Queue is slow', status: 'postmortem', impact: 'minor', created_at: '2025-03-01T10:00:00Z' },
      ...{ resolved_at: '2025-03-01T11:30:00.000+00:00', components: [{ name: 'API' }, { name: 'Old shop' }] },
      incident_updates: [
        { status: 'resolved', body: 'It is over.', display_at: '2025-03-01T11:30:00Z' },
        { status: 'identified', body: 'A disk.', display_at: '2025-03-01T10:20:00Z' },
        { status: 'investigating', body: 'We look.', display_at: '2025-03-01T10:00:00Z' },
      ],
    },
    { id: 'i2', name: 'Now', status: 'investigating', impact: 'major', created_at: '2025-04-01T10:00:00Z' },
    { id: 'i3', name: 'Upgrade', status: 'completed', impact: 'maintenance', created_at: '2025-04-01T10:00:00Z' },
    { name: 'nothing' },
  ],
})

onBothEngines('the history of a Statuspage', engine => {
  test('is taken over once, with what was said, and told to nobody', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const ask = (dry_run: boolean) => host.call(ImportStatuspage, { body: { content, dry_run } })
    const planned = await ask(true)
    assert.deepEqual(
      planned.rows.map(({ what, name, action }) => `${action} ${what} ${name}`),
      [
        ...['create component API', 'create component Website', 'create incident Queue is slow'],
        ...['skip incident Now', 'skip incident Upgrade', 'error incident ?'],
      ],
    )
    assert.deepEqual(await host.all(), [])
    assert.equal((await ask(false)).created, 3)
    const [incident] = await host.all()
    assert.deepEqual(
      [incident?.title, incident?.status, incident?.impact, incident?.duration_s, incident?.started_at],
      ['Queue is slow', 'resolved', 'minor', 5400, '2025-03-01T10:00:00.000Z'],
    )
    assert.deepEqual(
      incident?.timeline.map(({ kind, message, public: shown }) => [kind, message, shown]),
      [
        ['opened', 'We look.', true],
        ['status', 'A disk.', true],
        ['resolved', 'It is over.', true],
      ],
    )
    assert.deepEqual(
      incident?.components.map(({ name }) => name),
      ['API', 'Old shop'],
    )
    const components = (await host.call(ListComponents)).items
    assert.deepEqual(
      components.map(({ name, group }) => [name, group]),
      [
        ['API', 'Europe'],
        ['Website', null],
      ],
    )
    assert.deepEqual(await host.said('incidents', IncidentOpened), [])
    assert.deepEqual([(await ask(false)).created, (await host.all()).length], [0, 1])
    await assert.rejects(host.call(ImportStatuspage, { body: { content: '[]' } }), { code: 'incidents.bad-import' })
  })
})

test('no file makes the reader throw', () => {
  const one = fc.record(
    {
      ...{ id: fc.string(), name: fc.string(), status: fc.constantFrom('resolved', 'investigating', 'x') },
      ...{ created_at: fc.oneof(fc.string(), fc.constant('2025-03-01')), impact: fc.anything() },
      incident_updates: fc.anything(),
    },
    { requiredKeys: [] },
  )
  const files = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(one).map(incidents => JSON.stringify({ incidents })),
  )
  fc.assert(
    fc.property(files, text => {
      const read = readStatuspageExport(text)
      for (const incident of 'code' in read ? [] : read.incidents) {
        if ('incident' in incident) assert.ok(incident.incident.started_at <= incident.incident.resolved_at)
      }
    }),
    { numRuns: 300 },
  )
})
