import { type Clock, iso } from '../../kit/clock.ts'
import { messageOf } from '../../kit/errors.ts'
import type { Redactor } from '../../kit/http-client/redact.ts'
import type { Log } from '../../kit/log.ts'
import type { OutgoingPolicy } from '../../kit/network.ts'
import { StoreFailure } from '../../kit/store/failure.ts'
import type { Store } from '../../kit/store.ts'
import { acknowledgementToken } from './acknowledgement.ts'
import type { Outcome } from './channels/channel.ts'
import { sendThrough } from './channels/send-through.ts'
import type { ConfiguredChannel } from './configured-channel.ts'
import { type Delivery, heldForMs, isGivenUp, longestBlockMs, pauseMs } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { buildMessage } from './incident-message.ts'
import type { LinkSigner } from './link-token.ts'
import type { Message, Wording } from './message.ts'
import type { Notice } from './notice.ts'
import type { NoticeStore } from './notice-store.ts'
import { QueueWorker } from './queue-worker.ts'

export type SenderParts = {
  readonly store: Store
  readonly deliveries: DeliveryStore
  readonly notices: NoticeStore
  readonly clock: Clock
  readonly log: Log
  readonly network: OutgoingPolicy
  readonly redactor: Redactor
  readonly wording: Wording
  readonly random: () => number
  readonly links: LinkSigner
  /** Told of every attempt and what came of it. */
  readonly settled: (delivery: Delivery, became: 'delivered' | 'dead' | 'retry', at: number) => void
  /** Tells others of trouble, in the transaction that records it. */
  readonly failed: (delivery: Delivery, error: string | null, given_up: boolean) => Promise<void>
}

const databaseRetryMs = 1_000

/**
 * Sends what waits for one channel, oldest first and one at a time, and knows of no other channel. A message that fails
 * for now is tried until it is delivered or given up, and those behind it wait: people hear things in order. After an
 * hour the next one is tried beside it, and if the channel takes that, the trouble is the first message's alone.
 */
export class ChannelSender {
  #channel: ConfiguredChannel
  readonly #parts: SenderParts
  readonly #worker: QueueWorker
  /** Of the clock's monotonic time: no attempt before. */
  #notBefore = Number.NEGATIVE_INFINITY
  #failures = 0
  /** What became of messages that are known to have been settled, and could not be stored yet. They are not sent again. */
  readonly #unstored = new Map<string, () => Promise<void>>()
  #failing: { readonly id: string; readonly since: number } | undefined

  constructor(channel: ConfiguredChannel, parts: SenderParts) {
    this.#channel = channel
    this.#parts = parts
    this.#worker = new QueueWorker(parts.clock, () => this.#step())
  }

  /** Something new may wait. */
  wake(): void {
    this.#worker.wake()
  }

  /** Somebody wants it now: the pause after a failure is over. */
  hurry(): void {
    this.#notBefore = Number.NEGATIVE_INFINITY
    this.#failures = 0
    this.#worker.hurry()
  }

  /** The configuration has changed; what is under way ends as it began. */
  use(channel: ConfiguredChannel): void {
    this.#channel = channel
    this.hurry()
  }

  /** What is cut short is sent again at the next start. */
  stop(): Promise<void> {
    return this.#worker.stop()
  }

  /** Answers whether there may be more to do. */
  async #step(): Promise<boolean> {
    try {
      const { clock } = this.#parts
      await this.#storeSettled()
      const settled = [...this.#unstored.keys()]
      const head = await this.#parts.deliveries.head(this.#channel.name, iso(clock.now()), settled)
      if (!head) return this.#awaitStore()
      const pause = this.#notBefore - clock.monotonic()
      const held = heldForMs(head, clock.now())
      if (pause > 0) await this.#worker.rest(pause)
      else if (held > 0) await this.#worker.hold(held)
      else await this.#attempt(head)
    } catch (thrown) {
      // That nothing can be stored is said once for all, by whoever watches over the stores.
      if (!(thrown instanceof StoreFailure)) {
        this.#parts.log.error({ err: thrown, channel: this.#channel.name }, 'the delivery queue failed')
      }
      await this.#worker.rest(databaseRetryMs)
    }
    return true
  }

  async #attempt(head: Delivery): Promise<void> {
    const outcome = await this.#send(head)
    if (!outcome) return
    if (outcome.outcome !== 'retry') {
      this.#failures = 0
      await this.#settle(head, outcome)
      return
    }
    this.#failures += 1
    const pause = pauseMs(this.#failures, outcome.retry_after_s, this.#parts.random)
    this.#notBefore = this.#parts.clock.monotonic() + pause
    await this.#postpone(head, outcome.error, pause)
    if (this.#blocksFor(head) >= longestBlockMs) await this.#tryBeside(head)
  }

  #blocksFor({ id }: Delivery): number {
    const now = this.#parts.clock.monotonic()
    if (this.#failing?.id !== id) this.#failing = { id, since: now }
    return now - this.#failing.since
  }

  /** Is it the channel, or this one message? */
  async #tryBeside(head: Delivery): Promise<void> {
    const other = await this.#parts.deliveries.headBeside(this.#channel.name, head.subject)
    const probe = other && (await this.#send(other))
    if (!other || !probe || probe.outcome === 'retry') return
    await this.#settle(other, probe)
    if (probe.outcome === 'refused') return
    const again = await this.#send(head)
    if (!again) return
    if (again.outcome !== 'retry') return this.#settle(head, again)
    const error = `the channel takes other messages but not this one: ${again.error}`
    await this.#settle(head, { outcome: 'refused', error })
    this.#notBefore = Number.NEGATIVE_INFINITY
  }

  /** Undefined when the program stops and nobody knows what became of it. */
  async #send(delivery: Delivery): Promise<Outcome | undefined> {
    const { clock, log, network, redactor, wording } = this.#parts
    const channel = this.#channel
    const message = this.#compose(delivery, await this.#claim(delivery))
    if ('outcome' in message) return message
    const outcome = await sendThrough(channel, message, {
      delivery_id: delivery.id,
      timeout_ms: channel.timeout_ms,
      stopped: this.#worker.abandoned,
      trust: channel.trust,
      language: wording.language,
      smtp: channel.smtp,
      clock,
      log,
      network,
      redactor,
    })
    return this.#worker.abandoned.aborted && outcome.outcome === 'retry' ? undefined : outcome
  }

