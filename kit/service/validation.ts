import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import Format from 'typebox/format'
import { Value } from 'typebox/value'
import type { FieldProblem } from './errors.ts'
import { fieldProblem } from './refusals.ts'
import { validationMessage } from './validation-message.ts'

/**
 * RFC 3339 also allows what no program here can reckon with: leap seconds, the name of a zone behind the time, and instants
 * that lie outside of the years 0 to 9999 in UTC, which are no longer in order as texts.
 */
const isDateTime = Format.Get('date-time')
const [earliest, latest] = [Date.parse('0000-01-01T00:00:00.000Z'), Date.parse('9999-12-31T23:59:59.999Z')]
Format.Set(
  'date-time',
  text => isDateTime?.(text) === true && Date.parse(text) >= earliest && Date.parse(text) <= latest,
)

export type Checked = { readonly value: unknown } | { readonly problems: readonly FieldProblem[] }

/** Checks what came from outside. `text` parts (query, path) are text on the wire: numbers and booleans are read from it. */
export function validator(schema: TSchema, part: 'body' | 'query' | 'params'): (input: unknown) => Checked {
  // At the first request: most operations of most processes are never asked for.
  let compiled: ReturnType<typeof Compile> | undefined
  let fills: boolean | undefined
  const text = part !== 'body'
  /** What nothing at all comes to; most requests have no query. */
  let nothing: object | undefined
  return input => {
    const isNothing = text && hasNothing(input)
    if (isNothing && nothing) return { value: { ...nothing } }
    const given = input ?? (text ? {} : null)
    fills ??= hasDefault(schema)
    // It looks at every value, and most schemas have nothing to fill in.
    const filled = fills ? Value.Default(schema, given) : given
    const value = text ? Value.Convert(schema, filled) : filled
    compiled ??= Compile(schema)
    if (compiled.Check(value)) {
      if (isNothing) nothing = { ...(value as object) }
      return { value }
    }
    const seen = new Set<string>()
    const problems: FieldProblem[] = []
    for (const error of compiled.Errors(enoughToTell([schema], value))) {
      const problem = validationMessage(error, part)
      if (!problem || seen.has(problem.field)) continue
      seen.add(problem.field)
      problems.push(problem)
      if (problems.length >= 20) break
    }
    return { problems: problems.length > 0 ? problems : [fieldProblem(part, 'field.schema')] }
  }
}

export function hasNothing(value: unknown): boolean {
  for (const _name in value as object) return false
  return typeof value === 'object' && value !== null
}

const hasDefault = (schema: unknown): boolean =>
  typeof schema === 'object' &&
  schema !== null &&
  Object.entries(schema).some(([name, inner]) => name === 'default' || hasDefault(inner))

type Known = {
  readonly anyOf?: readonly TSchema[]
  readonly items?: TSchema
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly patternProperties?: Readonly<Record<string, TSchema>>
}

const mostEntries = 1_000
const mostUnknown = 20

/**
 * What is wrong with a value is found by looking at all of it, at lists several times over. Of a list that is too long one
 * entry too many is as wrong as all of them, and so are twenty unknown fields instead of thousands.
 */
function enoughToTell(schemas: readonly TSchema[], value: unknown): unknown {
  if (schemas.length === 0 || typeof value !== 'object' || value === null) return value
  const forms = schemas.flatMap(schema => (schema as Known).anyOf ?? [schema]) as readonly Known[]
  if (Array.isArray(value)) {
    const most = Math.max(...forms.map(({ items, maxItems = mostEntries }) => (items ? maxItems : 0)))
    const items = forms.flatMap(form => form.items ?? [])
    return value.slice(0, most + 1).map(one => enoughToTell(items, one))
  }
  const others = forms.flatMap(({ patternProperties = {} }) => Object.values(patternProperties))
  let left = others.length > 0 ? mostEntries : mostUnknown
  const kept: [string, unknown][] = []
  for (const [name, inner] of Object.entries(value)) {
    const known = forms.flatMap(({ properties = {} }) =>
      Object.hasOwn(properties, name) ? (properties[name] ?? []) : [],
    )
    if (known.length === 0 && left-- <= 0) continue
    kept.push([name, enoughToTell(known.length > 0 ? known : others, inner)])
  }
  return Object.fromEntries(kept)
}
