import { say } from '../../messages/kit-catalogue.ts'
import type { Message } from '../../messages/message.ts'
import { nearest } from '../../service/validation-message.ts'
import { didYouMean } from '../problem.ts'
import { kindsOf } from './by-kind.ts'
import { found } from './error-messages.ts'
import { describesKeys, isMapping, itemsOf, type JsonSchema } from './json-schema.ts'

export type KindTaken = { readonly kind: string; readonly all: ReadonlyMap<string, JsonSchema> }

export type Alternative =
  | { readonly schema: JsonSchema; readonly kinds?: KindTaken }
  | { readonly key: string; readonly message: Message; readonly hint: Message | undefined }

/** The one of a schema's alternatives that the value means, or what is wrong with the key that should tell. */
export function alternativeOf(schema: JsonSchema, value: unknown, faults: (schema: JsonSchema) => number): Alternative {
  if (!schema.anyOf) return { schema }
  const item = kindsOf(schema)
  if (item?.text && typeof value === 'string') return { schema: item.text }
  if (item && isMapping(value)) {
    const kind = value[item.key] ?? item.default
    const taken = typeof kind === 'string' ? item.kinds.get(kind) : undefined
    if (taken) return { schema: taken, kinds: { kind: String(kind), all: item.kinds } }
    const names = [...item.kinds.keys()]
    const expected = say('config.one-of', { values: names })
    if (kind === undefined) return { key: item.key, message: say('config.missing', { expected }), hint: undefined }
    const hint = typeof kind === 'string' ? didYouMean(nearest(kind, names)) : undefined
    return { key: item.key, message: say('config.must-not', { expected, found: found(kind) }), hint }
  }
  const fitting = schema.anyOf.filter(one => {
    if (Array.isArray(value)) return itemsOf(one) !== undefined
    return isMapping(value) && (describesKeys(one) || one.anyOf !== undefined)
  })
  const best = fitting.length < 2 ? fitting[0] : fitting.toSorted((a, b) => faults(a) - faults(b))[0]
  return best ? alternativeOf(best, value, faults) : { schema }
}
