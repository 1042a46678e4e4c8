import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { say } from '../../messages/kit-catalogue.ts'
import type { Message } from '../../messages/message.ts'
import { validationMessage } from '../../service/validation-message.ts'
import { isDuration, seconds } from './duration.ts'
import { descriptionInstead, expected, found, hintFor } from './error-messages.ts'
import type { JsonSchema } from './json-schema.ts'

export type Leaf =
  | { readonly value: unknown }
  | {
      readonly message: Message
      readonly hint?: Message | undefined
      /** What was probably meant, so that rules about other things can still be asked; undefined when unclear. */
      readonly meant: unknown
    }

/**
 * A value without parts of its own, or one whose parts no walk can follow. `from_variable`: it was text because
 * variables are, so it may stand for a number or for true and false; and it is not printed.
 */
export function readLeaf(schema: JsonSchema, value: unknown, from_variable: boolean): Leaf {
  const accepted = accept(schema, value) ?? (from_variable ? accept(schema, fromText(String(value))) : undefined)
  if (accepted) return accepted
  const meant = repaired(schema, value)
  return { ...refusal(schema, value, { from_variable, meant }), meant }
}

function repaired(schema: JsonSchema, value: unknown): unknown {
  if (schema.type === typeof value) return value
  if (typeof value === 'string') return accept(schema, fromText(value))?.value
  return typeof value === 'number' || typeof value === 'boolean' ? accept(schema, String(value))?.value : undefined
}

function refusal(schema: JsonSchema, value: unknown, known: { from_variable: boolean; meant: unknown }) {
  const wanted = expected(schema)
  const instead = descriptionInstead(schema)
  const hint = hintFor(schema, value, known.meant) ?? instead
  if (value === null) return { message: say('config.empty', { expected: wanted }), hint }
  if (value === '' && (schema.minLength ?? 0) > 0) return { message: say('field.empty') }
  if (typeof value === 'string' && schema.maxLength !== undefined && value.length > schema.maxLength) {
    return { message: say('config.long', { limit: schema.maxLength, length: value.length }) }
  }
  const part = hasOtherParts(schema) ? validatorOf(schema).Errors(value)[0] : undefined
  const inPart = part && validationMessage(part, '')
  if (inPart) return { message: say('config.problem', { place: inPart.field, problem: inPart.message_i18n }) }
  if (known.from_variable) return { message: say('config.must-variable', { expected: wanted }), hint: instead }
  if (schema.secret) {
    return { message: say('config.must', { expected: wanted }), hint: typeof value === 'string' ? instead : hint }
  }
  return { message: say('config.must-not', { expected: wanted, found: found(value) }), hint }
}

function accept(schema: JsonSchema, value: unknown): { readonly value: unknown } | undefined {
  if (schema.anyOf) {
    for (const alternative of schema.anyOf) {
      const accepted = accept(alternative, value)
      if (accepted) return accepted
    }
    return undefined
  }
  if (!validatorOf(schema).Check(value)) return undefined
  if (typeof value !== 'string' || !isDuration(schema)) return { value }
  const number = seconds(value)
  return validatorOf(schema).Check(number) ? { value: number } : undefined
}

/** What an unquoted value of the file would be. */
function fromText(text: string): unknown {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return text === 'true' ? true : text === 'false' ? false : text
}

/** Tuples and the like: the walk does not follow them, so the validator tells which part is wrong. */
const hasOtherParts = (schema: JsonSchema): boolean => Array.isArray(schema.items) || 'allOf' in schema

const validators = new WeakMap<object, Validator>()

function validatorOf(schema: JsonSchema): Validator {
  const before = validators.get(schema)
  if (before) return before
  const validator = Compile(schema as TSchema)
  validators.set(schema, validator)
  return validator
}