  /** What it says. From now on nothing joins it: what would join later would never be told. */
  #claim({ id, held_until }: Delivery): Promise<Notice[]> {
    const { store, deliveries, notices } = this.#parts
    if (held_until === null) return notices.ofDelivery(id)
    return store.transaction(async () => {
      await deliveries.close(id)
      return notices.ofDelivery(id)
    })
  }

  async #settle(delivery: Delivery, outcome: Exclude<Outcome, { outcome: 'retry' }>): Promise<void> {
    const delivered = outcome.outcome === 'delivered'
    const last_error = delivered ? (outcome.note ?? null) : outcome.error
    await this.#finish(delivery, delivered ? 'delivered' : 'dead', last_error)
  }

  async #postpone(delivery: Delivery, error: string, pause: number): Promise<void> {
    const now = this.#parts.clock.now()
    const { id, channel } = delivery
    const attempts = delivery.attempts + 1
    if (isGivenUp(delivery, this.#channel.give_up_after_ms, now)) return this.#finish(delivery, 'dead', error)
    const isNews = delivery.attempts === 0
    // Where that cannot be stored it is the first attempt still, and the pause is remembered all the same.
    await this.#write(id, { attempts, last_error: error, next_at: iso(now + pause) }, async () => {
      if (isNews) await this.#parts.failed(delivery, error, false)
    }).catch(thrown => this.#bear(thrown))
    this.#parts.settled(delivery, 'retry', now)
    this.#parts.log.warn(
      { channel, delivery_id: id, attempts, error, retry_in_ms: Math.round(pause) },
      'delivery failed',
    )
  }

  async #finish(delivery: Delivery, state: 'delivered' | 'dead', last_error: string | null): Promise<void> {
    const { clock, log, settled } = this.#parts
    const { id, channel, attempts } = delivery
    const now = clock.now()
    const changes = {
      ...{ state, attempts: attempts + 1, last_error, next_at: null, held_until: null, done_at: iso(now) },
      ...(state === 'delivered' ? { message: null } : {}),
    }
    await this.#record(id, changes, async () => {
      if (state === 'dead') await this.#parts.failed(delivery, last_error, true)
    })
    settled(delivery, state, now)
    const facts = { channel, delivery_id: id, attempts: attempts + 1 }
    if (state === 'delivered') log.info(facts, 'delivered')
    else log.error({ ...facts, error: last_error }, 'delivery given up')
  }

  /** A message that cannot even be written would stand in the way for ever. */
  #compose(delivery: Delivery, notices: readonly Notice[]): Message | Outcome {
    try {
      if (delivery.message !== null) return JSON.parse(delivery.message) as Message
      return buildMessage(notices, this.#parts.wording, this.#acknowledgeUrl(delivery, notices))
    } catch (thrown) {
      this.#parts.log.error({ err: thrown, channel: this.#channel.name }, 'a message could not be written')
      return { outcome: 'refused', error: `the message could not be written: ${messageOf(thrown)}` }
    }
  }

  /** Only where the configuration says how people reach us; and pagers acknowledge in a way of their own. */
  #acknowledgeUrl(delivery: Delivery, [first]: readonly Notice[]): string | null {
    const { wording, links } = this.#parts
    if (!first || !wording.public_url || this.#channel.kind.carries !== 'messages') return null
    const token = acknowledgementToken(delivery, first.event.data.id, links)
    return `${wording.public_url.replace(/\/+$/, '')}/api/v1/acknowledgements/${token}`
  }

  /** What was sent must be known to be, else it would go out again: it is kept in mind until it is stored. */
  async #record(id: string, changes: Parameters<DeliveryStore['change']>[1], tell: () => Promise<void>): Promise<void> {
    const write = () => this.#write(id, changes, tell)
    try {
      await write()
    } catch (thrown) {
      if (this.#worker.ending) throw thrown
      this.#bear(thrown)
      this.#unstored.set(id, write)
    }
  }

  #write(id: string, changes: Parameters<DeliveryStore['change']>[1], tell: () => Promise<void>): Promise<void> {
    const { store, deliveries } = this.#parts
    return store.transaction(async () => {
      await deliveries.change(id, changes)
      await tell()
    })
  }

  async #storeSettled(): Promise<void> {
    for (const [id, write] of this.#unstored) {
      try {
        await write()
      } catch (thrown) {
        return this.#bear(thrown)
      }
      this.#unstored.delete(id)
    }
  }

  /** Nothing to send; what is not stored yet is tried again soon. */
  async #awaitStore(): Promise<boolean> {
    if (this.#unstored.size === 0) return false
    await this.#worker.rest(databaseRetryMs)
    return true
  }

  #bear(thrown: unknown): void {
    if (thrown instanceof StoreFailure) return
    this.#parts.log.error({ err: thrown, channel: this.#channel.name }, 'what became of a delivery could not be stored')
  }
}
