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
  return input => {
    const filled = Value.Default(schema, input ?? (text ? {} : null))
    const value = text ? Value.Convert(schema, filled) : filled
    compiled ??= Compile(schema)
    if (compiled.Check(value)) return { value }
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
