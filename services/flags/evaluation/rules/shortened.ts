const mostValues = 100
const longestText = 500
const deepest = 12

/** Enough of any JSON to be read by a person: what is long is cut, and says so. */
export function shortened(value: unknown): unknown {
  let left = mostValues
  const cut = (inner: unknown, depth: number): unknown => {
    left--
    if (typeof inner === 'string' && inner.length > longestText) return `${inner.slice(0, longestText)}…`
    if (typeof inner !== 'object' || inner === null) return inner
    if (left <= 0 || depth >= deepest) return '…'
    if (Array.isArray(inner)) {
      const shown: unknown[] = []
      for (const element of inner) {
        if (left <= 0) return [...shown, '…']
        shown.push(cut(element, depth + 1))
      }
      return shown
    }
    const shown: Record<string, unknown> = {}
    for (const [name, part] of Object.entries(inner)) {
      if (left <= 0) return { ...shown, '…': '…' }
      shown[name] = cut(part, depth + 1)
    }
    return shown
  }
  return cut(value, 0)
}
