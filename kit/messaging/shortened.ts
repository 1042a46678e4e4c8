/** Each round cuts deeper than the one before. */
const rounds = [
  { text: 4_000, items: 1_000 },
  { text: 1_000, items: 300 },
  { text: 300, items: 100 },
  { text: 100, items: 30 },
  { text: 50, items: 10 },
] as const
type Limits = (typeof rounds)[number]

/**
 * The data of an event that grew with use, as JSON that fits: long texts end in "…", of long lists and records the middle is
 * left out, so that how it began and what happened last stay. Whoever wants all of it asks the service that owns it.
 */
export function shortened(data: unknown, bytes: number): string {
  let text = JSON.stringify(data)
  for (const limits of rounds) {
    if (Buffer.byteLength(text) <= bytes) break
    text = JSON.stringify(cut(data, limits))
  }
  return text
}

function cut(value: unknown, limits: Limits): unknown {
  if (typeof value === 'string') return cutText(value, limits.text)
  if (Array.isArray(value)) return withoutMiddle(value, limits.items).map(item => cut(item, limits))
  if (typeof value !== 'object' || value === null) return value
  const kept = withoutMiddle(Object.entries(value), limits.items)
  return Object.fromEntries(kept.map(([key, inner]) => [cutText(key, limits.text), cut(inner, limits)]))
}

function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text
  // Not through the middle of a character that takes two units.
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function withoutMiddle<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items
  const half = Math.floor(most / 2)
  return [...items.slice(0, most - half), ...items.slice(-half)]
}
