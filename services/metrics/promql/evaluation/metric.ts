import type { Labels } from '../../../../kit/telemetry/series/sample.ts'

export const nameLabel = '__name__'

/** A set of labels, the name among them, with a text that is the same for the same labels. */
export type Metric = { readonly labels: Labels; readonly key: string }

export function metricOf(labels: Labels): Metric {
  const entries = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(byLabel)
  return { labels: Object.fromEntries(entries), key: keyOf(entries) }
}

const byLabel = ([a]: readonly [string, string], [b]: readonly [string, string]) => (a < b ? -1 : a > b ? 1 : 0)
const keyOf = (entries: readonly (readonly [string, string])[]) => entries.map(entry => entry.join('\0')).join('\0\0')

export const emptyMetric: Metric = metricOf({})

const nameless = new WeakMap<Metric, Metric>()

export function withoutName(metric: Metric): Metric {
  if (!(nameLabel in metric.labels)) return metric
  const known = nameless.get(metric)
  if (known) return known
  const { [nameLabel]: _, ...labels } = metric.labels
  const made = metricOf(labels)
  nameless.set(metric, made)
  return made
}

/** Of these labels only, or of all but these (then never of the name). */
export function keep(metric: Metric, names: readonly string[], without: boolean): Metric {
  const kept = Object.entries(metric.labels).filter(([name]) =>
    without ? name !== nameLabel && !names.includes(name) : names.includes(name),
  )
  return metricOf(Object.fromEntries(kept))
}

/** In the order of Prometheus's results: label by label, then the shorter one. */
export function compareMetrics(a: Metric, b: Metric): number {
  const [left, right] = [Object.entries(a.labels).flat(), Object.entries(b.labels).flat()]
  for (const [at, text] of left.entries()) {
    const other = right[at]
    if (other === undefined) return 1
    if (text !== other) return text < other ? -1 : 1
  }
  return left.length - right.length
}

export const textOf = (metric: Metric): string => {
  const { [nameLabel]: name = '', ...labels } = metric.labels
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return pairs.length > 0 || name === '' ? `${name}{${pairs.join(', ')}}` : name
}
