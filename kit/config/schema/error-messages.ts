import { say } from '../../messages/kit-catalogue.ts'
import { type Message, plainText, same } from '../../messages/message.ts'
import { nearest } from '../../service/validation-message.ts'
import { didYouMean } from '../problem.ts'
import { isDuration } from './duration.ts'
import { isMapping, type JsonSchema } from './json-schema.ts'

const formats: Readonly<Record<string, Message>> = {
  'date-time': say('config.time'),
  email: say('config.email'),
  hostname: say('config.hostname'),
  ipv4: say('config.ipv4'),
  ipv6: say('config.ipv6'),
  uri: say('config.absolute-url'),
  url: say('config.url'),
}

const httpUrl = say('config.web-url')
const patterns: Readonly<Record<string, Message>> = {
  '^https?://': httpUrl,
  '^[hH][tT][tT][pP][sS]?://[^\\s/]': httpUrl,
  '^postgres(ql)?://': say('config.postgres-url'),
}

/** What would be right, as the end of "must be …". */
export function expected(schema: JsonSchema, isDescribed = schema.description !== undefined): Message {
  if (schema.expects_i18n) return schema.expects_i18n
  if (schema.expects) return plainText(schema.expects)
  if (isDuration(schema)) {
    return say('config.duration', { range: range(schema, 's'), forms: say('config.duration-forms') })
  }
  const words = allowed(schema)
  if (words)
    return words.length === 1 ? plainText(String(words[0])) : say('config.one-of', { values: words.map(String) })
  if (schema.anyOf)
    return schema.discriminator
      ? say('config.mapping')
      : either(alternatives(schema).map(one => expected(one, isDescribed)))
  if (schema.type === 'string') return text(schema, isDescribed)
  if (schema.type === 'integer') return say('config.whole-number', { range: range(schema) })
  if (schema.type === 'number') return say('config.number', { range: range(schema) })
  if (schema.type === 'boolean') return say('config.boolean')
  if (schema.type === 'null') return say('config.null')
  if (schema.type === 'array') return say('config.list')
  if (schema.type === 'object') return say('config.mapping')
  return say('config.something')
}

/** The description of a value whose schema has a pattern that people should not have to read. */
export function descriptionInstead(schema: JsonSchema): Message | undefined {
  const isOpaque = ({ pattern, ...one }: JsonSchema): boolean =>
    pattern !== undefined && patterns[pattern] === undefined && !allowed({ pattern }) && !isDuration(one)
  const opaque = !schema.expects && alternatives(schema).some(isOpaque)
  return opaque && schema.description !== undefined ? plainText(schema.description.replace(/\.$/, '')) : undefined
}

/** What was found, as the end of "…, not …". A password in a URL is not printed. */
export function found(value: unknown): Message | string {
  if (value === null) return say('config.found-nothing')
  if (value === '') return say('config.found-empty')
  if (Array.isArray(value)) return say('config.list')
  if (isMapping(value)) return say('config.mapping')
  if (typeof value !== 'string') return String(value)
  const shown = value.replace(/\/\/[^/@\s]*@/g, '//***@')
  return JSON.stringify(shown.length > 60 ? `${shown.slice(0, 60)}…` : shown)
}

/** The usual slips: what to write instead. `meant`: the value, if it is right in its other form, with or without quotes. */
export function hintFor(schema: JsonSchema, value: unknown, meant: unknown): Message | undefined {
  const accepts = (type: string) => alternatives(schema).some(one => [one.type].flat().includes(type))
  if (isDuration(schema)) return typeof value === 'string' ? didYouMean(durationMeant(value)) : undefined
  if (value === null) return accepts('string') ? say('yaml.quote-text', { sign: '#' }) : undefined
  if (accepts('boolean') && ['string', 'number'].includes(typeof value)) {
    if (/^(yes|y|on|true|1|oui|vrai)$/i.test(String(value))) return say('yaml.write', { text: 'true' })
    return /^(no|n|off|false|0|non|faux)$/i.test(String(value)) ? say('yaml.write', { text: 'false' }) : undefined
  }
  const url = patterns[schema.pattern ?? ''] === httpUrl && typeof value === 'string' ? urlMeant(value) : undefined
  if (url) return didYouMean(url)
  const words = allowed(schema)
  if (words) return typeof value === 'string' ? didYouMean(nearest(value, words.map(String))) : undefined
  if (typeof value === 'string' && typeof meant === 'number') return say('config.unquoted', { value })
  if (schema.type === 'array' && !isMapping(value)) {
    return say('config.write-list', { value: schema.secret ? ' … ' : found(value) })
  }
  if (typeof value !== 'string' && typeof meant === 'string') {
    return schema.secret ? say('config.quoted') : say('yaml.write', { text: `"${value}"` })
  }
  if (accepts('string') && isMapping(value)) return say('config.quote-text', { brace: '{' })
  return undefined
}

/** The schema itself, or all that it leaves open, at any depth. */
const alternatives = (schema: JsonSchema): readonly JsonSchema[] => schema.anyOf?.flatMap(alternatives) ?? [schema]

/** The values of a closed choice, also of one that is written as a pattern: `^(?i:info|warn)$`. */
function allowed({ enum: choice, const: only, pattern, anyOf }: JsonSchema): readonly unknown[] | undefined {
  if (choice) return choice
  if (only !== undefined) return [only]
  const words = pattern === undefined ? undefined : /^\^\((?:\?[a-z]*:)?([\w-]+(?:\|[\w-]+)*)\)\$$/.exec(pattern)?.[1]
  if (words) return words.split('|')
  const parts = anyOf?.map(allowed)
  return parts?.every(part => part !== undefined) ? parts.flat() : undefined
}

function text({ pattern, format, minLength = 0 }: JsonSchema, isDescribed: boolean): Message {
  if (pattern) {
    return patterns[pattern] ?? (isDescribed ? say('config.text-form') : say('config.text-pattern', { pattern }))
  }
  if (format) return formats[format] ?? say('config.text-format', { format })
  return minLength > 1 ? say('config.text-least', { limit: minLength }) : say('config.text')
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema, unit = ''): Message {
  if (exclusiveMinimum !== undefined) return say('config.above', { low: `${exclusiveMinimum}${unit}` })
  if (exclusiveMaximum !== undefined) return say('config.below', { high: `${exclusiveMaximum}${unit}` })
  const [low, high] = [`${minimum ?? ''}${unit}`, `${maximum ?? ''}${unit}`]
  if (minimum !== undefined && maximum !== undefined) return say('config.between', { low, high })
  if (minimum || (minimum === 0 && unit === '' && maximum === undefined)) return say('config.least', { low })
  return maximum === undefined ? say('config.any') : say('config.most', { high })
}

function either(parts: readonly Message[]): Message {
  const different = parts.filter((one, index) => parts.findIndex(other => same(one, other)) === index)
  const last = different.at(-1) ?? say('config.something')
  return different.length < 2 ? last : say('config.either', { some: different.slice(0, -1), last })
}

/** A host, and perhaps what comes after it. */
const urlMeant = (value: string): string | undefined =>
  /^([\w-]+\.)+[a-z]{2,}(:\d+)?(\/\S*)?$/i.test(value) ? `https://${value}` : undefined

/** `10 s`, `5min`, `2 hours`. */
function durationMeant(value: string): string | undefined {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|sec\w*|min\w*|hours?|days?)\s*$/i.exec(value) ?? []
  if (unit === undefined) return undefined
  const meant = `${amount}${/^ms$/i.test(unit) ? 'ms' : unit.charAt(0).toLowerCase()}`
  return meant === value ? undefined : meant
}
