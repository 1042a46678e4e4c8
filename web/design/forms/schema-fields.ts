/** The part of JSON Schema that settings are written in. */
export type Schema = {
  readonly type?: string | readonly string[]
  readonly enum?: readonly (string | number)[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly description?: string
  readonly default?: unknown
  readonly secret?: boolean
  /** What is secret in it is shown as ***. */
  readonly address?: boolean
  readonly multiline?: boolean
  /** `s`: a duration, as a number of seconds or as `500ms`, `5m`. */
  readonly unit?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

type Sort = 'text' | 'longText' | 'secret' | 'number' | 'boolean' | 'choice' | 'lines' | 'pairs' | 'mixed'

export type SchemaField = {
  /** `tls.server_name` */
  readonly path: string
  readonly name: string
  readonly sort: Sort
  readonly schema: Schema
  readonly required: boolean
}

export type SchemaValues = Readonly<Record<string, string | boolean>>

/** The fields of a schema, those of inner objects with their path. A form draws these, whatever they belong to. */
export function fieldsOf(schema: Schema, path = ''): readonly SchemaField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]): readonly SchemaField[] => {
    const place = path ? `${path}.${name}` : name
    if (inner.properties) return fieldsOf(inner, place)
    const required = (schema.required?.includes(name) ?? false) && inner.default === undefined
    return [{ path: place, name, sort: sortOf(inner), schema: inner, required }]
  })
}

/** What has to be said comes first; what has a good default waits behind "more". */
export const isBasic = (field: SchemaField): boolean => field.required

const longText = 4_096

function sortOf(schema: Schema): Sort {
  if (schema.enum) return 'choice'
  if (schema.patternProperties) return 'pairs'
  if (schema.anyOf || Array.isArray(schema.type)) return 'mixed'
  if (schema.type === 'array') return 'lines'
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.multiline) return 'longText'
  if (schema.secret) return 'secret'
  return (schema.maxLength ?? 0) >= longText ? 'longText' : 'text'
}

/** What stands in the fields: what is given, else the default. */
export function toValues(fields: readonly SchemaField[], given: Readonly<Record<string, unknown>> = {}): SchemaValues {
  return Object.fromEntries(
    fields.map(field => [field.path, toText(field, at(given, field.path) ?? field.schema.default)]),
  )
}

function toText({ sort }: SchemaField, value: unknown): string | boolean {
  if (sort === 'boolean') return value === true
  if (value === undefined || value === null) return ''
  if (sort === 'lines') return (value as readonly unknown[]).join('\n')
  if (sort === 'pairs')
    return Object.entries(value)
      .map(([name, inner]) => `${name}: ${inner}`)
      .join('\n')
  return Array.isArray(value) ? value.join(', ') : String(value)
}

/** What is sent: left out where nothing was typed, and where it is the default anyway. */
export function toBody(fields: readonly SchemaField[], values: SchemaValues): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    const value = fromText(field, values[field.path] ?? '')
    if (value === undefined || JSON.stringify(value) === JSON.stringify(field.schema.default)) continue
    put(body, field.path.split('.'), value)
  }
  return body
}

function fromText({ sort, schema }: SchemaField, typed: string | boolean): unknown {
  if (typeof typed === 'boolean') return typed
  if (typed.trim() === '') return undefined
  if (sort === 'number') return numberOr(typed)
  if (sort === 'choice') return schema.enum?.find(one => String(one) === typed) ?? typed
  if (sort === 'lines') return linesOf(typed)
  if (sort === 'pairs') return Object.fromEntries(linesOf(typed).map(pairOf))
  if (sort === 'mixed') return mixed(typed, schema)
  return typed
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
const numberOr = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text)

function pairOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':')
  return colon === -1 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}

function mixed(text: string, schema: Schema): unknown {
  const takesList = schema.anyOf?.some(one => one.type === 'array')
  return takesList && text.includes(',') ? text.split(',').map(part => numberOr(part.trim())) : numberOr(text.trim())
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)
}

function put(body: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    body[name] = value
    return
  }
  const inner = (body[name] ?? {}) as Record<string, unknown>
  body[name] = inner
  put(inner, rest, value)
}
