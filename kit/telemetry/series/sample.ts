export type Labels = Readonly<Record<string, string>>

/** One value of one series: a tenant's name with labels, in which order ever. */
export type Sample = {
  readonly name: string
  readonly labels?: Labels
  /** Epoch milliseconds. */
  readonly at: number
  /** Null says that the series has ended here (a stale marker). */
  readonly value: number | null
  /** Kept with the series when this is its first sample. */
  readonly unit?: string
  /** Of how long it is kept; see `Retention`. Kept with the series in the same way. */
  readonly class?: string
}

export type RefusalReason =
  | 'not-a-number'
  | 'bad-time'
  | 'bad-name'
  | 'bad-labels'
  /** Older than what is kept. */
  | 'expired'
  /** Of a new series, where the tenant has as many as it may have. */
  | 'too-many-series'

export type Appended = {
  readonly accepted: number
  /** There is a value of that series at that time: the first one stays. */
  readonly duplicates: number
  readonly refused: readonly { readonly index: number; readonly reason: RefusalReason }[]
}

/** About the year 3084: whatever is behind it is seconds times a million, and no time. */
const latest = 2 ** 45
const longestName = 200
const mostLabels = 30
const longestValue = 500

export function problemOf({ name, labels, at, value }: Sample): RefusalReason | null {
  if (value !== null && !Number.isFinite(value)) return 'not-a-number'
  if (!Number.isInteger(at) || at < 0 || at >= latest) return 'bad-time'
  if (typeof name !== 'string' || name === '' || name.length > longestName) return 'bad-name'
  return labels !== undefined && !areLabels(labels) ? 'bad-labels' : null
}

function areLabels(labels: Labels): boolean {
  let count = 0
  for (const label in labels) {
    const value = labels[label]
    count += 1
    if (label === '' || label === nameLabel || label.length > longestName) return false
    if (typeof value !== 'string' || value.length > longestValue) return false
  }
  return count <= mostLabels
}

/** By which matchers know the name of a series, as in Prometheus. */
export const nameLabel = '__name__'

/** Cheap, and another one for each order of labels: only for what was seen before. */
export function looseKeyOf({ name, labels }: Sample): string {
  let key = name
  for (const label in labels) key += `\0${label}\0${labels[label]}`
  return key
}

/** The same for the same labels in any order. */
export function keyOf(name: string, labels: Labels): string {
  return JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** An empty value says the same as no label. */
export const givenLabels = (labels: Labels = {}): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
