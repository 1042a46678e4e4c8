import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CancelMaintenance,
  CreateMaintenance,
  ListMaintenanceWindows,
} from '../../../contracts/incidents/maintenance.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { incidents } from '../service.ts'

const day = 86_400_000
const hour = 3_600_000
const start = Date.parse('2026-03-27T12:00:00.000Z')
const at = (ms: number) => new Date(start + ms).toISOString()

onBothEngines('The windows of planned work', engine => {
  test('are listed one by one: those that took place, and those to come on the wall clock of their zone', async t => {
    const clock = testClock(start)
    const host = await engine.host(t, { services: [incidents], clock, bus: 'kind' })
    if (!host) return
    const nightly = await host.call(CreateMaintenance, {
      body: {
        ...{ title: 'Backups', starts_at: at(-hour / 2), ends_at: at(hour / 2), components: [] },
        ...{ recurrence: 'FREQ=DAILY;COUNT=4', time_zone: 'Europe/Paris' },
      },
    })
    const once = { title: 'Disks', starts_at: at(2 * day), ends_at: at(2 * day + hour), components: [] }
    const { id: disks } = await host.call(CreateMaintenance, { body: once })
    const windows = async () => {
      const { items } = await host.call(ListMaintenanceWindows, { query: { from: at(-day), to: at(9 * day) } })
      return items.map(({ maintenance, starts_at }) => [maintenance === nightly.id ? 'backups' : 'disks', starts_at])
    }
    const all = [
      ['backups', '2026-03-27T11:30:00.000Z'],
      ['backups', '2026-03-28T11:30:00.000Z'],
      // Clocks went forward in between.
      ['backups', '2026-03-29T10:30:00.000Z'],
      ['disks', '2026-03-29T12:00:00.000Z'],
      ['backups', '2026-03-30T10:30:00.000Z'],
    ]
    assert.deepEqual(await windows(), all)
    await host.call(CancelMaintenance, { params: { id: disks } })
    assert.deepEqual(
      await windows(),
      all.filter(([what]) => what === 'backups'),
    )
    const wrong = { query: { from: at(0), to: at(-1) } }
    await assert.rejects(host.call(ListMaintenanceWindows, wrong), { code: 'incidents.bad-period' })
  })
})
