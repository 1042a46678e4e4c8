import { keep, type Metric, nameLabel } from '../evaluation/metric.ts'
import type { Vector } from '../evaluation/series.ts'

type Bucket = { readonly upper: number; readonly count: number }

/** Of classic histograms: a series per bucket, its upper bound in the label `le`. */
export function histogramQuantile(q: number, vector: Vector): Vector {
  const histograms = new Map<string, { readonly metric: Metric; readonly buckets: Bucket[] }>()
  for (const { metric, value } of vector) {
    const upper = boundOf(metric.labels.le)
    if (upper === undefined) continue
    const kept = keep(metric, ['le'], true)
    const key = `${kept.key}\0\0\0${metric.labels[nameLabel] ?? ''}`
    const histogram = histograms.get(key) ?? { metric: kept, buckets: [] }
    histogram.buckets.push({ upper, count: value })
    histograms.set(key, histogram)
  }
  return [...histograms.values()].map(({ metric, buckets }) => ({ metric, value: bucketQuantile(q, buckets) }))
}

function boundOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() !== text || text === '') return undefined
  if (/^[+-]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const bound = Number(text)
  return Number.isNaN(bound) ? undefined : bound
}

function bucketQuantile(q: number, given: readonly Bucket[]): number {
  if (q < 0) return Number.NEGATIVE_INFINITY
  if (q > 1) return Number.POSITIVE_INFINITY
  const sorted = [...given].sort((a, b) => (a.upper === b.upper ? 0 : a.upper - b.upper))
  if (sorted.at(-1)?.upper !== Number.POSITIVE_INFINITY) return Number.NaN
  const buckets = monotonic(coalesced(sorted))
  const observations = buckets.at(-1)?.count ?? 0
  if (buckets.length < 2 || observations === 0) return Number.NaN
  let rank = q * observations
  const found = buckets.slice(0, -1).findIndex(({ count }) => count >= rank)
  // Nothing is known of the last bucket but where it begins.
  if (found === -1) return buckets.at(-2)?.upper ?? Number.NaN
  const bucket = buckets[found] ?? { upper: Number.NaN, count: Number.NaN }
  if (found === 0 && bucket.upper <= 0) return bucket.upper
  const below = buckets[found - 1] ?? { upper: 0, count: 0 }
  const count = bucket.count - below.count
  rank -= below.count
  return below.upper + (bucket.upper - below.upper) * (rank / count)
}

function coalesced(buckets: readonly Bucket[]): readonly Bucket[] {
  const merged: Bucket[] = []
  for (const bucket of buckets) {
    const previous = merged.at(-1)
    if (previous?.upper === bucket.upper)
      merged[merged.length - 1] = { ...bucket, count: previous.count + bucket.count }
    else merged.push(bucket)
  }
  return merged
}

/** Buckets are read one after the other, so that a later one may show fewer observations than an earlier one. */
function monotonic(buckets: readonly Bucket[]): readonly Bucket[] {
  let most = buckets[0]?.count ?? 0
  return buckets.map(({ upper, count }) => {
    if (count > most) most = count
    return { upper, count: count < most ? most : count }
  })
}
