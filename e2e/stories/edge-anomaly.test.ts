import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateEdgeClient, CreateEdgeClientKey } from '../../contracts/edge/clients.ts'
import { ListIncidents } from '../../contracts/incidents/incidents.ts'
import { testHost } from '../../kit/testing/host.ts'
import { edge } from '../../services/edge/service.ts'
import { incidents } from '../../services/incidents/service.ts'

test('a value above its limit opens an incident without the name of the client in its component, and its return ends it', async t => {
  const rules = [{ kind: 'threshold', metric: 'temperature', max: 28, for: 0 }]
  const host = await testHost(t, { services: [edge, incidents], config: { edge: { rules, window: 60 } } })
  await host.call(CreateEdgeClient, { body: { name: 'acme' } })
  const { key } = await host.call(CreateEdgeClientKey, { params: { name: 'acme' }, body: {} })
  const measure = async (value: number) => {
    const payload = [{ object: 'boiler', metric: 'temperature', value }]
    const headers = { 'x-api-key': key }
    const sent = await host.host.app.inject({ method: 'POST', url: '/api/v1/telemetry', headers, payload })
    assert.equal(sent.statusCode, 202)
  }
  const incidentNow = async () => (await host.call(ListIncidents)).items[0]
  await measure(30)
  await host.until('an incident is open', async () => (await incidentNow()) !== undefined)
  const opened = await incidentNow()
  assert.deepEqual([opened?.component?.slug, opened?.impact], ['devices', 'minor'])
  assert.ok(!opened?.title.includes('acme'), opened?.title)
  await measure(20)
  await host.until('it is over', async () => (await incidentNow())?.status === 'resolved')
})
