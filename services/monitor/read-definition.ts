import type { TObject, TSchema } from 'typebox'
import { isDuration, seconds } from '../../kit/config/duration.ts'
import { type FieldProblem, invalid } from '../../kit/errors.ts'
import { validator } from '../../kit/validation.ts'
import { checkKinds } from './checks/index.ts'
import { definitionSchemas, secretFields, settingProblems } from './config.ts'
import { type Definition, toDefinition } from './definition.ts'
import { secretOf } from './write-definition.ts'

type Validator = ReturnType<typeof validator>
const validators = new Map<string, Validator>()

/** Made when first needed: most programs never get a check over the API. */
function validatorOf(kind: string, schema: TObject): Validator {
  const known = validators.get(kind) ?? validator(schema, 'body')
  validators.set(kind, known)
  return known
}

/** What somebody sent to be watched, checked as the file is. Refuses with every wrong field. */
export function readDefinition(sent: Readonly<Record<string, unknown>>, known?: Definition): Definition {
  const body = known ? withSecretsOf(known, sent) : sent
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

/** Secrets are not shown, so whoever sends a definition back cannot know them: left out they stay, null removes them. */
function withSecretsOf(known: Definition, sent: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if ((sent.kind ?? 'http') !== known.kind) return sent
  const body: Record<string, unknown> = { ...sent }
  for (const name of secretFields(known.kind)) {
    const value = secretOf(known, name)
    if (body[name] === null) delete body[name]
    else if (body[name] === undefined && value !== undefined) body[name] = value
  }
  return body
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
