import { isDeepStrictEqual } from 'node:util'
import { shortened } from '../http-client/shortened.ts'
import { inEnglish, say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import type { FieldProblem } from '../service/errors.ts'
import { problemAt } from '../service/refusals.ts'
import { type Parsed, parseCondition } from './condition-parser.ts'

/** What a probe offers to conditions; what it does not have is left out. */
export type Facts = {
  readonly status?: number
  readonly response_ms?: number
  readonly certificate_days?: number | undefined
  readonly ip?: string | undefined
  readonly values?: readonly string[]
  readonly header?: (name: string) => string | undefined
  readonly body?: BodyFacts
}

export type Condition = {
  readonly text: string
  readonly needsBody: boolean
  readonly fails: (facts: Facts) => Message | null
}

export function conditionsOf(texts: readonly string[], words: readonly string[]): readonly Condition[] {
  return texts.map(text => {
    const parsed = parseCondition(text, words)
    if ('problem' in parsed) throw new RangeError(inEnglish(parsed.problem))
    return { text, needsBody: parsed.subject.word === 'body', fails: facts => fails(parsed, facts) }
  })
}

export function conditionProblems(texts: readonly string[], words: readonly string[]): readonly FieldProblem[] {
  return texts.flatMap((text, index) => {
    const parsed = parseCondition(text, words)
    return 'problem' in parsed ? [problemAt(`conditions[${index}]`, parsed.problem)] : []
  })
}

/** The first one that is not true: `response_ms < 500 is false (was 812)`. */
export function failing(conditions: readonly Condition[], facts: Facts): Message | null {
  for (const { text, fails } of conditions) {
    const found = fails(facts)
    if (found !== null) return say('condition.false', { condition: shortened(text, 200), found })
  }
  return null
}

/** What a subject is in these facts. `untyped`: text that carries no type, so `header.age > 10` reads a number from it. */
type Present = { readonly value: unknown; readonly untyped?: boolean }
type Found = Present | { readonly missing: Message }

function fails(condition: Parsed, facts: Facts): Message | null {
  const found = find(condition, facts)
  if ('missing' in found) return found.missing
  return holds(condition, found) ? null : say('condition.was', { value: shown(found.value) })
}

function find({ subject, operator, value }: Parsed, facts: Facts): Found {
  const { word, path, header } = subject
  if (word === 'header') return orMissing(facts.header?.(header), say('condition.no-header', { name: header }), true)
  if (word !== 'body') return orMissing(facts[word as PlainWord], say('condition.missing', { name: word }))
  if (!facts.body) return { missing: say('condition.no-body') }
  const asText = operator === 'contains' || operator === 'matches' || typeof value === 'string'
  if (path.length === 0 && asText) return { value: facts.body.text }
  const json = facts.body.json
  return 'problem' in json ? { missing: json.problem } : walk(json.value, path)
}

type PlainWord = 'status' | 'response_ms' | 'certificate_days' | 'ip' | 'values'

const orMissing = (value: unknown, missing: Message, untyped = false): Found =>
  value === undefined ? { missing } : { value, untyped }

/** Own properties only: a body must not reach what every object inherits. */
function walk(json: unknown, path: readonly (string | number)[]): Found {
  let value = json
  for (const [index, key] of path.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
      return { missing: say('condition.no-field', { path: shortened(path.slice(0, index + 1).join('.'), 100) }) }
    value = (value as Record<string | number, unknown>)[key]
  }
  return { value }
}

function holds({ operator, value: right, pattern }: Parsed, { value, untyped }: Present): boolean {
  const left = untyped && typeof right === 'number' ? numberIn(String(value)) : value
  switch (operator) {
    case '==':
      return equal(left, right)
    case '!=':
      return !equal(left, right)
    case 'contains':
      if (Array.isArray(value)) return value.some(item => equal(item, right))
      return typeof value === 'string' && value.includes(typeof right === 'string' ? right : JSON.stringify(right))
    case 'matches':
      return typeof value === 'string' && pattern?.test(value) === true
    default:
      return typeof left === 'number' && typeof right === 'number' && ordered(left, operator, right)
  }
}

/** -0, which some programs print, is 0. */
const equal = (left: unknown, right: unknown): boolean => left === right || isDeepStrictEqual(left, right)

function ordered(left: number, operator: '<' | '<=' | '>' | '>=', right: number): boolean {
  if (operator === '<') return left < right
  if (operator === '<=') return left <= right
  return operator === '>' ? left > right : left >= right
}

const numberIn = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

const shown = (value: unknown): string =>
  shortened(JSON.stringify(typeof value === 'string' ? value.slice(0, 80) : value), 80)

/** A body that is decoded and parsed once, and only if a condition asks. */
export class BodyFacts {
  readonly #chunks: readonly Buffer[]
  readonly #complete: boolean
  readonly #charset: string | undefined
  #text: string | undefined
  #json: { readonly value: unknown } | { readonly problem: Message } | undefined

  constructor(chunks: readonly Buffer[], complete: boolean, charset?: string) {
    this.#chunks = chunks
    this.#complete = complete
    this.#charset = charset
  }

  get text(): string {
    this.#text ??= decoded(Buffer.concat(this.#chunks), this.#charset)
    return this.#text
  }

  get json(): { readonly value: unknown } | { readonly problem: Message } {
    this.#json ??= this.#parse()
    return this.#json
  }

  #parse() {
    if (!this.#complete) return { problem: say('condition.body-long') }
    try {
      return { value: JSON.parse(this.text) as unknown }
    } catch {
      return { problem: say('condition.not-json', { text: shortened(JSON.stringify(this.text.slice(0, 60)), 60) }) }
    }
  }
}

function decoded(bytes: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return bytes.toString('utf8')
  }
}
