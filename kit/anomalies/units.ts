import type { Edges } from './quantile-band.ts'

/** How a value reads in another unit: `factor * value + offset`. */
export type Conversion = { readonly name: string; readonly factor: number; readonly offset: number }

/** Those that happen to sensors without anybody saying so, each beside its inverse. */
export const conversions: readonly Conversion[] = [
  { name: '°C → °F', factor: 1.8, offset: 32 },
  { name: '°F → °C', factor: 1 / 1.8, offset: -32 / 1.8 },
  { name: '°C → K', factor: 1, offset: 273.15 },
  { name: 'K → °C', factor: 1, offset: -273.15 },
  { name: '× 100', factor: 100, offset: 0 },
  { name: '÷ 100', factor: 0.01, offset: 0 },
  { name: '× 1000', factor: 1_000, offset: 0 },
  { name: '÷ 1000', factor: 0.001, offset: 0 },
]

export const inverseOf = (index: number): number => index ^ 1

const farSpans = 0.5
const nearSpans = 0.1

/** The first conversion that would put a value far outside where it would be usual; -1 where there is none. */
export function likelyConversion(value: number, edges: Edges): number {
  if (value >= edges.low && value <= edges.high) return -1
  return conversions.findIndex(conversion => isFar(conversion, value, edges) && wouldBeUsual(conversion, value, edges))
}

export function wouldBeUsual(conversion: Conversion, value: number, { low, high, span }: Edges): boolean {
  const before = convertBack(conversion, value)
  return before >= low - nearSpans * span && before <= high + nearSpans * span
}

function isFar({ factor, offset }: Conversion, value: number, { low, high, span }: Edges): boolean {
  if (offset !== 0) return Math.max(value - high, low - value) > farSpans * span
  return factor > 1 ? high > 0 && value > 2 * high : value > 0 && value < low / 2
}

export function convertBack({ factor, offset }: Conversion, value: number): number {
  return (value - offset) / factor
}
