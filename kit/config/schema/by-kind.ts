import { type Static, type TObject, type TSchema, type TString, type TUnsafe, Type } from 'typebox'
import type { JsonSchema } from './json-schema.ts'

type Kinds = Readonly<Record<string, TObject>>

export type ByKindOptions<Key extends string, Of extends Kinds, Common extends TObject, Text extends TString> = {
  /** The key that names the kind; `kind` when left out. */
  readonly key?: Key
  /** The kind of an item that names none; without it every item has to. */
  readonly default?: keyof Of & string
  readonly kinds: Of
  /** Keys that every kind has. */
  readonly common?: Common
  /** Lets an item be a plain text too. */
  readonly text?: Text
}

type ItemOf<Key extends string, Of extends Kinds, Common extends TObject> = {
  [Kind in keyof Of & string]: { [_ in Key]: Kind } & Static<Of[Kind]> & Static<Common>
}[keyof Of & string]

/** An item whose other keys depend on its kind. In JSON Schema: one alternative per kind. */
export function ByKind<
  Of extends Kinds,
  Key extends string = 'kind',
  Common extends TObject = TObject,
  Text extends TString = never,
>(options: ByKindOptions<Key, Of, Common, Text>): TUnsafe<ItemOf<Key, Of, Common> | Static<Text>> {
  const { key = 'kind', kinds, common, text } = options
  const alternatives: TSchema[] = Object.entries(kinds).map(([kind, { type, properties, required, ...own }]) => {
    const name = kind === options.default ? Type.Optional(Type.Literal(kind, { default: kind })) : Type.Literal(kind)
    return Type.Object(
      { [key]: name, ...common?.properties, ...properties },
      { title: kind, additionalProperties: false, ...own },
    )
  })
  if (text) alternatives.push(text)
  return Type.Unsafe({ anyOf: alternatives, discriminator: { propertyName: key } })
}

export type KindsOfItem = {
  readonly key: string
  readonly default: string | undefined
  readonly kinds: ReadonlyMap<string, JsonSchema>
  readonly text: JsonSchema | undefined
}

const known = new WeakMap<object, KindsOfItem>()

/** The alternatives of a schema that ByKind made; undefined for any other. */
export function kindsOf(schema: JsonSchema): KindsOfItem | undefined {
  if (!schema.discriminator || !schema.anyOf) return undefined
  const before = known.get(schema)
  if (before) return before
  const key = schema.discriminator.propertyName
  const kinds = new Map<string, JsonSchema>()
  for (const alternative of schema.anyOf) {
    const kind = alternative.properties?.[key]?.const
    if (typeof kind === 'string') kinds.set(kind, alternative)
  }
  const [fallback] = [...kinds].find(([, alternative]) => !alternative.required?.includes(key)) ?? []
  const item = { key, default: fallback, kinds, text: schema.anyOf.find(({ type }) => type === 'string') }
  known.set(schema, item)
  return item
}
