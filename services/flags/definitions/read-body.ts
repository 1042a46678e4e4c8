import type { FlagDefinition, FlagProblem } from '../../../contracts/flags.ts'
import { invalid } from '../../../kit/service/errors.ts'
import { checkDefinition, type Facts, isFacts } from './check-definition.ts'

const at = (message: string) => ({ fields: [{ field: 'body', message }] })

/** The JSON object that was sent; `__proto__` stays in it, to be refused by name. */
export function factsIn(text: unknown): Facts {
  let body: unknown
  try {
    body = JSON.parse(typeof text === 'string' ? text : '')
  } catch {
    throw invalid('flags.invalid-json', 'the body is not valid JSON', at('must be valid JSON'))
  }
  if (!isFacts(body)) throw invalid('flags.invalid', 'the body must be an object', at('must be an object'))
  return body
}

/** A definition that can be kept; else every mistake in it with its place. */
export function definitionIn(value: unknown, path: string): FlagDefinition {
  const { definition, problems } = checkDefinition(value, path)
  if (!definition) throw refusalOf(problems)
  return definition
}

export function refusalOf(problems: readonly FlagProblem[]) {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const fields = errors.slice(0, 50).map(({ path, message }) => ({ field: path || 'body', message }))
  const [first] = fields
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return invalid('flags.invalid', `${first?.field ?? 'the document'} ${first?.message ?? 'is not valid'}${more}`, {
    fields,
  })
}
