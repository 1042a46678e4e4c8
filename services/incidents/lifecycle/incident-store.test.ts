import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { say, told } from '../../../contracts/messages/words.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { migrations } from '../migrations/migrations.ts'
import { at } from '../testing/signals.ts'
import { annotate, blank, titled } from './incident.ts'
import { IncidentStore } from './incident-store.ts'

const identity = { id: 'i1', number: 'INC-20260105-080000' }
const person = { by: 'Ana', at: at(5) }

async function put(incidents: IncidentStore, incident: Incident): Promise<void> {
  await incidents.insert(incident)
  await incidents.addToTimeline(incident.id, incident.timeline)
}

onBothEngines('What the program wrote into an incident', engine => {
  test('is told in the language of today, also where it was written in another one', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const cause = say('cause.trouble-since', { name: 'Database', since: '07:58' })
    const begun = {
      ...blank(at(0), identity),
      ...titled(say('incident.down', { name: 'API' })),
      suspected_causes: [{ kind: 'component', name: 'Database', since: at(-120), ...told(cause) }],
    }
    const back = { kind: 'note', public: true, ...told(say('incident.back', { name: 'API' })) }
    const change = annotate(annotate(begun, back, person).incident, { ...back, ...told(cause) }, person)
    const english = new IncidentStore(store, 'en')
    await store.transaction(() => put(english, change.incident))
    const french = await new IncidentStore(store, 'fr').find('i1')
    assert.equal(french?.title, 'API est en panne')
    assert.deepEqual(
      french.timeline.map(({ message }) => message),
      ['API fonctionne de nouveau', 'probablement causé par Database, depuis 07:58'],
    )
    assert.equal(french.suspected_causes[0]?.message, 'probablement causé par Database, depuis 07:58')
    assert.equal((await english.find('i1'))?.title, 'API is down')
  })

  test('is found by its words in any language', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const incidents = new IncidentStore(store, 'en')
    const begun = { ...blank(at(0), identity), ...titled(say('incident.down', { name: 'API' })) }
    await store.transaction(() => put(incidents, begun))
    for (const q of ['api down', 'API en panne']) {
      assert.equal((await incidents.list({ limit: 5, q })).items[0]?.id, 'i1', q)
    }
  })

  test('is told as it stands where an older version kept the sentence alone', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const old = annotate(
      { ...blank(at(0), identity), title: 'API is down' },
      { kind: 'note', public: true, message: 'API is back' },
      person,
    ).incident
    const french = new IncidentStore(store, 'fr')
    await store.transaction(() => put(french, old))
    const found = await french.find('i1')
    assert.deepEqual([found?.title, found?.timeline[0]?.message], ['API is down', 'API is back'])
  })
})
