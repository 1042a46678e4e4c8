import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { SignalState } from '../../../contracts/common-schemas.ts'
import type { Phases } from '../../../contracts/monitor/monitor.ts'
import { fromColumn, type Message, toColumn } from '../../../kit/messages/message.ts'
import type { ProbeResult } from '../probes/kind/kind.ts'

/** One result as it is stored; `at` in epoch milliseconds. */
export type StoredResult = {
  readonly at: number
  readonly state: SignalState
  readonly reason: Message | null
  readonly http_status: number | null
  readonly response_ms: number | null
  readonly phases: Phases
}

/** Results as columns of integers. Durations are microseconds; -1 stands for null. */
export type ResultColumns = {
  readonly n: number
  /** Time of the first one; `at` holds the differences from one to the next, in milliseconds. */
  readonly from: number
  readonly reasons: readonly string[]
} & Readonly<Record<ColumnName, Column>>

/** A column whose values are all the same is that value. */
type Column = number | readonly number[]
type ColumnName = (typeof columnNames)[number]

export const columnNames = [
  'check',
  'at',
  'state',
  'reason',
  'http_status',
  'response',
  'dns',
  'connect',
  'tls',
  'first_byte',
  'total',
] as const

const states: readonly SignalState[] = ['up', 'degraded', 'down', 'unknown']

export const stateCode = (state: SignalState): number => states.indexOf(state)
export const stateOf = (code: number): SignalState => states[code] ?? 'unknown'
export const micros = (ms: number | null): number => (ms === null ? -1 : Math.min(0x7fffffff, Math.round(ms * 1000)))
const millis = (us: number): number | null => (us < 0 ? null : us / 1000)

export function foldColumn(values: readonly number[]): Column {
  const first = values[0] ?? 0
  return values.every(value => value === first) ? first : values
}

export const valueAt = (column: Column, index: number): number =>
  typeof column === 'number' ? column : (column[index] ?? -1)

export function readColumns(columns: ResultColumns): StoredResult[] {
  const results: StoredResult[] = []
  let at = columns.from
  for (let index = 0; index < columns.n; index += 1) {
    at += index === 0 ? 0 : valueAt(columns.at, index)
    const reason = columns.reasons[valueAt(columns.reason, index)]
    results.push({
      at,
      state: stateOf(valueAt(columns.state, index)),
      reason: reason === undefined ? null : fromColumn(reason),
      http_status: nullable(valueAt(columns.http_status, index)),
      response_ms: millis(valueAt(columns.response, index)),
      phases: {
        dns_ms: millis(valueAt(columns.dns, index)),
        connect_ms: millis(valueAt(columns.connect, index)),
        tls_ms: millis(valueAt(columns.tls, index)),
        first_byte_ms: millis(valueAt(columns.first_byte, index)),
        total_ms: millis(valueAt(columns.total, index)),
      },
    })
  }
  return results
}

const nullable = (value: number): number | null => (value < 0 ? null : value)

// A small window: a chunk is a few kilobytes, and zlib's own memory is what costs time here.
const deflateOptions = { level: 6, windowBits: 12, memLevel: 5 }

export function packColumns(columns: ResultColumns): Buffer {
  return deflateRawSync(JSON.stringify(columns), deflateOptions)
}

export function unpackColumns(data: Uint8Array): ResultColumns {
  return JSON.parse(inflateRawSync(data).toString()) as ResultColumns
}

export type BufferedResult = Pick<ProbeResult, 'state' | 'reason' | 'http_status' | 'response_ms' | 'phases'>

const width = columnNames.length + 1
/** Place of a row's predecessor of the same check, behind its columns. */
const previous = columnNames.length
const place = Object.fromEntries(columnNames.map((name, index) => [name, index])) as Record<
  (typeof columnNames)[number],
  number
>
const none = -1

/** The latest results, in the order in which they came, as rows of 32-bit integers: 48 bytes each, no objects. */
export class ResultBuffer {
  /** Rows whose time differs by more than 24 days from the first one do not fit. */
  readonly base: number
  #rows = new Int32Array(256 * width)
  #count = 0
  readonly #last = new Map<number, number>()
  readonly #reasons: string[] = []
  readonly #reasonCodes = new Map<string, number>()

  constructor(base: number) {
    this.base = Math.round(base)
  }

  get length(): number {
    return this.#count
  }

  get checkCount(): number {
    return this.#last.size
  }

  has(check: number): boolean {
    return this.#last.has(check)
  }

