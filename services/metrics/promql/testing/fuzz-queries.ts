import { seeded } from '../../../../kit/testing/hostile-bus.ts'
import { aggregations, nativeHistogramFunctions, signatures } from '../syntax/signatures.ts'
import { firstAt, lastAt } from './fuzz-samples.ts'

export type FuzzQuery = {
  readonly feature: string
  readonly text: string
  readonly start: number
  /** The same as `start` for an instant query. */
  readonly end: number
  readonly interval: number
}

const arithmetic = ['+', '-', '*', '/', '%', '^', 'atan2']
const comparison = ['==', '!=', '>', '<', '>=', '<=']
const sets = ['and', 'or', 'unless']
const parts = [
  ...['selector', 'offset', 'negative-offset', 'at', 'at-start', 'at-end', 'subquery', 'range-vector', 'string'],
  ...['minus', 'group_left', 'group_right', 'on', 'ignoring', 'bool', 'number', 'paren'],
]

export const features: readonly string[] = [
  ...signatures.keys(),
  ...nativeHistogramFunctions,
  ...aggregations.keys(),
  ...[...arithmetic, ...comparison, ...sets].map(op => `operator ${op}`),
  ...parts,
]

/** The same number of queries of each feature, whichever functions and operators come up inside them. */
export function fuzzQueries(count: number, seed: number): readonly FuzzQuery[] {
  const writer = new Writer(seeded(seed))
  return Array.from({ length: count }, (_, at) => writer.query(features[at % features.length] ?? 'selector'))
}

const labelsOf: Readonly<Record<string, readonly string[]>> = {
  up: ['job', 'instance'],
  build_info: ['job', 'instance', 'version'],
  requests_total: ['job', 'instance', 'code'],
  latency_bucket: ['job', 'instance', 'le'],
  temperature: ['room', 'sensor'],
  humidity: ['room'],
  sparse: ['of'],
  constant: ['value'],
  extreme: ['size'],
  whole: ['parity'],
  seconds: ['of'],
  nothing: ['job'],
}
const valuesOf: Readonly<Record<string, readonly string[]>> = {
  job: ['api', 'web'],
  instance: ['a:9090', 'b:9090', 'c:9090'],
  version: ['v1', 'v2', 'v3'],
  code: ['200', '404', '500'],
  le: ['0.1', '1', '2.5'],
  room: ['bath', 'hall', 'kitchen', 'study'],
  sensor: ['s-4', 's-5'],
  of: ['four-minutes', 'clock'],
  value: ['seven'],
  size: ['huge', 'tiny', 'infinite'],
  parity: ['even', 'odd'],
}
const names = Object.keys(labelsOf)
const allLabels = [...new Set(Object.values(labelsOf).flat())]
const ranges = ['30s', '1m', '5m', '7m30s', '20m', '1h']

class Writer {
  readonly #draw: () => number
  /** In a range query Prometheus keeps no order, and with it not which of equal samples are the largest. */
  #isInstant = true

  constructor(draw: () => number) {
    this.#draw = draw
  }

