import type { Delivery } from './delivery.ts'

const bounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400] as const

type Latencies = { readonly counts: number[]; sum: number; count: number }

export type LetterCounts = {
  readonly queued: number
  readonly delivered: number
  readonly failed: number
  readonly dead: number
}

/** What Prometheus is told of deliveries since the program started; how many wait is asked of the database. */
export class DeliveryMetrics {
  readonly #attempts = new Map<string, Map<'delivered' | 'dead' | 'retry', number>>()
  readonly #latencies = new Map<string, Latencies>()

  settled({ channel, created_at }: Delivery, became: 'delivered' | 'dead' | 'retry', at: number): void {
    const attempts = this.#attempts.get(channel) ?? new Map()
    attempts.set(became, (attempts.get(became) ?? 0) + 1)
    this.#attempts.set(channel, attempts)
    if (became === 'delivered') this.#observe(channel, Math.max(0, at - Date.parse(created_at)) / 1000)
  }

  #observe(channel: string, seconds: number): void {
    const latencies = this.#latencies.get(channel) ?? { counts: bounds.map(() => 0), sum: 0, count: 0 }
    for (const [index, bound] of bounds.entries()) {
      if (seconds <= bound) latencies.counts[index] = (latencies.counts[index] ?? 0) + 1
    }
    latencies.sum += seconds
    latencies.count += 1
    this.#latencies.set(channel, latencies)
  }

  /** `channels` are all that are configured, so that a silent one shows as 0. */
  text(channels: readonly string[], queued: ReadonlyMap<string, number>, letters: LetterCounts): string {
    const names = [...new Set([...channels, ...queued.keys(), ...this.#attempts.keys()])]
    const counted = (became: 'delivered' | 'dead' | 'retry') =>
      names.map(name => ({ name, value: this.#attempts.get(name)?.get(became) ?? 0 }))
    return [
      ...series('vigie_deliveries_queued', 'gauge', 'Messages that wait for their channel.'),
      ...names.map(name => `vigie_deliveries_queued{${label(name)}} ${queued.get(name) ?? 0}`),
      ...series('vigie_deliveries_total', 'counter', 'Messages delivered, or given up as dead letters.'),
      ...counted('delivered').map(one => `vigie_deliveries_total{${label(one.name)},state="delivered"} ${one.value}`),
      ...counted('dead').map(one => `vigie_deliveries_total{${label(one.name)},state="dead"} ${one.value}`),
      ...series('vigie_delivery_failures_total', 'counter', 'Attempts that failed and are tried again.'),
      ...counted('retry').map(one => `vigie_delivery_failures_total{${label(one.name)}} ${one.value}`),
      ...series('vigie_delivery_seconds', 'histogram', 'From the news of an incident to its delivery.'),
      ...[...this.#latencies].flatMap(([name, latencies]) => histogram(name, latencies)),
      ...series('vigie_letters_queued', 'gauge', 'E-mails to persons that wait.'),
      `vigie_letters_queued ${letters.queued}`,
      ...series('vigie_letters_total', 'counter', 'E-mails to persons: delivered, given up; attempts that failed.'),
      ...(['delivered', 'failed', 'dead'] as const).map(
        state => `vigie_letters_total{state="${state}"} ${letters[state]}`,
      ),
    ]
      .join('\n')
      .concat('\n')
  }
}

const series = (name: string, type: string, help: string): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
]

/** Source: the text format of Prometheus, escaping of label values. */
const label = (channel: string): string =>
  `channel="${channel.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

function histogram(name: string, { counts, sum, count }: Latencies): string[] {
  return [
    ...bounds.map(
      (bound, index) => `vigie_delivery_seconds_bucket{${label(name)},le="${bound}"} ${counts[index] ?? 0}`,
    ),
    `vigie_delivery_seconds_bucket{${label(name)},le="+Inf"} ${count}`,
    `vigie_delivery_seconds_sum{${label(name)}} ${sum}`,
    `vigie_delivery_seconds_count{${label(name)}} ${count}`,
  ]
}
