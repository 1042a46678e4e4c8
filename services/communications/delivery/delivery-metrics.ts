import { counter, gauge, type Histogram, type Metrics } from '../../../kit/metrics/metrics.ts'
import type { ConfiguredChannel } from '../channels/configured/configured-channel.ts'
import type { EmailSender } from '../emails/email-sender.ts'
import type { Delivery } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'

const buckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400]

type Became = 'delivered' | 'dead' | 'retry'

/** What became of deliveries since the program started. */
export class DeliveryCounts {
  readonly #attempts = new Map<string, Record<Became, number>>()
  readonly #latency: Histogram<'channel'>

  constructor(metrics: Metrics) {
    this.#latency = metrics.histogram(
      { name: 'vigie_delivery_seconds', help: 'From the news of an incident to its delivery.', labels: ['channel'] },
      buckets,
    )
  }

  record({ channel, created_at }: Delivery, became: Became, at: number): void {
    const attempts = this.of(channel)
    attempts[became] += 1
    this.#attempts.set(channel, attempts)
    if (became === 'delivered') this.#latency.observe({ channel }, Math.max(0, at - Date.parse(created_at)) / 1000)
  }

  channels(): string[] {
    return [...this.#attempts.keys()]
  }

  of(channel: string): Record<Became, number> {
    return this.#attempts.get(channel) ?? { delivered: 0, dead: 0, retry: 0 }
  }
}

type Deps = {
  readonly counts: DeliveryCounts
  readonly channels: { list(): readonly ConfiguredChannel[] }
  readonly deliveries: DeliveryStore
  readonly emails: Pick<EmailSender, 'counts' | 'queued'>
}

/** How many wait is asked of the database. */
export function declareMetrics(metrics: Metrics, { counts, channels, deliveries, emails }: Deps): void {
  metrics.read(
    {
      vigie_deliveries_queued: gauge('Messages that wait for their channel.'),
      vigie_deliveries_total: counter('Messages delivered, or given up as dead letters.'),
      vigie_delivery_failures_total: counter('Attempts that failed and are tried again.'),
      vigie_letters_queued: gauge('E-mails to persons that wait.'),
      vigie_letters_total: counter('E-mails to persons: delivered, given up; attempts that failed.'),
    },
    async () => {
      const queued = await deliveries.queuedByChannel()
      // All that are configured, so that a silent one shows as 0.
      const configured = channels.list().map(({ name }) => name)
      const names = [...new Set([...configured, ...queued.keys(), ...counts.channels()])]
      const settled = (state: 'delivered' | 'dead') =>
        names.map(channel => ({ labels: { channel, state }, value: counts.of(channel)[state] }))
      const { delivered, failed, dead } = emails.counts
      return {
        vigie_deliveries_queued: names.map(channel => ({ labels: { channel }, value: queued.get(channel) ?? 0 })),
        vigie_deliveries_total: [...settled('delivered'), ...settled('dead')],
        vigie_delivery_failures_total: names.map(channel => ({ labels: { channel }, value: counts.of(channel).retry })),
        vigie_letters_queued: await emails.queued(),
        vigie_letters_total: Object.entries({ delivered, failed, dead }).map(([state, value]) => ({
          labels: { state },
          value,
        })),
      }
    },
  )
}
