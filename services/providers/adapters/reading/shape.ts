import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Message, say } from '../../../../contracts/messages/words.ts'
import { type SchemaError, validationMessage } from '../../../../kit/service/validation-message.ts'
import { type Document, unreadable } from './adapter.ts'

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
      throw unreadable('provider.shape', { what, problem: problemOf(first) })
    },
  }
}

/** The first wrong place, and what it should be. */
function problemOf(error: SchemaError | undefined): Message {
  const wrong = error && validationMessage(error, '')
  if (!wrong) return say('field.schema')
  const { field, message_i18n: problem } = wrong
  return field === '' ? problem : say('field.wrong', { field, problem, others: 0 })
}

export function parseJson(document: Document): unknown {
  const text = decode(document)
  if (/^\s*</.test(text)) throw unreadable('provider.markup')
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable('provider.not-json')
  }
}

const marks: readonly [charset: string, bytes: readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
]

/**
 * By byte order mark, then by the charset of the header or of the XML declaration, then as UTF-8. Bytes that the
 * character set does not have make it unreadable: half of a status is none.
 */
export function decode({ body, content_type }: Document): string {
  const charset = markedCharset(body) ?? declaredCharset(body, content_type) ?? 'utf-8'
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body)
  } catch {
    throw unreadable('provider.charset', { charset })
  }
}

function markedCharset(body: Uint8Array): string | undefined {
  return marks.find(([, bytes]) => bytes.every((byte, index) => body[index] === byte))?.[0]
}

function declaredCharset(body: Uint8Array, content_type: string | null): string | undefined {
  const ofHeader = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(content_type ?? '')?.[1]
  if (ofHeader) return ofHeader
  const start = Buffer.from(body.subarray(0, 200)).toString('latin1')
  return /^\s*<\?xml[^>]*\sencoding=["']([\w-]+)["']/.exec(start)?.[1]
}
