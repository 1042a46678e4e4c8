import type { FlagDefinition, FlagProblem } from '../../../contracts/flags/flags.ts'
import { type Message, say, told } from '../../../contracts/messages/words.ts'
import { listed } from '../../../contracts/refusals.ts'
import { plainText } from '../../../kit/messages/message.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import { bucketings } from '../evaluation/rules/evaluation.ts'
import { shortened } from '../evaluation/rules/shortened.ts'

export type JsonObject = Readonly<Record<string, unknown>>
/** One flag that can be kept, and what is doubtful about it; or what is wrong. */
export type CheckedFlag = { readonly definition: FlagDefinition | null; readonly problems: readonly FlagProblem[] }

/** Of one flag or shared rule. */
export const definitionLimits = { depth: 200, text: 65_536, values: 50_000, characters: 1_048_576 }
/** Whoever has more mistakes than that in one place has one mistake. */
const mostProblems = 20
const longestKey = 200
const mostVariants = 1_000
const kinds = ['boolean', 'string', 'number', 'object'] as const
export type FlagKind = (typeof kinds)[number]

/** What flagd's schema asks of a flag, and what keeps a flag server safe. Rules are compiled elsewhere. */
export function checkDefinition(value: unknown, path: string): CheckedFlag {
  const wrong = treeProblem(value, path, definitionLimits)
  if (wrong) return { definition: null, problems: [wrong] }
  if (!isObject(value)) return { definition: null, problems: [error(path, say('flag.object'))] }
  const problems = [
    ...stateProblems(value, path),
    ...variantProblems(value, path),
    ...defaultProblems(value, path),
    ...targetingProblems(value.targeting, pathTo(path, 'targeting')),
    ...bucketingProblems(value, path),
    ...metadataProblems(value.metadata, pathTo(path, 'metadata')),
  ]
  const sound = problems.every(({ severity }) => severity !== 'error')
  return { definition: sound ? (value as FlagDefinition) : null, problems }
}

export function keyProblems(key: unknown, path: string): FlagProblem[] {
  if (typeof key !== 'string' || key === '') return [error(path, say('flag.key-empty'))]
  if (key.length > longestKey) return [error(path, say('flag.key-long', { length: key.length, limit: longestKey }))]
  if (isForbidden(key)) return [error(path, say('flag.forbidden-name'))]
  // Databases would keep another one, the same for all such halves.
  if (!key.isWellFormed()) return [error(path, say('flag.surrogate'))]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return /[\u0000-\u001f\u007f]/.test(key) ? [error(path, say('flag.control-characters'))] : []
}

export function kindOf({ variants }: FlagDefinition): FlagKind {
  const [first] = Object.values(variants)
  return kinds.find(kind => kind === typeof first) ?? 'object'
}

function stateProblems({ state }: JsonObject, path: string): FlagProblem[] {
  if (state === 'ENABLED' || state === 'DISABLED') return []
  const at = pathTo(path, 'state')
  if (state === undefined) return [error(at, say('flag.state-missing'))]
  return [error(at, say('flag.state', { value: JSON.stringify(shortened(state)) }))]
}

function variantProblems({ variants }: JsonObject, path: string): FlagProblem[] {
  const at = pathTo(path, 'variants')
  if (!isObject(variants)) return [error(at, say('flag.variants', { example: '{"on": true, "off": false}' }))]
  const entries = Object.entries(variants)
  const [first] = entries
  if (!first) return [error(at, say('flag.variants-empty'))]
  if (entries.length > mostVariants) return [error(at, say('flag.variants-many', { limit: mostVariants }))]
  const problems: FlagProblem[] = []
  for (const [name, value] of entries) {
    if (problems.length < mostProblems) problems.push(...variantProblem(name, value, { at, first }))
  }
  return problems
}

type Among = { readonly at: string; readonly first: readonly [string, unknown] }

function variantProblem(name: string, value: unknown, { at, first }: Among): FlagProblem[] {
  const problems = name === '' ? [] : keyProblems(name, pathTo(at, name))
  if (value === null || Array.isArray(value)) {
    const what = value === null ? say('flag.value.null') : say('flag.value.list')
    return [...problems, error(pathTo(at, name), say('flag.variant-value', { value: what }))]
  }
  if (typeof value === typeof first[1]) return problems
  const other = first[0].slice(0, longestKey)
  const problem = say('flag.variant-type', { type: typeName(value), other, otherType: typeName(first[1]) })
  return [...problems, error(pathTo(at, name), problem)]
}

const typeName = (value: unknown): Message => ({ code: `flag.type.${typeof value}` })

function defaultProblems({ defaultVariant, variants }: JsonObject, path: string): FlagProblem[] {
  if (defaultVariant === undefined || defaultVariant === null || defaultVariant === '') return []
  const at = pathTo(path, 'defaultVariant')
  if (typeof defaultVariant !== 'string') return [error(at, say('flag.default'))]
  if (!isObject(variants) || Object.hasOwn(variants, defaultVariant)) return []
  const meant = hint(defaultVariant, Object.keys(variants))
  return [error(at, say('flag.default-unknown', { name: defaultVariant.slice(0, longestKey), hint: meant }))]
}

