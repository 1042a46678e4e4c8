import { Type } from 'typebox'
import { inEach, languages } from './languages.ts'
import type { Message } from './message.ts'

/**
 * Any params: they are named by the catalogue, and readers of another version must take what they do not know. It stands
 * apart from `message.ts`, which browsers load and the schema library is too large for.
 */
export const MessageSchema = Type.Unsafe<Message>(
  Type.Object({ code: Type.String(), params: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
)

export const LanguageSchema = Type.Enum([...languages])

/** A sentence in every language. */
export const Sentences = Type.Object(inEach(() => Type.String()))
