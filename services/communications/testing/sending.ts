import type { TestContext } from 'node:test'
import { inEnglish } from '../../../contracts/messages/words.ts'
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

type Use = { readonly kind: ChannelKind; readonly settings: Readonly<Record<string, unknown>> }

/** With the reason in English, as programs are told it. */
function toldOf(outcome: Outcome) {
  const { note, error, ...more } = { note: undefined, error: undefined, ...outcome }
  return { ...more, ...(note && { note: inEnglish(note) }), ...(error && { error: inEnglish(error) }) }
}
type Told = ReturnType<typeof toldOf>

export async function sendThrough(use: Use, message: Message, options: SendOptions): Promise<Told> {
  const { target, attempt, deps } = parts(use, options)
  return toldOf(await sendWithTimeout(target, message, attempt, deps))
}

export async function verifyThrough(use: Use, options: SendOptions): Promise<Told | null> {
  const { target, attempt, deps } = parts(use, options)
  const outcome = await verifyWithTimeout(target, attempt, deps)
  return outcome && toldOf(outcome)
}

function parts(use: Use, options: SendOptions) {
  const { delivery_id, stopped, smtp, trust, timeout_ms, language, ...organs } = options
  return {
    target: { ...use, smtp, trust, timeout_ms },
    attempt: { delivery_id, stopped },
    deps: { ...organs, settings: { language } },
  }
}
