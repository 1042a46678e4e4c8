import type { TestContext } from 'node:test'
import { systemClock } from '../../../kit/clock.ts'
import { silentLog } from '../../../kit/log.ts'
import { outgoingPolicy } from '../../../kit/network.ts'
import type { SendOptions } from '../channels/send-through.ts'

export function sendOptions(t: TestContext, changes: Partial<SendOptions> = {}): SendOptions {
  const clock = systemClock()
  t.after(() => clock.stop())
  return {
    delivery_id: 'delivery-1',
    network: outgoingPolicy({ allow: [] }),
    trust: 'operator',
    language: 'en',
    clock,
    log: silentLog(),
    smtp: undefined,
    timeout_ms: 10_000,
    ...changes,
  }
}
