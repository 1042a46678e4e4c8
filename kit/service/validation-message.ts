import { distance } from 'fastest-levenshtein'
import type { FieldProblem } from './errors.ts'

/** What `typebox` says of one wrong place. */
export type SchemaError = {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

/** `/services/2/url` → `services[2].url`. */
export function fieldOf(instancePath: string): string {
  return instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('')
}

/** The field and what would be right, in a sentence; null for errors that only repeat another one. */
export function validationMessage(error: SchemaError, part: string): FieldProblem | null {
  const say = sentences[error.keyword]
  const params = error.params as Params
  const at = [part, fieldOf(error.instancePath)].filter(Boolean).join('.').replace('.[', '[')
  if (error.keyword === 'boolean') return null
  if (error.keyword === 'required') {
    const missing = params.requiredProperties?.[0] ?? ''
    return { field: `${at}.${missing}`, message: 'is required' }
  }
  if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') {
    const extra = (params.additionalProperties ?? params.unevaluatedProperties)?.[0] ?? ''
    return { field: `${at}.${extra}`, message: 'is not a known field; remove it' }
  }
  return { field: at, message: say ? say(params) : error.message }
}

type Params = {
  readonly allowedValues?: readonly unknown[]
  readonly limit?: number
  readonly comparison?: string
  readonly type?: string | readonly string[]
  readonly pattern?: string | RegExp
  readonly format?: string
  readonly requiredProperties?: readonly string[]
  readonly additionalProperties?: readonly string[]
  readonly unevaluatedProperties?: readonly string[]
}

const formats: Readonly<Record<string, string>> = {
  'date-time': 'a time such as 2026-01-31T14:02:00Z',
  email: 'an e-mail address',
  uri: 'an absolute URL',
}

const sentences: Readonly<Record<string, (params: Params) => string>> = {
  type: ({ type }) => `must be ${article(String(type))}`,
  enum: ({ allowedValues }) => `must be one of ${(allowedValues ?? []).join(', ')}`,
  const: () => 'has only one allowed value',
  minLength: ({ limit }) => (limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`),
  maxLength: ({ limit }) => `must have at most ${counted(limit, 'character', 'characters')}`,
  minimum: ({ limit }) => `must be ${limit} or more`,
  maximum: ({ limit }) => `must be ${limit} or less`,
  exclusiveMinimum: ({ limit }) => `must be more than ${limit}`,
  minItems: ({ limit }) => `must have at least ${counted(limit, 'entry', 'entries')}`,
  maxItems: ({ limit }) => `must have at most ${counted(limit, 'entry', 'entries')}`,
  maxProperties: ({ limit }) => `must have at most ${counted(limit, 'entry', 'entries')}`,
  uniqueItems: () => 'must not have the same entry twice',
  pattern: ({ pattern }) => patternInWords(String(pattern)),
  format: ({ format }) => `must be ${formats[format ?? ''] ?? `of the format ${format}`}`,
  anyOf: () => 'has none of the allowed forms',
}

const counted = (limit: number | undefined, one: string, many: string): string => `${limit} ${limit === 1 ? one : many}`

/** Expressions say little to people. */
function patternInWords(pattern: string): string {
  if (pattern.includes('@')) return 'must be an e-mail address such as ada@example.com'
  if (/^\^(https\?|\[hH\]\[tT\]\[tT\]\[pP\]\[sS\]\?):/.test(pattern))
    return 'must be an address that begins with http:// or https://'
  if (pattern === '\\S') return 'must not be blank'
  if (/^\^\[\^\\[ru]/.test(pattern)) return 'must be one line of text, not blank'
  if (pattern.includes('(ms|s|m|h|d)')) return 'must be a duration such as 500ms, 30s, 5m, 24h'
  return `must match ${pattern}`
}

const article = (type: string): string =>
  /^[aeiou]/.test(type) ? `an ${type}` : type === 'null' ? 'null' : `a ${type}`

/** The candidate a typing mistake was probably meant to be; undefined when nothing is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase()
  const [best] = candidates
    .map(candidate => ({ candidate, far: distance(lower, candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
  // Of two letters, two changes leave nothing in common.
  const near = best !== undefined && best.far < word.length && best.far <= Math.max(2, Math.floor(word.length / 3))
  return near ? best.candidate : undefined
}
