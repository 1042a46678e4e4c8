import { say } from '../../../../contracts/messages/words.ts'
import { type Evaluation, longestText, type Meter, type Rule, RuleTooCostly, spend } from './evaluation.ts'
import { isVersionOperator, semanticVersion, versionHolds } from './semantic-version.ts'
import { isLess, isLessOrEqual, isTruthy, looselyEqual, toNumber, toText } from './values.ts'

type Build = (args: readonly Rule[]) => Rule
type Pair = (left: unknown, right: unknown, meter: Meter) => unknown
const absent: Rule = () => null
const at = (args: readonly Rule[], index: number): Rule => args[index] ?? absent

const pair =
  (holds: Pair): Build =>
  args => {
    const left = at(args, 0)
    const right = at(args, 1)
    return (evaluation, data) => holds(left(evaluation, data), right(evaluation, data), evaluation)
  }

/** `{"<": [18, {"var": "age"}, 65]}` asks for what lies between. */
const chain =
  (holds: (left: unknown, right: unknown, meter: Meter) => boolean): Build =>
  args => {
    if (args.length <= 2) return pair(holds)(args)
    return (evaluation, data) => {
      const values = args.map(arg => arg(evaluation, data))
      return values.every((value, index) => index === 0 || holds(values[index - 1], value, evaluation))
    }
  }

const numbers =
  (fold: (numbers: readonly number[]) => number): Build =>
  args =>
  (evaluation, data) =>
    fold(args.map(arg => toNumber(arg(evaluation, data), evaluation)))

const difference = ([first = Number.NaN, ...rest]: readonly number[]): number =>
  rest.length === 0 ? -first : rest.reduce((left, right) => left - right, first)

const quotient = ([first = Number.NaN, ...rest]: readonly number[]): number =>
  rest.length === 0 ? 1 / first : rest.reduce((left, right) => left / right, first)

const remainder = ([first = Number.NaN, ...rest]: readonly number[]): number =>
  rest.reduce((left, right) => left % right, first)

function when(args: readonly Rule[]): Rule {
  const [condition, yes, no] = args
  if (condition && yes && args.length <= 3) {
    const otherwise = no ?? absent
    return (evaluation, data) =>
      isTruthy(condition(evaluation, data)) ? yes(evaluation, data) : otherwise(evaluation, data)
  }
  return (evaluation, data) => {
    let index = 0
    for (; index < args.length - 1; index += 2) {
      if (isTruthy(at(args, index)(evaluation, data))) return at(args, index + 1)(evaluation, data)
    }
    return at(args, index)(evaluation, data)
  }
}

const until =
  (stops: (value: unknown) => boolean): Build =>
  args =>
  (evaluation, data) => {
    let value: unknown = null
    for (const arg of args) {
      value = arg(evaluation, data)
      if (stops(value)) return value
    }
    return value
  }

function contains(needle: unknown, place: unknown, meter: Meter): boolean {
  if (Array.isArray(place)) {
    spend(meter, place.length >> 3)
    return place.includes(needle)
  }
  if (typeof place !== 'string' || needle === null) return false
  spend(meter, place.length >> 4)
  return place.includes(toText(needle, meter))
}

function cat(args: readonly Rule[]): Rule {
  return (evaluation, data) => {
    let text = ''
    for (const arg of args) {
      text += toText(arg(evaluation, data), evaluation)
      if (text.length > longestText) throw new RuleTooCostly(say('flag.cat-long', { limit: longestText }))
    }
    spend(evaluation, text.length >> 5)
    return text
  }
}

function substr(args: readonly Rule[]): Rule {
  return (evaluation, data) => {
    const text = toText(at(args, 0)(evaluation, data), evaluation)
    const from = toNumber(at(args, 1)(evaluation, data), evaluation) || 0
    const rest = text.slice(from)
    const length = args.length > 2 ? toNumber(at(args, 2)(evaluation, data), evaluation) : Number.POSITIVE_INFINITY
    return length < 0 ? rest.slice(0, Math.max(0, rest.length + length)) : rest.slice(0, length || 0)
  }
}

/** null, not false, when it cannot be said: the flag then falls back to its default variant. */
const affix =
  (has: (text: string, part: string) => boolean): Build =>
  args => {
    if (args.length !== 2) return absent
    return pair((text, part) => (typeof text === 'string' && typeof part === 'string' ? has(text, part) : null))(args)
  }