  query(feature: string): FuzzQuery {
    this.#isInstant = this.#draw() < 0.5 || feature === 'range-vector' || feature === 'string'
    const text = this.#feature(feature)
    const start = firstAt + Math.floor(this.#draw() * (lastAt - firstAt))
    if (this.#isInstant) return { feature, text, start, end: start, interval: 1_000 }
    const interval = this.#of([7_000, 15_000, 60_000, 300_000])
    const end = start + Math.floor(this.#draw() * 60) * interval + Math.floor(this.#draw() * 2_000)
    return { feature, text, start, end, interval }
  }

  #feature(feature: string): string {
    if (signatures.has(feature)) return this.#call(feature)
    if (nativeHistogramFunctions.has(feature)) {
      return feature === 'histogram_fraction' ? `${feature}(0, 1, latency_bucket)` : `${feature}(latency_bucket)`
    }
    if (aggregations.has(feature)) return this.#aggregate(feature)
    if (feature.startsWith('operator ')) return this.#operator(feature.slice(9))
    return this.#part(feature)
  }

  #part(part: string): string {
    const selector = this.#selector(this.#of(names))
    const time = (firstAt + Math.floor(this.#draw() * (lastAt - firstAt))) / 1000
    const written: Readonly<Record<string, () => string>> = {
      selector: () => selector,
      offset: () => `${selector} offset ${this.#of(ranges)}`,
      'negative-offset': () => `${selector} offset -${this.#of(ranges)}`,
      at: () => `${this.#of(['', '-', 'sum'])}(${selector} @ ${time})`,
      'at-start': () => `rate(${selector}[5m] @ start())`,
      'at-end': () => `${selector} @ end() offset 1m`,
      subquery: () => `max_over_time(${this.#vector(1)}[10m:${this.#of(['', '30s', '1m', '47s'])}])`,
      'range-vector': () => `${selector}${this.#of(['[2m]', '[5m] offset 1m', '[10m:1m]', '[3m:20s] offset -1m'])}`,
      string: () => this.#of(['"a\\tb"', "'it''s'".slice(0, 4).concat("'"), '`raw\\n`', '"\\u00e9\\x41"']),
      minus: () => `-${this.#vector(1)}`,
      group_left: () => 'requests_total * on(job, instance) group_left(version) build_info',
      group_right: () =>
        `build_info ${this.#of(arithmetic)} on(job, instance) group_right ${this.#of(['', '(version)'])} up`,
      on: () => `sum by (job) (up) ${this.#of(arithmetic)} on(job) sum by (job) (requests_total)`,
      ignoring: () => `up ${this.#of(comparison)} ignoring(version) build_info`,
      bool: () => `${this.#vector(1)} ${this.#of(comparison)} bool ${this.#number()}`,
      number: () =>
        this.#of(['0x1F', '1e3', '.5', '-Inf', 'NaN', '010', '1e-7', '1e21', '2 ^ -1', '-1 ^ 2', '-(3) % 2']),
      paren: () => `((${this.#vector(1)}))`,
    }
    return written[part]?.() ?? selector
  }

  #of<T>(options: readonly [T, ...T[]] | readonly T[]): T {
    return options[Math.floor(this.#draw() * options.length)] as T
  }

  #number(): string {
    return this.#of(['0', '1', '2', '0.5', '-1.5', '10', '100', '1e6', '20'])
  }

  #selector(name: string): string {
    const label = this.#of(labelsOf[name] ?? ['job'])
    const values = valuesOf[label] ?? ['']
    const value = this.#draw() < 0.9 ? this.#of(values) : ''
    const pattern = this.#of([
      `${this.#of(values)}|${this.#of(values)}`,
      `(?i)${this.#of(values).toUpperCase()}`,
      '.+',
      '.*',
    ])
    const matchers = [`${label}="${value}"`, `${label}!="${value}"`, `${label}=~"${pattern}"`, `${label}!~"${pattern}"`]
    const choice = this.#draw()
    if (choice < 0.6) return name
    if (choice < 0.9) return `${name}{${this.#of(matchers)}}`
    return `{__name__=~"${name}|up", ${this.#of(matchers)}}`
  }