  checks(): number[] {
    return [...this.#last.keys()].sort((a, b) => a - b)
  }

  fits(at: number): boolean {
    return Math.abs(at - this.base) < 0x7fffffff
  }

  append(check: number, at: number, seen: BufferedResult): void {
    const { phases } = seen
    const row = this.#grow(check)
    const rows = this.#rows
    rows[row + place.at] = Math.round(at) - this.base
    rows[row + place.state] = stateCode(seen.state)
    rows[row + place.reason] = seen.reason === null ? none : this.#codeOf(toColumn(seen.reason))
    rows[row + place.http_status] = seen.http_status ?? none
    rows[row + place.response] = micros(seen.response_ms)
    rows[row + place.dns] = micros(phases.dns_ms)
    rows[row + place.connect] = micros(phases.connect_ms)
    rows[row + place.tls] = micros(phases.tls_ms)
    rows[row + place.first_byte] = micros(phases.first_byte_ms)
    rows[row + place.total] = micros(phases.total_ms)
  }

  /** Takes over stored columns, leaving out what `keeps` refuses. */
  appendColumns(columns: ResultColumns, keeps: (check: number) => boolean): void {
    let at = columns.from
    for (let index = 0; index < columns.n; index += 1) {
      at += index === 0 ? 0 : valueAt(columns.at, index)
      const check = valueAt(columns.check, index)
      if (!keeps(check) || !this.fits(at)) continue
      const row = this.#grow(check)
      for (const name of columnNames) this.#rows[row + place[name]] = valueAt(columns[name], index)
      const reason = columns.reasons[valueAt(columns.reason, index)]
      this.#rows[row + place.check] = check
      this.#rows[row + place.at] = at - this.base
      this.#rows[row + place.reason] = reason === undefined ? none : this.#codeOf(reason)
    }
  }

  columnsBetween(from: number, to: number): ResultColumns {
    return this.#columns(Array.from({ length: to - from }, (_, index) => from + index))
  }

  columnsOf(check: number): ResultColumns {
    return this.#columns(this.#indexesOf(check))
  }

  spanOf(check: number): { from: number; to: number } {
    const indexes = this.#indexesOf(check)
    const at = (index: number | undefined) => this.base + (index === undefined ? 0 : this.#at(index, place.at))
    return { from: at(indexes[0]), to: at(indexes.at(-1)) }
  }

  resultsOf(check: number): StoredResult[] {
    return this.#last.has(check) ? readColumns(this.columnsOf(check)) : []
  }

  #columns(indexes: readonly number[]): ResultColumns {
    const column = (name: (typeof columnNames)[number]) =>
      foldColumn(indexes.map(index => this.#at(index, place[name])))
    const times = indexes.map(index => this.#at(index, place.at))
    const reasons: string[] = []
    const codes = new Map<number, number>()
    const reason = indexes.map(index => {
      const code = this.#at(index, place.reason)
      if (code === none) return none
      const known = codes.get(code) ?? codes.set(code, reasons.push(this.#reasons[code] ?? '') - 1).get(code)
      return known ?? none
    })
    return {
      n: indexes.length,
      from: this.base + (times[0] ?? 0),
      reasons,
      check: column('check'),
      at: foldColumn(times.map((time, index) => (index === 0 ? 0 : time - (times[index - 1] ?? 0)))),
      state: column('state'),
      reason: foldColumn(reason),
      http_status: column('http_status'),
      response: column('response'),
      dns: column('dns'),
      connect: column('connect'),
      tls: column('tls'),
      first_byte: column('first_byte'),
      total: column('total'),
    }
  }

  #indexesOf(check: number): number[] {
    const indexes: number[] = []
    for (let index = this.#last.get(check) ?? none; index !== none; index = this.#at(index, previous)) {
      indexes.push(index)
    }
    return indexes.reverse().sort((a, b) => this.#at(a, place.at) - this.#at(b, place.at))
  }

  #at(index: number, offset: number): number {
    return this.#rows[index * width + offset] ?? none
  }

  /** Starts the next row and links it to the check's one before; answers where it begins. */
  #grow(check: number): number {
    const row = this.#count * width
    if (row + width > this.#rows.length) {
      const wider = new Int32Array(this.#rows.length * 2)
      wider.set(this.#rows)
      this.#rows = wider
    }
    this.#rows[row + place.check] = check
    this.#rows[row + previous] = this.#last.get(check) ?? none
    this.#last.set(check, this.#count)
    this.#count += 1
    return row
  }

  #codeOf(reason: string): number {
    const known = this.#reasonCodes.get(reason)
    if (known !== undefined) return known
    const code = this.#reasons.push(reason) - 1
    this.#reasonCodes.set(reason, code)
    return code
  }
}
