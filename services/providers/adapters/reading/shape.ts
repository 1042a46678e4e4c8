import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Document, Unreadable } from './adapter.ts'
import { decode } from './decode.ts'

/** Vendors leave out what they do not know, or say null. */
export const text = Type.Optional(Type.Union([Type.String(), Type.Null()]))

/** Asserts the shape of what a provider sent before anything is read from it. */
export type Shape<Schema extends TSchema> = {
  readonly fits: (value: unknown) => value is Static<Schema>
  /** Throws `Unreadable` that names the first wrong place. */
  readonly of: (value: unknown) => Static<Schema>
}

export function shape<Schema extends TSchema>(what: string, schema: Schema): Shape<Schema> {
  let compiled: ReturnType<typeof Compile<Schema>> | undefined
  const validator = () => {
    compiled ??= Compile(schema)
    return compiled
  }
  const fits = (value: unknown): value is Static<Schema> => validator().Check(value)
  return {
    fits,
    of: value => {
      if (fits(value)) return value
      const [first] = validator().Errors(value)
      throw new Unreadable(`is not ${what}: ${first?.instancePath || 'it'} ${first?.message ?? 'has another shape'}`)
    },
  }
}

export function parseJson(document: Document): unknown {
  const text = decode(document)
  if (/^\s*</.test(text)) throw new Unreadable('is HTML or XML where JSON was expected')
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('is not valid JSON')
  }
}
