import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetComponent, ListIncidents } from '../../contracts/incidents/incidents.ts'
import { onBothEngines } from '../../kit/testing/engines.ts'
import { incidents } from '../../services/incidents/service.ts'
import { degraded, outage, providersHost } from '../../services/providers/testing/providers-host.ts'

onBothEngines('together with the incidents', engine => {
  test('a critical event opens an incident on the component, and its end resolves it', async t => {
    const host = await providersHost(t, engine, { also: [incidents] })
    if (!host) return
    await host.define('shop', ['provider:polaris'])
    await host.define('blog', [])
    const all = async () => (await host.call(ListIncidents, { query: {} })).items
    await host.says(outage)
    await host.until('an incident is open', async () => (await all()).some(({ status }) => status === 'investigating'))
    const [incident, ...others] = await all()
    assert.equal(others.length, 0)
    assert.deepEqual(
      [incident!.component!.slug, incident!.impact, incident!.started_at],
      ['shop', 'major', '2026-05-04T11:00:00.000Z'],
    )
    assert.match(JSON.stringify(incident!.timeline), /Polaris reports: major outage \(Everything is down\)/)
    await host.clock.advance(60_000)
    await host.says({})
    await host.until('it is resolved', async () => (await all())[0]!.status === 'resolved')
  })

  test('anything less is only a suspicion', async t => {
    const host = await providersHost(t, engine, { also: [incidents] })
    if (!host) return
    await host.define('shop', ['provider:polaris'])
    await host.says(degraded)
    const component = () => host.call(GetComponent, { params: { id: 'shop' } })
    await host.until('it is suspected', async () => (await component()).suspected !== null)
    assert.equal((await component()).suspected, 'Polaris reports: degraded (Queue is slow)')
    assert.deepEqual((await host.call(ListIncidents, { query: {} })).items, [])
  })
})
