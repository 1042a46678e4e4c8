import { type Static, Type } from 'typebox'
import { type FlagDefinition, type FlagProblem, flagExtras } from '../../../contracts/flags/flags.ts'
import { fieldProblem, invalid, invalidFields, problemAt } from '../../../contracts/refusals.ts'
import { plainText } from '../../../kit/messages/message.ts'
import { validator } from '../../../kit/service/validation.ts'
import { checkDefinition, definitionLimits, isObject, type JsonObject, treeProblem } from './check-definition.ts'
import { checkDocument } from './check-document.ts'
import type { FlagContent } from './flag.ts'

const Extras = Type.Object(
  {
    description: Type.Optional(flagExtras.description),
    owner: Type.Optional(flagExtras.owner),
    tags: Type.Optional(flagExtras.tags),
    component: Type.Optional(flagExtras.component),
    prerequisites: Type.Optional(flagExtras.prerequisites),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
)
const checkExtras = validator(Extras, 'body')

export type ParsedFlag = {
  readonly key: unknown
  readonly reason: string | undefined
  /** What was sent of it; what was not is not there. */
  readonly content: Partial<FlagContent>
}

/** A body of ours: a definition, and what Vigie keeps beside it. */
export const parseFlag = (text: unknown): ParsedFlag => parsedFlag(parseObject(text))

export function parsedFlag({ key, definition, ...rest }: JsonObject): ParsedFlag {
  const { reason, ...extras } = fitting(checkExtras, rest) as Static<typeof Extras>
  const content =
    definition === undefined ? extras : { ...extras, definition: parseDefinition(definition, 'definition') }
  return { key, reason, content: content as Partial<FlagContent> }
}

const checkReason = validator(
  Type.Object({ reason: Extras.properties.reason }, { additionalProperties: false }),
  'body',
)

/** A rule that flags share, and why it is as it is. */
export function parseSegment(text: unknown): { readonly rule: unknown; readonly reason: string | undefined } {
  const { rule = null, ...rest } = parseObject(text)
  const { reason } = fitting(checkReason, rest) as Pick<Static<typeof Extras>, 'reason'>
  return { rule, reason }
}

/** What stands beside definitions and rules. */
function fitting(check: ReturnType<typeof validator>, rest: JsonObject): unknown {
  const unfit = treeProblem(rest, '', definitionLimits)
  if (unfit) throw invalidFlag([unfit])
  const checked = check(rest)
  if ('value' in checked) return checked.value
  throw invalidFields('flags.invalid', checked.problems)
}

export type ParsedKeyedFlag = {
  readonly key: unknown
  readonly content: Pick<FlagContent, 'definition'>
  readonly segments: ReadonlyMap<string, unknown>
}

/** A flag in flagd's words with its key; `$evaluators` may stand beside them. */
export function parseKeyedFlag({ key, $evaluators, ...definition }: JsonObject): ParsedKeyedFlag {
  const read = parseDefinition(definition, '')
  if ($evaluators === undefined) return { key, content: { definition: read }, segments: new Map() }
  const { document, problems } = checkDocument({ flags: {}, $evaluators })
  if (!document) throw invalidFlag(problems)
  return { key, content: { definition: read }, segments: document.segments }
}

export const isDocument = (body: JsonObject): boolean =>
  (isObject(body.flags) || Array.isArray(body.flags)) && body.variants === undefined

/** The JSON object that was sent; `__proto__` stays in it, to be refused by name. */
export function parseObject(text: unknown): JsonObject {
  let body: unknown
  try {
    body = JSON.parse(typeof text === 'string' ? text : '')
  } catch {
    throw invalid('flags.invalid-json', {}, { fields: [fieldProblem('body', 'field.json')] })
  }
  if (!isObject(body)) throw invalid('flags.invalid', {}, { fields: [fieldProblem('body', 'problem.object')] })
  return body
}

/** A definition that can be kept; else every mistake in it with its place. */
export function parseDefinition(value: unknown, path: string): FlagDefinition {
  const { definition, problems } = checkDefinition(value, path)
  if (!definition) throw invalidFlag(problems)
  return definition
}

export function invalidFlag(problems: readonly FlagProblem[]) {
  const errors = problems.filter(({ severity }) => severity === 'error').slice(0, 50)
  return invalidFields(
    'flags.invalid',
    errors.map(({ path, message, message_i18n }) => problemAt(path || 'body', message_i18n ?? plainText(message))),
  )
}
