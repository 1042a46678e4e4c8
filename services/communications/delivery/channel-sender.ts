import { DeliveryFailed } from '../../../contracts/communications/communications.ts'
import { errorFields, inEnglish, type Message as Reason, say } from '../../../contracts/messages/words.ts'
import type { Outcome as JobOutcome } from '../../../kit/jobs/job.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import type { Queue } from '../../../kit/jobs/queue.ts'
import { toColumn } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { ConfiguredChannel } from '../channels/configured/configured-channel.ts'
import type { Outcome } from '../channels/transport/channel-kind.ts'
import { type SendDeps, sendWithTimeout } from '../channels/transport/send-with-timeout.ts'
import { acknowledgementToken } from '../escalation/acknowledge.ts'
import type { LinkSigner } from '../links/link-token.ts'
import { buildMessage } from '../notifications/incident-message.ts'
import { type Message, siteUrl, type Wording } from '../notifications/message.ts'
import type { Notification } from '../notifications/notification.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import { type Delivery, isGivenUp, longestBlockMs, pauseMs, queueOf } from './delivery.ts'
import type { DeliveryCounts } from './delivery-metrics.ts'
import type { DeliveryStore } from './delivery-store.ts'

export type SenderDeps = SendDeps & {
  readonly store: Store
  readonly deliveries: DeliveryStore
  readonly jobs: Jobs
  readonly notifications: NotificationStore
  readonly settings: Wording
  readonly random: () => number
  readonly links: LinkSigner
  readonly counts: Pick<DeliveryCounts, 'record'>
  readonly publish: Context['publish']
}

type Failed = Extract<Outcome, { outcome: 'retry' }>
type Settled = Exclude<Outcome, Failed>

/**
 * Sends what waits for one channel, oldest first and one at a time, and knows of no other channel. A message that fails
 * for now is tried until it is delivered or given up, and those behind it wait: people get messages in order. After an
 * hour the next one is tried beside it, and if the channel takes that, the trouble is the first message's alone.
 */
export class ChannelSender {
  #channel: ConfiguredChannel
  readonly #deps: SenderDeps
  readonly #queue: Queue<null>
  #failures = 0
  #failing: { readonly id: string; readonly since: number } | undefined

