import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CopyTable } from '../../../kit/read-copy/copy-table.ts'
import type { Store } from '../../../kit/store/store.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { createDeliveries } from './0001-create-deliveries.ts'
import { createMails } from './0002-create-mails.ts'
import { createAnnouncements } from './0003-create-announcements.ts'
import { moveCopies } from './0009-move-copies.ts'

type Old = {
  incident_copy: { id: string; number: string; revision: number; resolved_at: string | null; incident: string }
}

onBothEngines('incidents that were copied before', engine => {
  test('are known as before, by number and by what is open', async t => {
    const store: Store | null = await engine.store(t, {
      '0001-create-deliveries': createDeliveries,
      '0002-create-mails': createMails,
      '0003-create-announcements': createAnnouncements,
    })
    if (!store) return
    const row = (id: string, resolved_at: string | null) => ({
      ...{ id, number: `INC-${id}`, revision: 4, resolved_at, incident: JSON.stringify({ id, title: 'é "quoted"' }) },
    })
    await store.transaction(async () => {
      const rows = [row('open', null), row('over', '2026-01-01T00:00:00.000Z')]
      await store.query<Old>().insertInto('incident_copy').values(rows).execute()
      await moveCopies.up(store.query(), { number: 'real', blob: 'blob', serial: table => table })
    })
    const copy = new CopyTable<{ title: string }>(store, 'incidents')
    assert.deepEqual(await copy.aliased('INC-over'), {
      key: 'over',
      version: 4,
      value: { id: 'over', title: 'é "quoted"' },
      gone: false,
    })
    for await (const page of copy.pages('open'))
      assert.deepEqual(
        page.map(({ key }) => key),
        ['open'],
      )
  })
})