function targetingProblems(targeting: unknown, path: string): FlagProblem[] {
  if (targeting === undefined || targeting === null || isObject(targeting)) return []
  const example = '{"if": [{"==": [{"var": "plan"}, "pro"]}, "on", "off"]}'
  return [error(path, say('flag.targeting', { example }))]
}

function bucketingProblems({ bucketing }: JsonObject, path: string): FlagProblem[] {
  if (bucketing === undefined || bucketings.some(known => known === bucketing)) return []
  return [error(pathTo(path, 'bucketing'), say('flag.bucketing', { value: JSON.stringify(shortened(bucketing)) }))]
}

export function metadataProblems(metadata: unknown, path: string): FlagProblem[] {
  if (metadata === undefined) return []
  if (!isObject(metadata)) return [error(path, say('flag.metadata'))]
  return Object.entries(metadata)
    .filter(([, value]) => !['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, mostProblems)
    .map(([name]) => error(pathTo(path, name), say('flag.metadata-value')))
}

const readable = 60
const mostCompared = 200

/** What was meant. Not looked for among very many or very long names: there may be thousands of such mistakes in a file. */
export function hint(word: string, known: readonly string[]): Message {
  const meant = word.length > readable ? undefined : nearest(word, known.slice(0, mostCompared))
  if (meant !== undefined) return say('hint.meant', { word: meant.slice(0, readable) })
  return say('hint.there-are', { names: listed(known.slice(0, 20).map(name => name.slice(0, readable))) })
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const error = (path: string, problem: Message): FlagProblem => ({ path, ...told(problem), severity: 'error' })
export const warning = (path: string, problem: Message): FlagProblem => ({
  path,
  ...told(problem),
  severity: 'warning',
})

/** The problem and its place in one message. */
export function errorAt({ path, message, message_i18n }: FlagProblem): Message {
  const problem = message_i18n ?? plainText(message)
  return path === '' ? problem : say('flag.at', { path, problem })
}

export type TreeLimits = {
  readonly depth: number
  readonly text: number
  readonly values: number
  readonly characters: number
}

/** Names that reach into every object of JavaScript: nobody means them well, and other programs trip over them. */
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
export const isForbidden = (key: string): boolean => forbidden.has(key)

/** The first thing that must not be in any JSON that we keep or compute with; null when there is none. */
export function treeProblem(value: unknown, path: string, limits: TreeLimits): FlagProblem | null {
  const counted = { values: 0, characters: 0 }
  const tooLong = (length: number, at: string): FlagProblem | null => {
    counted.characters += length
    if (counted.characters <= limits.characters) return null
    return error(at, say('flag.characters', { limit: limits.characters }))
  }
  const walk = (inner: unknown, at: string, depth: number): FlagProblem | null => {
    if (++counted.values > limits.values) return error(at, say('flag.values', { limit: limits.values }))
    if (typeof inner === 'string') return textProblem(inner, at, limits.text) ?? tooLong(inner.length, at)
    if (typeof inner === 'number' && !Number.isFinite(inner)) return error(at, say('flag.finite'))
    if (typeof inner !== 'object' || inner === null) return null
    if (depth >= limits.depth) return error(at, say('flag.deep', { limit: limits.depth }))
    if (Array.isArray(inner)) {
      for (let index = 0; index < inner.length; index++) {
        const problem = walk(inner[index], at, depth + 1)
        if (problem) return problem.path === at ? { ...problem, path: pathTo(at, index) } : problem
      }
      return null
    }
    for (const key of Object.keys(inner)) {
      if (forbidden.has(key)) return error(pathTo(at, key), say('flag.forbidden-name'))
      if (key.length > limits.text) return error(at, say('flag.name-long', { limit: limits.text }))
      const problem =
        tooLong(key.length, at) ?? walk((inner as Readonly<Record<string, unknown>>)[key], pathTo(at, key), depth + 1)
      if (problem) return problem
    }
    return null
  }
  return walk(value, path, 0)
}

function textProblem(text: string, path: string, longest: number): FlagProblem | null {
  if (text.length > longest) return error(path, say('flag.text-long', { length: text.length, limit: longest }))
  return text.includes('\0') ? error(path, say('field.nul')) : null
}

/** `flags.checkout.variants["dark mode"]` */
export function pathTo(base: string, key: string | number): string {
  if (typeof key === 'number') return `${base}[${key}]`
  const part = /^[\w$-]+$/.test(key) ? key : `[${JSON.stringify(key.slice(0, 200))}]`
  if (base === '') return part
  return part.startsWith('[') ? `${base}${part}` : `${base}.${part}`
}
