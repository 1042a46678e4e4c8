import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import * as createPublicCopy from '../migrations/0001-create-public-copy.ts'
import * as keepHistory from '../migrations/0002-keep-history.ts'
import { sampleComponent, sampleIncident, sampleNow, sampleOutage, sampleStatus } from '../testing/sample-status.ts'
import { PublicStatusStore } from './public-status-store.ts'

const migrations = { '0001-create-public-copy': createPublicCopy, '0002-keep-history': keepHistory }

onBothEngines('the public copy', engine => {
  test('keeps the newest revision of a component and remembers that it was archived', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const copy = new PublicStatusStore(store)
    for (const revision of [2, 5, 3]) {
      await store.transaction(() =>
        copy.saveComponent({
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
        await copy.saveIncident(incident)
      }
    })
    const since = new Date(sampleNow - 14 * 86_400_000).toISOString()
    const found = await copy.incidents(since)
    assert.deepEqual(found.map(incident => incident.id).toSorted(), [recent.id, sampleOutage.id].toSorted())
    assert.deepEqual(await copy.incident(old.number), old)
    assert.deepEqual(await copy.incident(recent.id), recent)
    assert.equal(await copy.incident('nothing'), undefined)
  })

  test('counts the incidents of a time, tells the newest of them, and knows when the first began', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const copy = new PublicStatusStore(store)
    assert.equal(await copy.firstStart(), null)
    const at = (day: number) => `2026-10-${String(day).padStart(2, '0')}T00:00:00.000Z`
    await store.transaction(async () => {
      for (let day = 1; day <= 20; day++) await copy.saveIncident(sampleIncident(day, { started_at: at(day) }))
    })
    assert.equal(await copy.firstStart(), at(1))
    const ids = (incidents: readonly { id: string }[]) => incidents.map(incident => incident.id)
    const some = await copy.incidentsBetween(at(5), at(9), 3)
    assert.deepEqual([some.total, ids(some.incidents)], [4, ['i8', 'i7', 'i6']])
    const few = await copy.incidentsBetween(at(19), at(25), 3)
    assert.deepEqual([few.total, ids(few.incidents)], [2, ['i20', 'i19']])
    assert.deepEqual(ids(await copy.latest(2)), ['i20', 'i19'])
  })

  test('keeps the last picture of each component', async t => {
    const store = await engine.store(t, migrations)
    if (!store) return
    const copy = new PublicStatusStore(store)
    const [first, second] = [...sampleStatus(2).uptime.values()]
    await copy.saveUptimeBars(new Map([['api', first!]]))
    await copy.saveUptimeBars(new Map([['api', second!]]))
    assert.deepEqual(await copy.pictures(), new Map([['api', second!]]))
  })
})
