import { Gauge, type MetricValue, Counter as PromCounter, Histogram as PromHistogram, Registry } from 'prom-client'
import { turnOfOthersWhenLong } from '../runtime/loop-turns.ts'

/** Only what a service does with them. */
export type Counter<Label extends string = never> = Pick<PromCounter<Label>, 'inc'>
export type Histogram<Label extends string = never> = Pick<PromHistogram<Label>, 'observe'>

/** `{ labels, value }`; a number where there are no labels. */
export type Samples = number | readonly MetricValue<string>[]
type Values = Readonly<Record<string, Samples>>

type Family = { readonly type: 'gauge' | 'counter'; readonly help: string }
export const gauge = (help: string): Family => ({ type: 'gauge', help })
export const counter = (help: string): Family => ({ type: 'counter', help })

type Declared<Label extends string> = {
  readonly name: string
  readonly help: string
  readonly labels?: readonly Label[]
}

/**
 * What one service tells Prometheus: each name is declared once, with its help. What happens often is counted where it
 * happens (`counter`, `histogram`); what is known anyway is read when somebody asks (`read`).
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #readings: Reading[] = []

  counter<Label extends string = never>({ labels = [], ...names }: Declared<Label>): Counter<Label> {
    return new PromCounter({ ...names, labelNames: [...labels], registers: [this.#registry] })
  }

  /** `buckets` are upper bounds, in the unit that the name ends in. */
  histogram<Label extends string = never>(
    { labels = [], ...names }: Declared<Label>,
    buckets: readonly number[],
  ): Histogram<Label> {
    return new PromHistogram({ ...names, labelNames: [...labels], buckets: [...buckets], registers: [this.#registry] })
  }

  /** Families whose values come of one reading, which is made once for each scrape. */
  read<Name extends string>(
    families: Readonly<Record<Name, Family>>,
    read: () => Readonly<Record<Name, Samples>> | Promise<Readonly<Record<Name, Samples>>>,
  ): void {
    const reading = new Reading(read)
    this.#readings.push(reading)
    for (const [name, { type, help }] of Object.entries<Family>(families)) {
      const declared = { name, help, registers: [this.#registry] }
      const metric = type === 'gauge' ? new Gauge(declared) : new PromCounter(declared)
      const describe = metric.get.bind(metric)
      // The library's own `collect` would keep a copy of every value under a hash of its labels.
      metric.get = async () => ({ ...(await describe()), values: await reading.of(name) })
    }
  }

  /** In the text format of Prometheus. Others have their turn between two families: one may have ten thousand lines. */
  async text(): Promise<string> {
    for (const reading of this.#readings) reading.forget()
    const texts: string[] = []
    for (const { name } of this.#registry.getMetricsAsArray()) {
      texts.push(await this.#registry.getSingleMetricAsString(name))
      await turnOfOthersWhenLong()
    }
    return texts.join('\n')
  }
}

class Reading {
  readonly #read: () => Values | Promise<Values>
  #values: Promise<Values> | undefined

  constructor(read: () => Values | Promise<Values>) {
    this.#read = read
  }

  forget(): void {
    this.#values = undefined
  }

  async of(name: string): Promise<MetricValue<string>[]> {
    this.#values ??= Promise.resolve(this.#read())
    const samples = (await this.#values)[name] ?? []
    return typeof samples === 'number' ? [{ labels: {}, value: samples }] : [...samples]
  }
}
