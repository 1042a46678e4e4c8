import { type Static, Type } from 'typebox'
import { flagExtras } from '../../../contracts/flags.ts'
import { invalid } from '../../../kit/service/errors.ts'
import { validator } from '../../../kit/service/validation.ts'
import { definitionLimits, type Facts, isFacts } from './check-definition.ts'
import { checkDocument } from './check-document.ts'
import { treeProblem } from './check-tree.ts'
import type { FlagContent } from './flag.ts'
import { definitionIn, factsIn, refusalOf } from './read-body.ts'

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

export type FlagSent = {
  readonly key: unknown
  readonly reason: string | undefined
  /** What was sent of it; what was not is not there. */
  readonly content: Partial<FlagContent>
}

/** A body of ours: a definition, and what Vigie keeps beside it. */
export const readFlag = (text: unknown): FlagSent => flagOf(factsIn(text))

export function flagOf({ key, definition, ...rest }: Facts): FlagSent {
  const { reason, ...extras } = fitting(checkExtras, rest) as Static<typeof Extras>
  const content = definition === undefined ? extras : { ...extras, definition: definitionIn(definition, 'definition') }
  return { key, reason, content: content as Partial<FlagContent> }
}

const checkReason = validator(
  Type.Object({ reason: Extras.properties.reason }, { additionalProperties: false }),
  'body',
)

/** A rule that flags share, and why it is as it is. */
export function readSegment(text: unknown): { readonly rule: unknown; readonly reason: string | undefined } {
  const { rule = null, ...rest } = factsIn(text)
  const { reason } = fitting(checkReason, rest) as Pick<Static<typeof Extras>, 'reason'>
  return { rule, reason }
}

/** What stands beside definitions and rules. */
function fitting(check: ReturnType<typeof validator>, rest: Facts): unknown {
  const unfit = treeProblem(rest, '', definitionLimits)
  if (unfit) throw refusalOf([unfit])
  const checked = check(rest)
  if ('value' in checked) return checked.value
  const [first] = checked.problems
  throw invalid('flags.invalid', `${first?.field} ${first?.message}`, { fields: checked.problems })
}

export type KeyedSent = {
  readonly key: unknown
  readonly content: Pick<FlagContent, 'definition'>
  readonly segments: ReadonlyMap<string, unknown>
}

/** A flag in flagd's words with its key; `$evaluators` may stand beside them. */
export function readKeyedFlag({ key, $evaluators, ...definition }: Facts): KeyedSent {
  const read = definitionIn(definition, '')
  if ($evaluators === undefined) return { key, content: { definition: read }, segments: new Map() }
  const { document, problems } = checkDocument({ flags: {}, $evaluators })
  if (!document) throw refusalOf(problems)
  return { key, content: { definition: read }, segments: document.segments }
}

export const isDocument = (body: Facts): boolean =>
  (isFacts(body.flags) || Array.isArray(body.flags)) && body.variants === undefined
