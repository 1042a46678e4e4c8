import type { RE2JS } from 're2js'
import { lazyRequire } from '../../../../kit/runtime/lazy-require.ts'
import { executionError } from '../errors.ts'
import { metricOf } from '../evaluation/metric.ts'
import type { Vector } from '../evaluation/series.ts'

const re2 = lazyRequire<typeof import('re2js')>('re2js')

const labelName = /^[a-zA-Z_]\w*$/

/** `label_replace(vector, target, replacement, source, expression)`. */
export function labelReplace(vector: Vector, texts: readonly string[]): Vector {
  const [target = '', replacement = '', source = '', text = ''] = texts
  const expression = compile(text)
  if (!labelName.test(target)) throw executionError(`invalid destination label name in label_replace(): ${target}`)
  return vector.map(sample => {
    const matcher = expression.matcher(sample.metric.labels[source] ?? '')
    if (!matcher.matches()) return sample
    const group = (name: string): string => groupOf(expression, matcher, name)
    const value = expand(replacement, group)
    return { ...sample, metric: metricOf({ ...sample.metric.labels, [target]: value }) }
  })
}

function compile(text: string): RE2JS {
  const { RE2JS: Expression, RE2JSException } = re2()
  try {
    return Expression.compile(`^(?:${text})$`)
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown
    throw executionError(`invalid regular expression in label_replace(): ${text}`)
  }
}

type Groups = { group(group: number | string): string | null }

function groupOf(expression: RE2JS, matcher: Groups, name: string): string {
  const number = /^\d+$/.test(name) ? Number(name) : null
  if (number !== null) return number <= expression.groupCount() ? (matcher.group(number) ?? '') : ''
  return name in expression.namedGroups() ? (matcher.group(name) ?? '') : ''
}

/** `$1`, `${1}`, `$name`, `$$`, as Go's `Expand`; what is none of them stays as it is. */
const expand = (template: string, group: (name: string) => string): string =>
  template.replace(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (_, dollar, name, braced) => dollar ?? group(name ?? braced))

/** `label_join(vector, target, separator, source…)`. */
export function labelJoin(vector: Vector, texts: readonly string[]): Vector {
  const [target = '', separator = '', ...sources] = texts
  const wrong = sources.find(source => !labelName.test(source))
  if (wrong !== undefined) throw executionError(`invalid source label name in label_join(): ${wrong}`)
  if (!labelName.test(target)) throw executionError(`invalid destination label name in label_join(): ${target}`)
  return vector.map(sample => {
    const value = sources.map(source => sample.metric.labels[source] ?? '').join(separator)
    return { ...sample, metric: metricOf({ ...sample.metric.labels, [target]: value }) }
  })
}
