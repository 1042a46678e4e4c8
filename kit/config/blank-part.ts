export type Blanked = {
  /** The same number of lines, without the broken part. */
  readonly source: string
  readonly lines: ReadonlySet<number>
}

/**
 * Empties the smallest part around a broken line that can be left out alone: one item or key of a section, or the whole
 * section when that did not help before (its lines are in `left_out` already). Undefined when nothing is left to try.
 */
export function blankPart(source: string, line: number, left_out: Set<number>): Blanked | undefined {
  const rows = source.split('\n')
  const section = around(rows, Math.min(line, rows.length) - 1, { from: 0, to: rows.length }, row =>
    /^[^\s#-]/.test(row),
  )
  const child = rows.slice(section.from + 1, section.to).find(row => /^ *[^\s#]/.test(row))
  const indent = child === undefined ? 0 : indentOf(child)
  const inner = { from: section.from + 1, to: section.to }
  const item = around(rows, line - 1, inner, row => /^ *[^\s#]/.test(row) && indentOf(row) <= indent)
  const part = [item, section].find(({ from, to }) => from < to && from < line && !left_out.has(from + 1))
  if (!part) return undefined
  const lines = new Set<number>()
  for (let index = part.from; index < part.to; index++) {
    rows[index] = index === part.from ? head(rows[index] ?? '') : ''
    lines.add(index + 1)
    left_out.add(index + 1)
  }
  return { source: rows.join('\n'), lines }
}

type Span = { readonly from: number; readonly to: number }

/** From the last row that starts something, at or before `index`, to the next one that does. */
function around(rows: readonly string[], index: number, within: Span, starts: (row: string) => boolean): Span {
  let from = Math.max(index, within.from)
  while (from > within.from && !starts(rows[from] ?? '')) from--
  let to = Math.max(index, from) + 1
  while (to < within.to && !starts(rows[to] ?? '')) to++
  return { from, to: Math.min(to, within.to) }
}

/** Keeps the place of the part, so that the items after it keep their number and its key is not reported as missing. */
function head(row: string): string {
  if (/^\s*-(\s|$)/.test(row)) return `${' '.repeat(indentOf(row))}- null`
  const key = /^ *[A-Za-z_][\w-]*(?=\s*:)/.exec(row)?.[0]
  return key === undefined ? '' : `${key}: null`
}

const indentOf = (row: string): number => row.length - row.trimStart().length
