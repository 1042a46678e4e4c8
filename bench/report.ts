/** A figure is good when it is within its limit; a figure without one is only told. */
export type Limit = { readonly at_most?: number; readonly at_least?: number }

type Row = { readonly what: string; readonly figure: string; readonly limit: string; readonly good: boolean }

/**
 * What a measurement found. Figures outside their limits fail the run when `strict`: on a busy machine, as in the tests,
 * they are only told. A wrong answer (`require`) fails it always.
 */
export class Report {
  readonly #rows: Row[] = []
  readonly #tables: string[] = []
  readonly #strict: boolean
  readonly #say: (line: string) => void
  #failures = 0

  constructor({ strict, say }: { strict: boolean; say: (line: string) => void }) {
    this.#strict = strict
    this.#say = say
  }

  get failed(): boolean {
    return this.#failures > 0
  }

  figure(what: string, value: number, unit: string, limit: Limit = {}): void {
    const { at_most = Number.POSITIVE_INFINITY, at_least = Number.NEGATIVE_INFINITY } = limit
    const good = value <= at_most && value >= at_least
    if (!good && this.#strict) this.#failures += 1
    const bound = [
      limit.at_least === undefined ? '' : `≥ ${plain(limit.at_least)} ${unit}`,
      limit.at_most === undefined ? '' : `≤ ${plain(limit.at_most)} ${unit}`,
    ]
    this.#add({ what, figure: `${plain(value)} ${unit}`.trim(), limit: bound.join(' ').trim(), good })
  }

  /** A table row that is a fact, not a number. */
  fact(what: string, fact: string): void {
    this.#add({ what, figure: fact, limit: '', good: true })
  }

  require(what: string, right: boolean, found: string): void {
    if (!right) this.#failures += 1
    this.#add({ what, figure: found, limit: 'must', good: right })
  }

  /** Says where a long measurement is. */
  progress(line: string): void {
    this.#say(`  … ${line}`)
  }

  /** Figures that belong side by side rather than one below the other. */
  sideBySide(header: readonly string[], rows: readonly (readonly string[])[]): void {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
    const table = [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
    this.#tables.push(table)
    this.#say(table)
  }

  table(): string {
    const own = this.#rows.length > 0 ? [this.#ownTable()] : []
    return [...own, ...this.#tables].join('\n\n')
  }

  #ownTable(): string {
    const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
    const rows = this.#rows.map(
      row => `| ${cell(row.what)} | ${cell(row.figure)} | ${row.limit} | ${row.good ? '' : '**no**'} |`,
    )
    return ['| | measured | limit | |', '|---|---|---|---|', ...rows].join('\n')
  }

  #add(row: Row): void {
    this.#rows.push(row)
    this.#say(`  ${row.good ? '·' : '✖'} ${row.what}: ${row.figure}${row.limit ? ` (${row.limit})` : ''}`)
  }
}

/** Three digits are all that such a measurement carries. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return String(Number(value.toFixed(digits)))
}

/** The smallest value that the share `q` of all values does not exceed. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}
