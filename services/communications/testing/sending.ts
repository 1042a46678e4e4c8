import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { deliveryErrorInFrench } from '../../../contracts/messages/delivery-errors.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { Redactor } from '../../../kit/http-client/redact.ts'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import type { ChannelKind, Outcome, SendContext } from '../channels/transport/channel-kind.ts'
import { sendWithTimeout, verifyWithTimeout } from '../channels/transport/send-with-timeout.ts'
import type { Message } from '../notifications/message.ts'

type SendOptions = Omit<SendContext, 'signal'> & { readonly timeout_ms: number; readonly stopped?: AbortSignal }

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

type Use = { readonly kind: ChannelKind; readonly settings: Readonly<Record<string, unknown>> }

/** Sends, and wants to know what went wrong in French too. */
export async function sendThrough(use: Use, message: Message, options: SendOptions): Promise<Outcome> {
  const { delivery_id, stopped, smtp, trust, timeout_ms, language, ...deps } = options
  const target = { ...use, smtp, trust, timeout_ms }
  const outcome = await sendWithTimeout(target, message, { delivery_id, stopped }, { ...deps, settings: { language } })
  if ('error' in outcome && !isCode(outcome.error))
    assert.notEqual(deliveryErrorInFrench(outcome.error), undefined, `not in French: ${outcome.error}`)
  return outcome
}

export function verifyThrough(use: Use, options: SendOptions): Promise<Outcome | null> {
  const { target, attempt, deps } = parts(use, options)
  return verifyWithTimeout(target, attempt, deps)
}

function parts(use: Use, options: SendOptions) {
  const { delivery_id, stopped, smtp, trust, timeout_ms, language, ...organs } = options
  return {
    target: { ...use, smtp, trust, timeout_ms },
    attempt: { delivery_id, stopped },
    deps: { ...organs, settings: { language } },
  }
}