function version(args: readonly Rule[]): Rule {
  if (args.length !== 3) return absent
  return (evaluation, data) => {
    spend(evaluation, 60)
    const left = semanticVersion(at(args, 0)(evaluation, data))
    const operator = at(args, 1)(evaluation, data)
    const right = semanticVersion(at(args, 2)(evaluation, data))
    return left && right && isVersionOperator(operator) ? versionHolds(left, operator, right) : null
  }
}

/** Those that only look at the values of their arguments; the rest is compiled by `RuleCompiler`. */
export const operators: ReadonlyMap<string, Build> = new Map<string, Build>([
  ['if', when],
  ['?:', when],
  ['==', pair(looselyEqual)],
  ['===', pair((left, right) => left === right)],
  ['!=', pair((left, right, meter) => !looselyEqual(left, right, meter))],
  ['!==', pair((left, right) => left !== right)],
  ['!', args => (evaluation, data) => !isTruthy(at(args, 0)(evaluation, data))],
  ['!!', args => (evaluation, data) => isTruthy(at(args, 0)(evaluation, data))],
  ['or', until(isTruthy)],
  ['and', until(value => !isTruthy(value))],
  ['<', chain(isLess)],
  ['<=', chain(isLessOrEqual)],
  ['>', chain((left, right, meter) => isLess(right, left, meter))],
  ['>=', chain((left, right, meter) => isLessOrEqual(right, left, meter))],
  ['max', numbers(values => Math.max(...values))],
  ['min', numbers(values => Math.min(...values))],
  ['+', numbers(values => values.reduce((sum, value) => sum + value, 0))],
  ['*', numbers(values => values.reduce((product, value) => product * value, 1))],
  ['-', numbers(difference)],
  ['/', numbers(quotient)],
  ['%', numbers(remainder)],
  ['in', pair(contains)],
  ['cat', cat],
  ['substr', substr],
  ['merge', merge],
  ['log', args => at(args, 0)],
  ['sem_ver', version],
  ['starts_with', affix((text, part) => text.startsWith(part))],
  ['ends_with', affix((text, part) => text.endsWith(part))],
])

const longestList = 10_000

/** `[list, rule for each element]`, and how many steps one element costs. */
export type ListParts = { readonly list: Rule; readonly each: Rule; readonly initial: Rule; readonly cost: number }

export type ListOperator = 'map' | 'filter' | 'reduce' | 'all' | 'none' | 'some'

export function listOperator(name: ListOperator, { list, each, initial, cost }: ListParts): Rule {
  const elements = (evaluation: Evaluation, data: unknown): readonly unknown[] => {
    const value = list(evaluation, data)
    if (!Array.isArray(value)) return []
    spend(evaluation, (value.length + 1) * cost)
    return value
  }
  const holds = (evaluation: Evaluation) => (element: unknown) => isTruthy(each(evaluation, element))
  switch (name) {
    case 'map':
      return (evaluation, data) => elements(evaluation, data).map(element => each(evaluation, element))
    case 'filter':
      return (evaluation, data) => elements(evaluation, data).filter(holds(evaluation))
    case 'reduce':
      return (evaluation, data) =>
        elements(evaluation, data).reduce(
          (accumulator, current) => each(evaluation, { current, accumulator }),
          initial(evaluation, data),
        )
    case 'all':
      return (evaluation, data) => {
        const all = elements(evaluation, data)
        return all.length > 0 && all.every(holds(evaluation))
      }
    case 'none':
      return (evaluation, data) => !elements(evaluation, data).some(holds(evaluation))
    case 'some':
      return (evaluation, data) => elements(evaluation, data).some(holds(evaluation))
  }
}

export function merge(args: readonly Rule[]): Rule {
  return (evaluation, data) => {
    const merged: unknown[] = []
    for (const arg of args) {
      const part = arg(evaluation, data)
      const parts = Array.isArray(part) ? part : [part]
      if (merged.length + parts.length > longestList) {
        throw new RuleTooCostly(say('flag.merge-long', { limit: longestList }))
      }
      merged.push(...parts)
    }
    spend(evaluation, merged.length)
    return merged
  }
}