  constructor(channel: ConfiguredChannel, deps: SenderDeps) {
    this.#channel = channel
    this.#deps = deps
    this.#queue = deps.jobs.open<null>({
      name: queueOf(channel.name),
      concurrency: 1,
      run: ({ id }, { signal }) => this.#run(id, signal),
      // How long to wait, and for how long, follows from the channel and not from the message.
      pause: () => 0,
      give_up: () => false,
      retried: ({ id }) => this.#retried(id),
    })
  }

  /** The configuration has changed; what is under way ends as it began. */
  use(channel: ConfiguredChannel): void {
    this.#channel = channel
    this.#failures = 0
    this.#queue.hurry()
  }

  async #retried(id: string): Promise<void> {
    const now = iso(this.#deps.clock.now())
    this.#failures = 0
    await this.#deps.deliveries.change(id, { state: 'queued', next_at: now, queued_at: now, done_at: null })
  }

  async #run(id: string, signal: AbortSignal): Promise<JobOutcome> {
    const head = await this.#deps.deliveries.find(id)
    if (head?.state !== 'queued') return { state: 'done' }
    const outcome = await this.#send(head, signal)
    if (outcome.outcome !== 'retry') {
      this.#failures = 0
      return this.#settle(head, outcome)
    }
    if (signal.aborted) return { state: 'retry', error: inEnglish(outcome.error) }
    this.#failures += 1
    if (isGivenUp(head, this.#channel.give_up_after_ms, this.#deps.clock.now()))
      return this.#settle(head, { outcome: 'refused', error: outcome.error })
    if (this.#blocksFor(head) < longestBlockMs) return this.#postpone(head, outcome)
    return this.#tryBeside(head, outcome, signal)
  }

  #blocksFor({ id }: Delivery): number {
    const now = this.#deps.clock.monotonic()
    if (this.#failing?.id !== id) this.#failing = { id, since: now }
    return now - this.#failing.since
  }

  /** Is it the channel, or this one message? */
  async #tryBeside(head: Delivery, failed: Failed, signal: AbortSignal): Promise<JobOutcome> {
    const other = await this.#deps.deliveries.headBeside(this.#channel.name, head.subject)
    const probe = other && (await this.#send(other, signal))
    if (!other || !probe || probe.outcome === 'retry') return this.#postpone(head, failed)
    // The job of the other one finds later that there is nothing left to send.
    const beside = this.#settle(other, probe)
    const outcome = probe.outcome === 'refused' ? failed : await this.#retryHead(head, signal)
    const own = outcome.outcome === 'retry' ? this.#postpone(head, outcome) : this.#settle(head, outcome)
    const write = async () => {
      await beside.write?.()
      await own.write?.()
    }
    return { ...own, write }
  }

  /** Once more, since the channel takes others. */
  async #retryHead(head: Delivery, signal: AbortSignal): Promise<Outcome> {
    const again = await this.#send(head, signal)
    if (again.outcome !== 'retry' || signal.aborted) return again
    return { outcome: 'refused', error: say('delivery.only-this', { error: again.error }) }
  }

  async #send(delivery: Delivery, stopped: AbortSignal): Promise<Outcome> {
    const message = this.#compose(delivery, await this.#claim(delivery))
    if ('outcome' in message) return message
    return sendWithTimeout(this.#channel, message, { delivery_id: delivery.id, stopped }, this.#deps)
  }

  /** What it says. From now on nothing joins it: what would join later would never be sent. */
  #claim({ id, held_until }: Delivery): Promise<Notification[]> {
    const { store, deliveries, notifications } = this.#deps
    if (held_until === null) return notifications.ofDelivery(id)
    return store.transaction(async () => {
      await deliveries.close(id)
      return notifications.ofDelivery(id)
    })
  }

  #postpone(delivery: Delivery, { error, retry_after_s }: Failed): JobOutcome {
    const { clock, deliveries, log, random } = this.#deps
    const { id, channel } = delivery
    const now = clock.now()
    const pause = pauseMs(this.#failures, retry_after_s, random)
    const attempts = delivery.attempts + 1
    this.#deps.counts.record(delivery, 'retry', now)
    const facts = { channel, delivery_id: id, attempts, error: inEnglish(error), retry_in_ms: Math.round(pause) }
    log.warn(facts, 'delivery failed')
    const write = async () => {
      await deliveries.change(id, { attempts, last_error: toColumn(error), next_at: iso(now + pause) })
      if (attempts === 1) await this.#publishFailure(delivery, error, false)
    }
    return { state: 'retry', error: inEnglish(error), after_ms: pause, pauses_queue: true, write }
  }

  #settle(delivery: Delivery, outcome: Settled): JobOutcome {
    const { clock, deliveries, log } = this.#deps
    const { id, channel } = delivery
    const now = clock.now()
    const attempts = delivery.attempts + 1
    const settled = { attempts, next_at: null, held_until: null, done_at: iso(now) }
    const facts = { channel, delivery_id: id, attempts }
    if (outcome.outcome === 'delivered') {
      const changes = {
        ...settled,
        state: 'delivered',
        last_error: outcome.note ? toColumn(outcome.note) : null,
        message: null,
      } as const
      this.#deps.counts.record(delivery, 'delivered', now)
      log.info(facts, 'delivered')
      return { state: 'done', write: () => deliveries.change(id, changes) }
    }
    const { error } = outcome
    this.#deps.counts.record(delivery, 'dead', now)
    log.error({ ...facts, error: inEnglish(error) }, 'delivery given up')
    const write = async () => {
      await deliveries.change(id, { ...settled, state: 'dead', last_error: toColumn(error) })
      await this.#publishFailure(delivery, error, true)
    }
    return { state: 'dead', error: inEnglish(error), write }
  }

  /** In the transaction that records it. */
  #publishFailure({ id, channel, subject, attempts }: Delivery, error: Reason, given_up: boolean): Promise<void> {
    const failure = { id, channel, subject, attempts: attempts + 1, ...errorFields(error), given_up }
    return this.#deps.publish(fact(DeliveryFailed, id, failure))
  }

  /** A message that cannot even be written would stand in the way for ever. */
  #compose(delivery: Delivery, notifications: readonly Notification[]): Message | Outcome {
    try {
      if (delivery.message !== null) return JSON.parse(delivery.message) as Message
      return buildMessage(notifications, this.#deps.settings, this.#acknowledgeUrl(delivery, notifications))
    } catch (thrown) {
      this.#deps.log.error({ err: thrown, channel: this.#channel.name }, 'a message could not be written')
      return { outcome: 'refused', error: say('delivery.not-written', { text: messageOf(thrown) }) }
    }
  }

  /** Only where the configuration says how people reach us; and pagers acknowledge in a way of their own. */
  #acknowledgeUrl(delivery: Delivery, [first]: readonly Notification[]): string | null {
    if (!first || this.#channel.kind.carries !== 'messages') return null
    const token = acknowledgementToken(delivery, first.event.data.id, this.#deps.links)
    return siteUrl(this.#deps.settings, `/api/v1/acknowledgements/${token}`)
  }
}
