import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CopyTable } from '../../../kit/read-copy/copy-table.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { createFlags } from './0001-create-flags.ts'
import { createLeases } from './0002-create-leases.ts'
import { createRollouts } from './0003-create-rollouts.ts'
import { createPeople } from './0004-create-people.ts'
import { keepRoles } from './0005-keep-roles.ts'
import { moveCopies } from './0006-move-copies.ts'

type Old = { known_incident: Record<string, string | number | null> }

onBothEngines('incidents that flags knew before', engine => {
  test('are known as before', async t => {
    const store = await engine.store(t, {
      ...{ '0001': createFlags, '0002': createLeases, '0003': createRollouts, '0004': createPeople, '0005': keepRoles },
    })
    if (!store) return
    const incident = {
      ...{ id: 'i1', number: 'INC-1', impact: 'major', started_at: '2026-01-01T00:00:00.000Z', reopened: 2 },
      ...{ detected_at: '2026-01-01T00:00:01.000Z', resolved_at: null },
    }
    const over = { ...incident, id: 'i2', number: 'INC-2', resolved_at: '2026-01-02T00:00:00.000Z' }
    await store.transaction(async () => {
      const rows = [incident, over].map(one => ({ ...one, components: '["api"]', revision: 7 }))
      await store.query<Old>().insertInto('known_incident').values(rows).execute()
      await moveCopies.up(store.query(), { number: 'real', blob: 'blob', serial: table => table })
    })
    const copy = new CopyTable(store, 'incidents')
    assert.deepEqual(await copy.find('i1'), {
      ...{ key: 'i1', version: 7, gone: false },
      value: { ...incident, components: ['api'] },
    })
    assert.deepEqual((await copy.aliased('INC-2'))?.value, { ...over, components: ['api'] })
  })
})
