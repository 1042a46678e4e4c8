import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onBothEngines } from '../../kit/testing/engines.ts'
import * as createPublicCopy from './migrations/0001-create-public-copy.ts'
import { PublicStatusStore } from './public-status-store.ts'
import { sampleComponent, sampleIncident, sampleNow, sampleOutage, sampleStatus } from './testing/sample-status.ts'

const migrations = { '0001-create-public-copy': createPublicCopy }

onBothEngines('the public copy', engine => {
  test('keeps the newest revision of a component and remembers that it was archived', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const copy = new PublicStatusStore(store)
    for (const revision of [2, 5, 3]) {
      await store.transaction(() =>
        copy.keepComponent({
          component: sampleComponent(0, { name: `É ${revision}` }),
          revision,
          archived: revision === 5,
        }),
      )
    }
    assert.deepEqual(await copy.components(), [
      { component: sampleComponent(0, { name: 'É 5' }), revision: 5, archived: true },
    ])
  })

  test('keeps incidents, and finds the open and the recent ones, and each by id or number', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const copy = new PublicStatusStore(store)
    const old = sampleIncident(1, { resolved_at: '2026-01-01T00:00:00.000Z' })
    const recent = sampleIncident(2)
    await store.transaction(async () => {
      for (const incident of [old, recent, sampleOutage, { ...recent, revision: 1, title: 'older news' }]) {
        await copy.keepIncident(incident)
      }
    })
    const since = new Date(sampleNow - 14 * 86_400_000).toISOString()
    const found = await copy.incidents(since)
    assert.deepEqual(found.map(incident => incident.id).toSorted(), [recent.id, sampleOutage.id].toSorted())
    assert.deepEqual(await copy.incident(old.number), old)
    assert.deepEqual(await copy.incident(recent.id), recent)
    assert.equal(await copy.incident('nothing'), undefined)
  })

  test('keeps the last picture of each component', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const copy = new PublicStatusStore(store)
    const [first, second] = [...sampleStatus(2).uptime.values()]
    await copy.keepPictures(new Map([['api', first!]]))
    await copy.keepPictures(new Map([['api', second!]]))
    assert.deepEqual(await copy.pictures(), new Map([['api', second!]]))
  })
})
