import type { TObject } from 'typebox'
import type { Message } from '../../messages/message.ts'

/**
 * The part of JSON Schema that configuration is described in, and the words we add to it:
 * `secret` (never shown; `<key>_file` reads it from a file), `address` (what is secret in it is never shown), `env` (the
 * variable that gives the value when the file does not), `expects` with `expects_i18n` (what would be right, in words, when the schema alone says it badly), `unit` (see Duration),
 * `multiline` (a text of several lines).
 */
export type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema | readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly anyOf?: readonly JsonSchema[]
  readonly discriminator?: { readonly propertyName: string }
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly title?: string
  readonly description?: string
  readonly secret?: boolean
  readonly address?: boolean
  readonly multiline?: boolean
  readonly env?: string
  readonly expects?: string
  readonly expects_i18n?: Message
  readonly unit?: string
}

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Its keys are described one by one, or all alike. */
export const describesKeys = (schema: JsonSchema): boolean =>
  schema.properties !== undefined ||
  schema.patternProperties !== undefined ||
  typeof schema.additionalProperties === 'object'

export const itemsOf = (schema: JsonSchema): JsonSchema | undefined =>
  schema.items === undefined || Array.isArray(schema.items) ? undefined : (schema.items as JsonSchema)

/** A mapping's schema, made ready for being asked thousands of times. */
export type Shape = {
  readonly properties: readonly (readonly [string, JsonSchema])[]
  readonly required: ReadonlySet<string>
  readonly patterns: readonly (readonly [RegExp, JsonSchema])[]
  /** `token_file` → `token`. */
  readonly secret_files: ReadonlyMap<string, string>
  /** Key → the variable that may give its value. */
  readonly variables: ReadonlyMap<string, string>
  readonly open: boolean
}

/** A secret that is one text. */
export const mayComeFromFile = ({ secret, type }: JsonSchema): boolean => secret === true && type === 'string'

const shapes = new WeakMap<object, Shape>()

export function shapeOf(schema: JsonSchema): Shape {
  const before = shapes.get(schema)
  if (before) return before
  const properties = Object.entries(schema.properties ?? {})
  const shape = {
    properties,
    required: new Set(schema.required),
    patterns: Object.entries(schema.patternProperties ?? {}).map(([key, one]) => [new RegExp(key), one] as const),
    secret_files: new Map(properties.filter(([, one]) => mayComeFromFile(one)).map(([key]) => [`${key}_file`, key])),
    variables: new Map(properties.flatMap(([key, { env }]) => (env === undefined ? [] : [[key, env] as const]))),
    open: schema.additionalProperties === true,
  }
  shapes.set(schema, shape)
  return shape
}

/** What a mapping of this schema says about one key; undefined when it does not know it. */
export function propertyOf(schema: JsonSchema, key: string): JsonSchema | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key]
  for (const [pattern, property] of shapeOf(schema).patterns) if (pattern.test(key)) return property
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
}

/** TypeBox's objects are plain JSON Schema at run time; its types only speak another language. */
export function plainSchema(schema: TObject): JsonSchema {
  return schema as object
}