  /** A vector that several functions deep holds no more than some forty series. */
  #vector(depth: number): string {
    const choice = this.#draw()
    if (depth <= 0 || choice < 0.35) return this.#selector(this.#of(names))
    if (choice < 0.5) return `rate(requests_total[${this.#of(ranges)}])`
    if (choice < 0.65) return this.#aggregate(this.#of(['sum', 'avg', 'min', 'max', 'count', 'stddev']), depth - 1)
    if (choice < 0.8) return `${this.#of(['avg', 'max', 'min', 'sum', 'last'])}_over_time(${this.#range(depth - 1)})`
    if (choice < 0.9) return `(${this.#vector(depth - 1)} ${this.#of(['+', '-', '*', '/'])} ${this.#number()})`
    return `${this.#of(['abs', 'ceil', 'floor', 'sgn', 'round'])}(${this.#vector(depth - 1)})`
  }

  #range(depth: number): string {
    const range = this.#of(ranges)
    const shift = this.#of(['', '', '', ' offset 3m', ' offset -2m'])
    if (depth > 0 && this.#draw() < 0.3)
      return `${this.#vector(depth - 1)}[${range}:${this.#of(['', '15s', '1m'])}]${shift}`
    return `${this.#selector(this.#of(names))}[${range}]${shift}`
  }

  #aggregate(op: string, depth = 2): string {
    const labels = [this.#of(allLabels), this.#of(allLabels)].slice(0, Math.floor(this.#draw() * 3))
    const grouping = this.#of(['', `by (${labels})`, `without (${labels})`])
    const params: Readonly<Record<string, readonly string[]>> = {
      topk: ['1', '3', '100', '0'],
      bottomk: ['1', '2', '50', '-1'],
      quantile: ['0', '0.5', '0.9', '1', '2', '-1'],
      count_values: ['"value"', '"job"'],
    }
    const param = params[op] ? `${this.#of(params[op])}, ` : ''
    const isUnsure = !this.#isInstant && (op === 'topk' || op === 'bottomk')
    const vector = isUnsure ? this.#of(['temperature', 'avg_over_time(humidity[5m])']) : this.#vector(depth - 1)
    return `${op} ${grouping} (${param}${vector})`
  }

  #operator(op: string): string {
    const isSet = sets.includes(op)
    const bool = comparison.includes(op) && this.#draw() < 0.5 ? ' bool' : ''
    const choice = this.#draw()
    if (isSet) {
      const matching = this.#of(['', ' on(job)', ' ignoring(code, le)', ' on()'])
      return `${this.#vector(1)} ${op}${matching} ${this.#vector(1)}`
    }
    if (choice < 0.3) return `${this.#vector(2)} ${op}${bool} ${this.#number()}`
    if (choice < 0.5) return `${this.#number()} ${op}${bool} ${this.#vector(2)}`
    if (choice < 0.6) return `${this.#number()} ${op}${comparison.includes(op) ? ' bool' : ''} ${this.#number()}`
    if (choice < 0.8) return `up ${op}${bool} ignoring(code) group_right requests_total`
    return `${this.#selector('temperature')} ${op}${bool} on(room) ${this.#selector('humidity')}`
  }

  #call(name: string): string {
    const signature = signatures.get(name)
    if (name === 'absent' || name === 'timestamp')
      return `${name}(${this.#selector(this.#of([...names, 'nothing', 'nothing']))})`
    if (name === 'label_replace') return this.#labelReplace()
    if (name === 'label_join') return `label_join(${this.#vector(1)}, "all", "-", "job", "instance", "room")`
    if (name === 'holt_winters') return `holt_winters(${this.#range(1)}, ${this.#of(['0.3', '0.9', '1'])}, 0.4)`
    if (name === 'histogram_quantile') return this.#histogramQuantile()
    if (name.startsWith('quantile')) return `${name}(${this.#of(['0', '0.25', '0.99', '1.5'])}, ${this.#range(1)})`
    if (name === 'scalar') return `scalar(${this.#of(['constant', 'temperature{room="hall"}', this.#vector(1)])}) + 1`
    if (['hour', 'minute', 'month', 'year'].includes(name) || name.startsWith('day')) {
      return `${name}(${this.#of(['', 'seconds', 'seconds * 3', 'vector(1709164800)', 'vector(1582934400.9)'])})`
    }
    const args = (signature?.args ?? []).map(type => this.#argument(type))
    const left = signature?.variadic === 1 && this.#draw() < 0.5 ? args.slice(0, -1) : args
    return `${name}(${left.join(', ')})`
  }

  #argument(type: string): string {
    if (type === 'matrix') return this.#range(2)
    if (type === 'scalar') return this.#of([this.#number(), this.#number(), 'scalar(constant)', '3600'])
    return this.#vector(2)
  }

  #labelReplace(): string {
    const source = this.#of(allLabels)
    const [pattern, replacement] = this.#of([
      ['(.*)', 'x-$1'],
      ['(?P<first>.).*', '$first$$'],
      ['a.*', 'is-a'],
      ['(.*):(.*)', '$2/$1/$3'],
      ['.+', ''],
    ])
    return `label_replace(${this.#vector(1)}, "${this.#of(['made', 'job'])}", "${replacement}", "${source}", "${pattern}")`
  }

  #histogramQuantile(): string {
    const q = this.#of(['0', '0.5', '0.9', '0.999', '1', '-1', '2'])
    const buckets = this.#of([
      'rate(latency_bucket[5m])',
      'latency_bucket',
      'sum by (le) (rate(latency_bucket[10m]))',
      'up',
    ])
    return `histogram_quantile(${q}, ${buckets})`
  }
}
