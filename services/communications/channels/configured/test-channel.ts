import { v7 as uuid } from 'uuid'
import { errorFields, inEnglish, type Message as Reason } from '../../../../contracts/messages/words.ts'
import { iso } from '../../../../kit/runtime/clock.ts'
import type { Envelope } from '../../../../kit/service/event.ts'
import { testMessage, type Wording } from '../../notifications/message.ts'
import { type SendDeps, sendWithTimeout, verifyWithTimeout } from '../transport/send-with-timeout.ts'
import type { ConfiguredChannel } from './configured-channel.ts'

/** Somebody waits for the answer. */
const longestTestMs = 15_000

type Tested = {
  readonly outcome: 'delivered' | 'retry' | 'refused'
  readonly error: string | null
  readonly error_i18n: Reason | null
  readonly took_ms: number
}

/** Sends a message now, beside the queue. */
export async function testChannel(
  channel: ConfiguredChannel,
  deps: SendDeps & { readonly settings: Wording },
): Promise<Tested> {
  if (channel.lacks !== null) return { outcome: 'refused', ...errorFields(channel.lacks), took_ms: 0 }
  const { clock, settings } = deps
  const delivery_id = uuid()
  const began = clock.monotonic()
  const message = testMessage(eventOf(channel, delivery_id, iso(clock.now())), settings)
  const outcome = await sendWithTimeout(forTest(channel), message, { delivery_id }, deps)
  const error = outcome.outcome === 'delivered' ? (outcome.note ?? null) : outcome.error
  return { outcome: outcome.outcome, ...errorFields(error), took_ms: Math.round(clock.monotonic() - began) }
}

/** Asks the other side at the start, so that a wrong token is known before it is needed. */
export async function verifyChannel(channel: ConfiguredChannel, deps: SendDeps): Promise<void> {
  const outcome = await verifyWithTimeout(forTest(channel), { delivery_id: uuid() }, deps)
  if (!outcome) return
  const facts = { channel: channel.name, kind: channel.kind.kind }
  if (outcome.outcome === 'delivered') deps.log.info(facts, 'channel is ready')
  else deps.log.warn({ ...facts, error: inEnglish(outcome.error) }, 'channel does not answer as it should')
}

const forTest = (channel: ConfiguredChannel) => ({
  ...channel,
  timeout_ms: Math.min(channel.timeout_ms, longestTestMs),
  trust: 'operator' as const,
})

function eventOf({ name, kind }: ConfiguredChannel, id: string, time: string): Envelope {
  return {
    specversion: '1.0',
    id,
    source: '/vigie/communications',
    type: 'vigie.communications.channel-tested.v1',
    subject: name,
    time,
    datacontenttype: 'application/json',
    data: { channel: name, kind: kind.kind },
  }
}
