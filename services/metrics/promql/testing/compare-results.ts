import type { PromqlResult } from '../evaluate-query.ts'
import { apiNumber } from '../functions/go-number.ts'

/** As Prometheus's HTTP API answers (https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats). */
export type ApiAnswer =
  | { readonly status: 'success'; readonly data: { readonly resultType: string; readonly result: unknown } }
  | { readonly status: 'error'; readonly errorType: string; readonly error: string }

type Series = { readonly metric: Record<string, string>; readonly values: readonly (readonly [number, string])[] }

/**
 * Go and JavaScript compute `exp`, `pow`, sines and the like with other polynomials, which differ in the last bit; a sum of
 * such differs in the last few.
 */
const relative = 1e-12

/** What is different between the two, or null. */
export function difference(real: Extract<ApiAnswer, { status: 'success' }>, ours: PromqlResult): string | null {
  const { resultType, result } = real.data
  if (resultType !== ours.type) return `a ${ours.type} instead of a ${resultType}`
  if (ours.type === 'string') return String((result as unknown[])[1]) === ours.result[1] ? null : 'another text'
  const expected = seriesOf(result, resultType)
  const found =
    ours.type === 'scalar'
      ? [{ metric: {}, values: [ours.result] }]
      : ours.result.map(one => ({
          metric: one.metric,
          values: 'values' in one ? one.values : [one.value],
        }))
  const wanted = new Map(expected.map(series => [keyOf(series.metric), series]))
  if (wanted.size !== found.length) return `${found.length} series instead of ${wanted.size}`
  for (const series of found) {
    const other = wanted.get(keyOf(series.metric))
    if (!other) return `a series ${JSON.stringify(series.metric)} that is not there`
    const wrong = differentPoints(other.values, series.values)
    if (wrong) return `${JSON.stringify(series.metric)}: ${wrong}`
  }
  return null
}

/** Whether the two say the values of a sorted vector in the same order. */
export function sameOrder(real: Extract<ApiAnswer, { status: 'success' }>, ours: PromqlResult): boolean {
  if (ours.type !== 'vector') return true
  const expected = seriesOf(real.data.result, 'vector').map(({ values }) => values[0]?.[1] ?? '')
  return ours.result.every(({ value: [, value] }, at) => sameNumber(expected[at] ?? '', value))
}

function seriesOf(result: unknown, type: string): readonly Series[] {
  if (type === 'scalar') return [{ metric: {}, values: [result as [number, string]] }]
  const series = result as readonly {
    metric: Record<string, string>
    value?: [number, string]
    values?: [number, string][]
  }[]
  return series.map(({ metric, value, values }) => ({ metric, values: values ?? (value ? [value] : []) }))
}

const keyOf = (metric: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(metric).sort())

function differentPoints(
  expected: readonly (readonly [number, string])[],
  found: readonly (readonly [number, number])[],
): string | null {
  if (expected.length !== found.length) return `${found.length} points instead of ${expected.length}`
  for (const [at, [time, value]] of found.entries()) {
    const [wantedTime = 0, wanted = ''] = expected[at] ?? []
    if (Math.round(wantedTime * 1000) !== time) return `a point at ${time} instead of ${wantedTime}`
    if (!sameNumber(wanted, value)) return `${apiNumber(value)} instead of ${wanted} at ${time}`
  }
  return null
}

function sameNumber(text: string, value: number): boolean {
  if (text === apiNumber(value)) return true
  const wanted = Number(text)
  return Math.abs(wanted - value) <= relative * Math.max(Math.abs(wanted), Math.abs(value))
}
