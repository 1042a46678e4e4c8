import type { TSchemaOptions, TUnsafe } from 'typebox'
import { Type } from 'typebox'

const perUnit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 }
const written = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

export const durationForms = 'seconds as a number, or 500ms, 10s, 5m, 24h, 7d'

export type DurationOptions = TSchemaOptions & {
  readonly default?: number | string
  /** In seconds, like `maximum`; 0 when left out. */
  readonly minimum?: number
  readonly maximum?: number
}

/** A length of time: a bare number is seconds. Whoever reads the loaded configuration gets a number of seconds. */
export function Duration(options: DurationOptions = {}): TUnsafe<number> {
  return Type.Unsafe<number>({ type: ['number', 'string'], pattern: written.source, minimum: 0, ...options, unit: 's' })
}

export function isDuration(schema: object): boolean {
  return 'unit' in schema && schema.unit === 's' && 'type' in schema && Array.isArray(schema.type)
}

/** Throws a RangeError that shows the right forms. */
export function seconds(value: number | string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  const [, amount = '', unit = ''] = written.exec(String(value)) ?? []
  const factor = perUnit[unit]
  if (factor === undefined) throw new RangeError(`${JSON.stringify(value)} is not a duration: write ${durationForms}`)
  return Number(amount) * factor
}

/** As people write it: `500ms`, `20s`, `5m`, `24h`. */
export function writtenDuration(length_s: number): string {
  if (!Number.isInteger(length_s)) return `${Number((length_s * 1000).toFixed(3))}ms`
  const unit = length_s === 0 ? 's' : (['h', 'm', 's'].find(one => length_s % (perUnit[one] ?? 1) === 0) ?? 's')
  return `${length_s / (perUnit[unit] ?? 1)}${unit}`
}
