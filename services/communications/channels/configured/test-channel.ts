import { v7 as uuid } from 'uuid'
import { iso } from '../../../../kit/runtime/clock.ts'
import type { Envelope } from '../../../../kit/service/event.ts'
import type { SenderParts } from '../../delivery/channel-sender.ts'
import { testMessage } from '../../notifications/message.ts'
import { sendWithTimeout, verifyWithTimeout } from '../transport/send-with-timeout.ts'
import type { ConfiguredChannel } from './configured-channel.ts'

/** Somebody waits for the answer. */
const longestTestMs = 15_000

type Parts = Pick<SenderParts, 'clock' | 'log' | 'network' | 'redactor' | 'wording'>
export type Tested = {
  readonly outcome: 'delivered' | 'retry' | 'refused'
  readonly error: string | null
  readonly took_ms: number
}

/** Sends a message now, beside the queue. */
export async function testChannel(channel: ConfiguredChannel, parts: Parts): Promise<Tested> {
  if (channel.lacks !== null) return { outcome: 'refused', error: channel.lacks, took_ms: 0 }
  const { clock, wording } = parts
  const options = sendOptions(channel, parts)
  const began = clock.monotonic()
  const message = testMessage(eventOf(channel, options.delivery_id, iso(clock.now())), wording)
  const outcome = await sendWithTimeout(channel, message, options)
  const error = outcome.outcome === 'delivered' ? (outcome.note ?? null) : outcome.error
  return { outcome: outcome.outcome, error, took_ms: Math.round(clock.monotonic() - began) }
}

/** Asks the other side at the start, so that a wrong token is known before it is needed. */
export async function verifyChannel(channel: ConfiguredChannel, parts: Parts): Promise<void> {
  const outcome = await verifyWithTimeout(channel, sendOptions(channel, parts))
  if (!outcome) return
  const facts = { channel: channel.name, kind: channel.kind.kind }
  if (outcome.outcome === 'delivered') parts.log.info(facts, 'channel is ready')
  else parts.log.warn({ ...facts, error: outcome.error }, 'channel does not answer as it should')
}

function sendOptions({ timeout_ms, smtp }: ConfiguredChannel, { clock, log, network, redactor, wording }: Parts) {
  return {
    delivery_id: uuid(),
    timeout_ms: Math.min(timeout_ms, longestTestMs),
    trust: 'operator' as const,
    language: wording.language,
    smtp,
    clock,
    log,
    network,
    redactor,
  }
}

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
