import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Maintenance,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../../contracts/incidents/maintenance.ts'
import { GetUptime } from '../../../contracts/monitor/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { startTarget } from '../../../kit/testing/target.ts'
import { monitor } from '../service.ts'

const now = Date.now()
const ago = (seconds: number): string => iso(now - seconds * 1000)

function maintenance(parts: Partial<Maintenance>): Maintenance {
  return {
    ...{ id: 'm1', title: 'Disks', message: null, status: 'in_progress', starts_at: ago(3600), ends_at: ago(1800) },
    components: [{ id: 'c1', slug: 'shop', name: 'Shop' }],
    ...{ recurrence: null, time_zone: 'UTC', created_at: ago(9000), created_by: 'Ana', revision: 2 },
    ...parts,
  }
}

onBothEngines('Uptime knows of maintenance', engine => {
  test('a window counts from its begin to its real end, for its components, in whatever order it is told', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const services = ['shop', 'mail'].map(name => ({ name, url: `${target.url}/${name}`, interval: 300 }))
    const host = await engine.host(t, { services: [monitor], config: { services } })
    if (!host) return
    const planned = async (id: string): Promise<number> => {
      const { days } = await host.call(GetUptime, { params: { id }, query: { days: 3 } })
      return Math.round(days.reduce((sum, day) => sum + day.maintenance_s, 0))
    }
    assert.equal(await planned('shop'), 0)
    const said = [
      fact(MaintenanceScheduled, 'm1', maintenance({ status: 'scheduled', revision: 1 })),
      fact(MaintenanceStarted, 'm1', maintenance({ revision: 2 })),
      fact(MaintenanceChanged, 'm1', maintenance({ revision: 3, ends_at: ago(600) })),
      fact(MaintenanceEnded, 'm1', maintenance({ status: 'completed', revision: 4, ends_at: ago(1200) })),
      fact(MaintenanceScheduled, 'm1', maintenance({ status: 'scheduled', revision: 5, starts_at: ago(-900) })),
      fact(MaintenanceChanged, 'm2', maintenance({ id: 'm2', status: 'cancelled', revision: 2, starts_at: ago(90) })),
    ]
    await host.tell('monitor', ...said)
    assert.deepEqual([await planned('shop'), await planned('mail')], [2400, 0])
  })
})
