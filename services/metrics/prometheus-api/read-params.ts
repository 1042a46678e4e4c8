import type { Matcher } from '../../../kit/telemetry/series/matcher.ts'
import { PromqlError, parseError } from '../promql/errors.ts'
import { durationOf } from '../promql/syntax/literals.ts'
import { parse } from '../promql/syntax/parse.ts'

/** Prometheus's clients may name any time that fits into a date. */
const latest = 8.64e15

/** Seconds since 1970, or RFC 3339; in milliseconds. */
export function timeParam(name: string, text: string | undefined, left?: number): number {
  if (text === undefined || text === '') {
    if (left !== undefined) return left
    throw parseError(`invalid parameter "${name}": cannot parse "" to a valid timestamp`)
  }
  const isDate = /^\d{4}-\d{2}-\d{2}T/.test(text)
  const at = isDate ? Date.parse(text) : Math.round(Number(text) * 1000)
  if (text.trim() !== '' && Math.abs(at) <= latest) return at
  throw parseError(`invalid parameter "${name}": cannot parse ${JSON.stringify(text)} to a valid timestamp`)
}

/** Seconds, or a duration of PromQL; in milliseconds. */
export function stepParam(text = ''): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(seconds)) return Math.round(seconds * 1000)
  return named('step', () => durationOf(text))
}

/** `match[]`, each a selector of its own. */
export function selectorsParam(given: string | readonly string[] | undefined): readonly (readonly Matcher[])[] {
  return [given ?? []].flat().map(text =>
    named('match[]', () => {
      const expr = parse(text)
      if (expr.kind === 'vector-selector' && expr.offset === 0 && expr.at === null) return expr.matchers
      throw parseError('only a selector of series can be given')
    }),
  )
}

/** What is wrong with a parameter says with which. */
export function named<Value>(name: string, read: () => Value): Value {
  try {
    return read()
  } catch (thrown) {
    if (!(thrown instanceof PromqlError) || thrown.type !== 'bad_data') throw thrown
    throw parseError(`invalid parameter "${name}": ${thrown.message}`)
  }
}
