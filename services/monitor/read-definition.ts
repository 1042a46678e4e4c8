import type { TObject, TSchema } from 'typebox'
import { isDuration, seconds } from '../../kit/config/duration.ts'
import { type FieldProblem, invalid } from '../../kit/errors.ts'
import { validator } from '../../kit/validation.ts'
import { checkKinds } from './checks/index.ts'
import { definitionSchemas, settingProblems } from './config.ts'
import { type Definition, toDefinition } from './definition.ts'

type Validator = ReturnType<typeof validator>
const validators = new Map<string, Validator>()

/** Made when first needed: most programs never get a check over the API. */
function validatorOf(kind: string, schema: TObject): Validator {
  const known = validators.get(kind) ?? validator(schema, 'body')
  validators.set(kind, known)
  return known
}

/** What somebody sent to be watched, checked as the file is. Refuses with every wrong field. */
export function readDefinition(body: Readonly<Record<string, unknown>>): Definition {
  const { group, ...rest } = body
  const kind = typeof body.kind === 'string' ? body.kind : 'http'
  const schema = definitionSchemas.get(kind)
  if (!schema) {
    const kinds = checkKinds.map(one => one.kind).join(', ')
    throw invalid('monitor.unknown-kind', `there is no kind "${kind}"; there are ${kinds}`, {
      fields: [{ field: 'body.kind', message: `must be one of ${kinds}` }],
    })
  }
  const checked = validatorOf(kind, schema)(group === null ? rest : body)
  if ('problems' in checked) throw refusal(checked.problems)
  const definition = toDefinition(inSeconds(schema, checked.value) as Record<string, unknown>)
  const problems = settingProblems(definition)
  if (problems.length > 0) {
    throw refusal(problems.map(({ field, message }) => ({ field: `body.${field}`, message })))
  }
  return definition
}

function refusal(problems: readonly FieldProblem[]) {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return invalid('monitor.invalid-check', `${first?.field} ${first?.message}${more}`, { fields: problems })
}

function inSeconds(schema: TSchema & { properties?: Record<string, TSchema> }, value: unknown): unknown {
  if (isDuration(schema)) return seconds(value as number | string)
  if (!schema.properties || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => {
      const property = schema.properties?.[key]
      return [key, property ? inSeconds(property, inside) : inside]
    }),
  )
}
