import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { deliveryErrorInFrench } from '../../../contracts/messages/delivery-errors.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { Redactor } from '../../../kit/http-client/redact.ts'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import type { Outcome } from '../channels/transport/channel-kind.ts'
import { type SendOptions, sendWithTimeout as send } from '../channels/transport/send-with-timeout.ts'

export function sendOptions(t: TestContext, changes: Partial<SendOptions> = {}): SendOptions {
  const clock = systemClock()
  t.after(() => clock.stop())
  return {
    delivery_id: 'delivery-1',
    network: outgoingPolicy({ allow: [] }),
    redactor: new Redactor(),
    trust: 'operator',
    language: 'en',
    clock,
    log: silentLog(),
    smtp: undefined,
    timeout_ms: 10_000,
    ...changes,
  }
}

/** A code of the other side's own, such as `invalid_auth`, is the same in every language. */
const isCode = (error: string): boolean => /^[a-z0-9_]+$/.test(error)

/** Sends, and wants to know what went wrong in French too. */
export async function sendThrough(...sent: Parameters<typeof send>): Promise<Outcome> {
  const outcome = await send(...sent)
  if ('error' in outcome && !isCode(outcome.error))
    assert.notEqual(deliveryErrorInFrench(outcome.error), undefined, `not in French: ${outcome.error}`)
  return outcome
}
