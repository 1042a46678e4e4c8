import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import type { FieldProblem } from './errors.ts'
import { sentenceOf } from './sentence.ts'

export type Checked = { readonly value: unknown } | { readonly problems: readonly FieldProblem[] }

/** Checks what came from outside. `text` parts (query, path) are text on the wire: numbers and booleans are read from it. */
export function validator(schema: TSchema, part: 'body' | 'query' | 'params'): (input: unknown) => Checked {
  // At the first request: most operations of most processes are never asked for.
  let compiled: ReturnType<typeof Compile> | undefined
  const text = part !== 'body'
  /** What nothing at all comes to; most requests have no query. */
  let nothing: object | undefined
  return input => {
    const isNothing = text && hasNothing(input)
    if (isNothing && nothing) return { value: { ...nothing } }
    const filled = Value.Default(schema, input ?? (text ? {} : null))
    const value = text ? Value.Convert(schema, filled) : filled
    compiled ??= Compile(schema)
    if (compiled.Check(value)) {
      if (isNothing) nothing = { ...(value as object) }
      return { value }
    }
    const seen = new Set<string>()
    const problems: FieldProblem[] = []
    for (const error of compiled.Errors(value)) {
      const problem = sentenceOf(error, part)
      if (!problem || seen.has(problem.field)) continue
      seen.add(problem.field)
      problems.push(problem)
      if (problems.length >= 20) break
    }
    return { problems: problems.length > 0 ? problems : [{ field: part, message: 'does not fit the schema' }] }
  }
}

export function hasNothing(value: unknown): boolean {
  for (const _name in value as object) return false
  return typeof value === 'object' && value !== null
}
