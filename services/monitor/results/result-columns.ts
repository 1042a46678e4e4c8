import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Phases } from '../../../contracts/monitor.ts'
import type { SignalState } from '../../../contracts/vocabulary.ts'
import { fromColumn, type Message } from '../../../kit/messages/message.ts'

/** One look as it is stored; `at` in epoch milliseconds. */
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
  /** Number of results. */
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
