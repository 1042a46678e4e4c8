import { nearest } from '../../service/validation-message.ts'
import { didYouMean } from '../problem.ts'
import { durationForms, isDuration } from './duration.ts'
import { isMapping, type JsonSchema } from './json-schema.ts'

const formats: Readonly<Record<string, string>> = {
  'date-time': 'a time such as 2026-01-31T14:02:00Z',
  email: 'an e-mail address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uri: 'an absolute URL',
  url: 'a URL',
}

const httpUrl = 'a URL that starts with http:// or https://'
const patterns: Readonly<Record<string, string>> = {
  '^https?://': httpUrl,
  '^[hH][tT][tT][pP][sS]?://[^\\s/]': httpUrl,
  '^postgres(ql)?://': 'a URL that starts with postgres://',
}

/** What would be right, as the end of "must be …". */
export function expected(schema: JsonSchema, isDescribed = schema.description !== undefined): string {
  if (schema.expects) return schema.expects
  if (isDuration(schema)) return `a duration${range(schema, 's')}: ${durationForms}`
  const words = allowed(schema)
  if (words) return words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`
  if (schema.anyOf)
    return schema.discriminator ? 'a mapping' : either(alternatives(schema).map(one => expected(one, isDescribed)))
  if (schema.type === 'string') return text(schema, isDescribed)
  if (schema.type === 'integer') return `a whole number${range(schema)}`
  if (schema.type === 'number') return `a number${range(schema)}`
  if (schema.type === 'boolean') return 'true or false'
  if (schema.type === 'null') return 'empty'
  if (schema.type === 'array') return 'a list'
  if (schema.type === 'object') return 'a mapping'
  return 'something else'
}

/** The description of a value whose schema has a pattern that people should not have to read. */
export function descriptionInstead(schema: JsonSchema): string | undefined {
  const isOpaque = ({ pattern, ...one }: JsonSchema): boolean =>
    pattern !== undefined && patterns[pattern] === undefined && !allowed({ pattern }) && !isDuration(one)
  const opaque = !schema.expects && alternatives(schema).some(isOpaque)
  return opaque ? schema.description?.replace(/\.$/, '') : undefined
}

/** What was found, as the end of "…, not …". A password in a URL is not printed. */
export function found(value: unknown): string {
  if (value === null) return 'nothing'
  if (value === '') return 'an empty text'
  if (Array.isArray(value)) return 'a list'
  if (isMapping(value)) return 'a mapping'
  if (typeof value !== 'string') return String(value)
  const shown = value.replace(/\/\/[^/@\s]*@/g, '//***@')
  return JSON.stringify(shown.length > 60 ? `${shown.slice(0, 60)}…` : shown)
}

/** The usual slips: what to write instead. `meant`: the value, if it is right in its other form, with or without quotes. */
export function hintFor(schema: JsonSchema, value: unknown, meant: unknown): string | undefined {
  const accepts = (type: string) => alternatives(schema).some(one => [one.type].flat().includes(type))
  if (isDuration(schema)) return typeof value === 'string' ? didYouMean(durationMeant(value)) : undefined
  if (value === null) return accepts('string') ? 'a text that starts with # needs quotes' : undefined
  if (accepts('boolean') && ['string', 'number'].includes(typeof value)) {
    if (/^(yes|y|on|true|1|oui|vrai)$/i.test(String(value))) return 'write true'
    return /^(no|n|off|false|0|non|faux)$/i.test(String(value)) ? 'write false' : undefined
  }
  const url = patterns[schema.pattern ?? ''] === httpUrl && typeof value === 'string' ? urlMeant(value) : undefined
  if (url) return didYouMean(url)
  const words = allowed(schema)
  if (words) return typeof value === 'string' ? didYouMean(nearest(value, words.map(String))) : undefined
  if (typeof value === 'string' && typeof meant === 'number') return `write ${value} without quotes`
  if (schema.type === 'array' && !isMapping(value)) return schema.secret ? 'write [ … ]' : `write [${found(value)}]`
  if (typeof value !== 'string' && typeof meant === 'string') {
    return schema.secret ? 'put it in quotes' : `write "${value}"`
  }
  if (accepts('string') && isMapping(value)) return 'a text that contains ": " or starts with { needs quotes'
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

function text({ pattern, format, minLength = 0 }: JsonSchema, isDescribed: boolean): string {
  if (pattern) return patterns[pattern] ?? (isDescribed ? 'text of a certain form' : `text of the form ${pattern}`)
  if (format) return formats[format] ?? `text of the format ${format}`
  return minLength > 1 ? `text of at least ${minLength} characters` : 'text'
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema, unit = ''): string {
  if (exclusiveMinimum !== undefined) return ` greater than ${exclusiveMinimum}${unit}`
  if (exclusiveMaximum !== undefined) return ` less than ${exclusiveMaximum}${unit}`
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum}${unit} to ${maximum}${unit}`
  if (minimum) return ` of at least ${minimum}${unit}`
  if (maximum !== undefined) return ` of at most ${maximum}${unit}`
  return minimum === 0 && unit === '' ? ' of at least 0' : ''
}

function either(parts: readonly string[]): string {
  const different = [...new Set(parts)]
  return different.length < 2 ? different.join('') : `${different.slice(0, -1).join(', ')} or ${different.at(-1)}`
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
