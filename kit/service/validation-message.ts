import { distance } from 'fastest-levenshtein'
import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import type { FieldProblem } from './errors.ts'
import { fieldProblem, problemAt } from './refusals.ts'

/** What `typebox` says of one wrong place. */
export type SchemaError = {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
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
  const saying = sayings[error.keyword]
  const params = error.params as Params
  const at = [part, fieldOf(error.instancePath)].filter(Boolean).join('.').replace('.[', '[')
  if (error.keyword === 'boolean') return null
  if (error.keyword === 'required')
    return fieldProblem(`${at}.${params.requiredProperties?.[0] ?? ''}`, 'field.required')
  if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') {
    const extra = (params.additionalProperties ?? params.unevaluatedProperties)?.[0] ?? ''
    return fieldProblem(`${at}.${extra}`, 'field.unknown')
  }
  return problemAt(at, saying ? saying(params) : say('field.schema'))
}

type Params = {
  readonly allowedValues?: readonly unknown[]
  readonly limit?: number
  readonly type?: string | readonly string[]
  readonly pattern?: string | RegExp
  readonly format?: string
  readonly requiredProperties?: readonly string[]
  readonly additionalProperties?: readonly string[]
  readonly unevaluatedProperties?: readonly string[]
}

const formats: Readonly<Record<string, Message>> = {
  'date-time': say('field.time'),
  email: say('field.email'),
  uri: say('field.url'),
}

const sayings: Readonly<Record<string, (params: Params) => Message>> = {
  type: ({ type }) => say('field.type', { type: [type ?? []].flat().map(name => ({ code: `field.type.${name}` })) }),
  enum: ({ allowedValues = [] }) => say('field.choice', { values: allowedValues.map(String) }),
  const: () => say('field.constant'),
  minLength: ({ limit = 0 }) => (limit === 1 ? say('field.empty') : say('field.shortest', { limit })),
  maxLength: ({ limit = 0 }) => say('field.longest', { limit }),
  minimum: ({ limit = 0 }) => say('field.least', { limit }),
  maximum: ({ limit = 0 }) => say('field.largest', { limit }),
  exclusiveMinimum: ({ limit = 0 }) => say('field.above', { limit }),
  minItems: ({ limit = 0 }) => say('field.fewest', { limit }),
  maxItems: ({ limit = 0 }) => say('field.most', { limit }),
  maxProperties: ({ limit = 0 }) => say('field.most', { limit }),
  uniqueItems: () => say('field.twice'),
  pattern: ({ pattern }) => patternInWords(String(pattern)),
  format: ({ format = '' }) => formats[format] ?? say('field.format', { format }),
  anyOf: () => say('field.form'),
}

/** Expressions say little to people. */
function patternInWords(pattern: string): Message {
  if (pattern.includes('@')) return say('field.email')
  if (/^\^(https\?|\[hH\]\[tT\]\[tT\]\[pP\]\[sS\]\?):/.test(pattern)) return say('field.web-address')
  if (pattern === '\\S') return say('field.blank')
  if (/^\^\[\^\\[ru]/.test(pattern)) return say('field.line')
  if (pattern.includes('(ms|s|m|h|d)')) return say('field.duration')
  return say('field.pattern', { pattern })
}

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
