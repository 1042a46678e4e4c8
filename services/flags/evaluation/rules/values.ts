import { say } from '../../../../contracts/messages/words.ts'
import { type Evaluation, longestText, type Meter, type Rule, RuleTooCostly, spend } from './evaluation.ts'

// How JsonLogic (https://jsonlogic.com) compares and converts, without giving a rule a way to run code.

/** As in JavaScript, but an empty list is false. */
export function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

export function looselyEqual(left: unknown, right: unknown, meter: Meter): boolean {
  if (left === right) return true
  if (left === null || left === undefined || right === null || right === undefined) {
    return (left ?? null) === (right ?? null)
  }
  if (typeof left === 'object' && typeof right === 'object') return false
  const one = primitive(left, meter)
  const other = primitive(right, meter)
  if (typeof one === 'string' && typeof other === 'string') return one === other
  return numberOf(one, meter) === numberOf(other, meter)
}

/** Texts among themselves in the order of their characters, everything else by number; NaN is neither more nor less. */
export function isLess(left: unknown, right: unknown, meter: Meter): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right
  const one = primitive(left, meter)
  const other = primitive(right, meter)
  return typeof one === 'string' && typeof other === 'string'
    ? one < other
    : numberOf(one, meter) < numberOf(other, meter)
}

export function isLessOrEqual(left: unknown, right: unknown, meter: Meter): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left <= right
  const one = primitive(left, meter)
  const other = primitive(right, meter)
  return typeof one === 'string' && typeof other === 'string'
    ? one <= other
    : numberOf(one, meter) <= numberOf(other, meter)
}

export function toNumber(value: unknown, meter: Meter): number {
  return typeof value === 'number' ? value : numberOf(primitive(value, meter), meter)
}

export function toText(value: unknown, meter: Meter): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : String(primitive(value, meter))
}

function numberOf(value: unknown, meter: Meter): number {
  if (typeof value === 'string' && value.length > 32) spend(meter, value.length >> 3)
  return Number(value)
}

/** Lists and objects become text, as in JavaScript, but no property of theirs is ever called. */
function primitive(value: unknown, meter: Meter): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? joined(value, meter) : '[object Object]'
}

/** Lists that a rule has made can hold one another many times over: what they become is stopped while it grows. */
function joined(list: readonly unknown[], meter: Meter): string {
  spend(meter, 4 * list.length + 1)
  let text = ''
  for (const [index, element] of list.entries()) {
    text += index === 0 ? toText(element, meter) : `,${toText(element, meter)}`
    if (text.length > longestText) {
      throw new RuleTooCostly(say('flag.list-text-long', { limit: longestText }))
    }
  }
  return text
}

/** Only what the value itself holds: nothing is reachable through prototypes. */
export function ownProperty(value: unknown, key: string): unknown {
  if (value === null || value === undefined) return undefined
  return Object.hasOwn(value as object, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}

const added = '$flagd'

/** A way into the context, `user.groups.0`. */
export type Way = readonly string[]

export const wayOf = (path: unknown): Way =>
  path === '' || path === null || path === undefined ? [] : String(path).split('.')

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
