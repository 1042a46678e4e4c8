import { type Evaluation, type Meter, type Rule, spend } from './evaluation.ts'
import { ownProperty, toNumber, toText } from './values.ts'

/** What flagd adds to every context. */
const added = '$flagd'

/** A way into the context, `user.groups.0`. */
export type Way = readonly string[]

export const wayOf = (path: unknown): Way =>
  path === '' || path === null || path === undefined ? [] : String(path).split('.')

/** Of a name that a rule has come to. */
function computedWay(path: unknown, meter: Meter): Way {
  const text = toText(path, meter)
  spend(meter, 4 + (text.length >> 2))
  return wayOf(text)
}

/** Whether what is found there may change while nothing else does: the time. */
export const isVolatile = (way: Way): boolean =>
  way.length === 0 || (way[0] === added && (way.length === 1 || way[1] === 'timestamp'))

export function lookUp(evaluation: Evaluation, data: unknown, way: Way): unknown {
  if (data === evaluation.context) {
    if (way.length === 0) {
      spend(evaluation, Object.keys(evaluation.context).length)
      return { ...evaluation.context, [added]: addedTo(evaluation) }
    }
    if (way[0] === added) return follow(addedTo(evaluation), way.slice(1))
  }
  return follow(data, way)
}

function follow(data: unknown, way: Way): unknown {
  let value: unknown = data
  for (const key of way) {
    value = ownProperty(value, key)
    if (value === undefined) return undefined
  }
  return value
}

const addedTo = ({ flagKey, timestamp }: Evaluation) => ({ flagKey, timestamp })

/** `{"var": "user.name"}` or `{"var": ["user.name", "nobody"]}`. */
export function variable(way: Way, otherwise: Rule): Rule {
  const [key] = way
  if (way.length === 1 && key !== undefined && key !== added) {
    return (evaluation, data) => ownProperty(data, key) ?? otherwise(evaluation, data)
  }
  if (way.length === 2 && key === added && way[1] === 'flagKey') {
    return (evaluation, data) =>
      data === evaluation.context ? evaluation.flagKey : (follow(data, way) ?? otherwise(evaluation, data))
  }
  if (way.length === 2 && key === added && way[1] === 'timestamp') {
    return (evaluation, data) =>
      data === evaluation.context ? evaluation.timestamp : (follow(data, way) ?? otherwise(evaluation, data))
  }
  return (evaluation, data) => lookUp(evaluation, data, way) ?? otherwise(evaluation, data)
}

/** The name itself may come from a rule. */
export function computedVariable(path: Rule, otherwise: Rule): Rule {
  return (evaluation, data) =>
    lookUp(evaluation, data, computedWay(path(evaluation, data), evaluation)) ?? otherwise(evaluation, data)
}

export function missing(args: readonly Rule[]): Rule {
  return (evaluation, data) => {
    const values = args.map(arg => arg(evaluation, data))
    return missingOf(evaluation, data, Array.isArray(values[0]) ? values[0] : values)
  }
}

/** `{"missing_some": [1, ["email", "phone"]]}`: nothing when at least that many are there. */
export function missingSome([need, names]: readonly Rule[]): Rule {
  return (evaluation, data) => {
    const all = names?.(evaluation, data)
    if (!Array.isArray(all)) return []
    const gone = missingOf(evaluation, data, all)
    return all.length - gone.length >= toNumber(need?.(evaluation, data), evaluation) ? [] : gone
  }
}

function missingOf(evaluation: Evaluation, data: unknown, names: readonly unknown[]): unknown[] {
  return names.filter(name => {
    const value = lookUp(evaluation, data, computedWay(name, evaluation)) ?? ''
    return value === ''
  })
}
