import { type Message, say } from '../../../contracts/messages/words.ts'
import { JsonCounter } from '../../../kit/http/body/json-limits.ts'
import { errorAt, isForbidden, treeProblem } from '../definitions/check-definition.ts'

const longestBody = 262_144
const shortBody = 4_096
const limits = { depth: 32, text: 65_536, values: 20_000, characters: longestBody }

export type ParsedContext =
  | { readonly context: Readonly<Record<string, unknown>> }
  | { readonly error_code: 'PARSE_ERROR' | 'INVALID_CONTEXT'; readonly error: Message }

/** The context in the body of an OFREP request. Nothing at all is an empty context: flagd is as lenient. */
export function parseContext(text: string): ParsedContext {
  if (text === '') return { context: {} }
  if (text.length > longestBody) {
    return wrong(say('flag.body-long', { length: text.length, limit: longestBody }))
  }
  const complex = text.length > shortBody ? complexityOf(text) : null
  if (complex) return wrong(complex)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { error_code: 'PARSE_ERROR', error: say('flags.invalid-json') }
  }
  if (!isObject(body)) return wrong(say('flag.body-object', { example: '{"context": {"targetingKey": "…"}}' }))
  const context = Object.hasOwn(body, 'context') ? body.context : undefined
  if (context === undefined || context === null) return { context: {} }
  if (!isObject(context)) return wrong(say('flag.context-object', { example: '{"targetingKey": "…"}' }))
  if (!isFlat(context)) {
    const problem = treeProblem(context, 'context', limits)
    if (problem) return wrong(errorAt(problem))
  }
  const key = Object.hasOwn(context, 'targetingKey') ? context.targetingKey : undefined
  if (typeof key === 'object' && key !== null) return wrong(say('flag.context-key'))
  return { context }
}

/** Before a parser makes objects of it: a hundred thousand open brackets fit into what is taken. */
function complexityOf(text: string): Message | null {
  const counter = new JsonCounter({ depth: limits.depth + 2, values: limits.values + 1_000 })
  switch (counter.add(Buffer.from(text))) {
    case 'depth':
      return say('flag.at', { path: 'context', problem: say('flag.deep', { limit: limits.depth }) })
    case 'values':
      return say('flag.at', { path: 'context', problem: say('flag.values', { limit: limits.values }) })
    default:
      return null
  }
}

/** Most contexts are a few short values: those need no closer look. */
function isFlat(context: Readonly<Record<string, unknown>>): boolean {
  for (const key of Object.keys(context)) {
    const value = context[key]
    if (isForbidden(key) || (typeof value === 'object' && value !== null)) return false
    if (typeof value === 'string' && (value.length > 500 || value.includes('\0'))) return false
    if (typeof value === 'number' && !Number.isFinite(value)) return false
  }
  return true
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const wrong = (error: Message): ParsedContext => ({ error_code: 'INVALID_CONTEXT', error })
