import { type Evaluation, type Rule, RuleTooCostly, spend } from './evaluation.ts'
import { isTruthy } from './values.ts'

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
        throw new RuleTooCostly(`merge makes a list of more than ${longestList} elements`)
      }
      merged.push(...parts)
    }
    spend(evaluation, merged.length)
    return merged
  }
}
