/** A schema as the API document writes it. */
export type Schema = {
  readonly type?: string
  readonly format?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly minLength?: number
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}

/** Valid by its schema, every field filled in; what it names may not be there. */
export function sampleOf(schema: Schema, name = '', depth = 0): unknown {
  const { anyOf, allOf, items, properties } = schema
  if (depth > 8) return undefined
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (anyOf?.[0]) return sampleOf(anyOf[0], name, depth + 1)
  if (allOf) return Object.assign({}, ...allOf.map(one => sampleOf(one, name, depth + 1)))
  if (properties || schema.type === 'object') {
    const fields = Object.entries(properties ?? {}).map(([key, one]) => [key, sampleOf(one, key, depth + 1)] as const)
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
  }
  if (schema.type === 'array') return items ? [sampleOf(items, name, depth + 1)] : []
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  return textOf(schema, name)
}

function textOf({ format, minLength = 1 }: Schema, name: string): string {
  if (format === 'date-time') return '2100-01-01T00:00:00.000Z'
  if (name.includes('email')) return 'ada@example.test'
  if (name.includes('url')) return 'https://example.test/'
  return 'mine'.padEnd(minLength, 'e')
}

type Place = readonly (string | number)[]

/** Every place within a JSON value, itself included. */
export function placesOf(value: unknown, place: Place = []): Place[] {
  const inner = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(typeof value === 'object' && value !== null ? value : {})
  return [place, ...inner.flatMap(([key, one]) => placesOf(one, [...place, key]))]
}

/** The value with something else at one of its places. */
export function withAt(value: unknown, [key, ...more]: Place, other: unknown): unknown {
  if (key === undefined) return other
  const inner = withAt((value as Readonly<Record<string | number, unknown>>)[key], more, other)
  if (Array.isArray(value)) return value.with(Number(key), inner)
  return { ...(value as object), [key]: inner }
}

/** What a schema may let pass, and a program may stumble over. */
export const hostileValues: readonly unknown[] = [
  // Every object has these, though nobody gave them to it.
  ...['constructor', '__proto__', 'toString'],
  // RFC 3339 allows a leap second and the name of a zone; both others lie outside of the years that have four digits.
  ...['9999-12-31T23:59:60Z', '2026-01-01T00:00:00Z[Europe/Paris]'],
  ...['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+12:00'],
  // Half a character, a line break, a wildcard.
  ...['\ud800', 'a\r\nb: c', '%', ''],
  ...[9_007_199_254_740_991, 2_147_483_648, 1e308, -1, 1.5, null],
  ...[[], {}, [null], { constructor: { prototype: 1 } }],
]
