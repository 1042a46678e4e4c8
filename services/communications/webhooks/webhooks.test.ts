import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook as Verifier } from 'standardwebhooks'
import { ListChannels } from '../../../contracts/communications/communications.ts'
import { CreateWebhook, DeleteWebhook, ListWebhooks } from '../../../contracts/communications/webhooks.ts'
import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { startWebhookSink } from '../../../kit/testing/webhook.ts'
import { communications } from '../service.ts'
import { resolvedIncident, sampleIncident } from '../testing/samples.ts'
import { createWebhook } from './webhooks.ts'

const opens = (incident: Incident): Fact => fact(IncidentOpened, incident.id, incident)
const changes = (incident: Incident): Fact => fact(IncidentUpdated, incident.id, incident)
const resolves = (incident: Incident): Fact => fact(IncidentResolved, incident.id, incident)
const options = { services: [communications], config: { notifications: [] } }

onBothEngines('a webhook of the API', engine => {
  test('is told what it wants, signed with the secret that was shown once, until it is deleted', async t => {
    const sink = await startWebhookSink()
    t.after(sink.stop)
    const host = await engine.host(t, options)
    if (!host) return
    const events = ['vigie.incidents.incident-opened.v1', 'vigie.incidents.incident-resolved.v1'] as const
    const created = await host.call(CreateWebhook, { body: { url: `${sink.url}/hook?token=abc`, events: [...events] } })
    assert.match(created.secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
    await host.tell(
      'communications',
      opens(sampleIncident()),
      changes(sampleIncident({ revision: 2 })),
      resolves(resolvedIncident({ revision: 3 })),
    )
    await host.until('both are told', () => sink.accepted.length === 2)
    const types = sink.accepted.map(({ body }) => JSON.parse(body).type)
    assert.deepEqual(types, [...events])
    const { body, headers } = sink.accepted[0]!
    assert.ok(new Verifier(created.secret).verify(body, headers as never))
    const { items } = await host.call(ListWebhooks)
    const { secret: _secret, ...shown } = created
    assert.deepEqual(items, [shown])
    assert.ok((await host.call(ListChannels)).items.some(({ name }) => name === created.channel))
    await host.call(DeleteWebhook, { params: { id: created.id } })
    await host.tell('communications', opens(sampleIncident({ id: 'i2' })))
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal(sink.accepted.length, 2)
    await assert.rejects(host.call(DeleteWebhook, { params: { id: created.id } }), {
      code: 'communications.webhook-not-found',
    })
  })

  test('that wants updates alone gets them', async t => {
    const sink = await startWebhookSink()
    t.after(sink.stop)
    const host = await engine.host(t, { ...options, bus: 'kind' })
    if (!host) return
    await host.call(CreateWebhook, { body: { url: sink.url, events: ['vigie.incidents.incident-updated.v1'] } })
    await host.tell(
      'communications',
      opens(sampleIncident()),
      changes(sampleIncident({ revision: 2 })),
      resolves(resolvedIncident({ revision: 3 })),
    )
    await host.until('it is told', () => sink.accepted.length === 1)
    assert.equal(JSON.parse(sink.accepted[0]!.body).data.revision, 2)
  })
})

test('it survives a restart', async t => {
  const sink = await startWebhookSink()
  t.after(sink.stop)
  const first = await testHost(t, { ...options, bus: 'kind' })
  await first.call(CreateWebhook, { body: { url: sink.url, secret: 'a phrase of mine' } })
  const data = await first.crashed()
  await first.host.stop()
  const second = await testHost(t, { ...options, data, bus: 'kind' })
  await second.tell('communications', opens(sampleIncident()))
  await second.until('it is told', () => sink.accepted.length === 1)
})

test('a wrong one is refused by field', async t => {
  const host = await testHost(t, options)
  for (const [body, field] of [
    [{ url: 'ftp://a.test' }, 'body.url'],
    [{ url: 'http://169.254.169.254/latest' }, 'body.url'],
    [{ url: 'https://a.test', secret: 'whsec_%%%%' }, 'body.secret'],
    [{ url: 'https://a.test', events: ['all'] }, 'body.events[0]'],
  ] as const) {
    await assert.rejects(host.call(CreateWebhook, { body: body as never }), (thrown: never) => {
      assert.equal((thrown as { fields: { field: string }[] }).fields[0]?.field, field)
      return true
    })
  }
})

test('only administrators may name an address inside', async t => {
  const store = await testHost(t, options)
  const deps = {
    store: store.host.store('communications'),
    webhooks: {} as never,
    clock: {} as never,
    channels: { refresh: async () => {} },
    network: outgoingPolicy({ allow: [] }),
  }
  const caller = { id: 'u', kind: 'user', name: 'Ann', role: 'responder', scopes: [] } as const
  await assert.rejects(createWebhook({ url: 'http://127.0.0.1:9/' }, caller, deps), /loopback address/)
})
