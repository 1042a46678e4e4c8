import { inEnglish, kitCatalogue, say } from '../messages/kit-catalogue.ts'
import type { Catalogue, Message, Param, ParamNames } from '../messages/message.ts'
import { Wording } from '../messages/wording.ts'
import { type FieldProblem, Refusal, type RefusalKind, type RefusalMore } from './errors.ts'

type Params<Text extends string> = Readonly<Record<ParamNames<Text>, Param>>
type Given<Text extends string, More> = [ParamNames<Text>] extends [never]
  ? [params?: Readonly<Record<string, never>>, more?: More]
  : [params: Params<Text>, more?: More]

/**
 * Refusals whose sentence is in a catalogue, under their own code: `conflict('monitor.paused', { name })`. Where one code has
 * several causes, the sentence of each has its name behind a colon, which is no part of the code.
 */
export function refusalsOf<Words extends Catalogue>(catalogue: Words) {
  const english = new Wording('en', catalogue)
  const refuse =
    (kind: RefusalKind) =>
    <Code extends keyof Words & string>(code: Code, ...[params, more]: Given<Words[Code], RefusalMore>): Refusal => {
      const detail = messageOf(code, params)
      return new Refusal(kind, code.replace(/:.*/, ''), english.word(detail), { ...more, detail_i18n: detail })
    }
  const problemAt = (field: string, problem: Message): FieldProblem => ({
    field,
    message: english.word(problem),
    message_i18n: problem,
  })
  return {
    notFound: refuse('not-found'),
    conflict: refuse('conflict'),
    invalid: refuse('invalid'),
    unauthenticated: refuse('unauthenticated'),
    forbidden: refuse('forbidden'),
    limited: refuse('limited'),
    unavailable: refuse('unavailable'),
    problemAt,
    /** What is wrong with one field: `fieldProblem('body.name', 'field.required')`. */
    fieldProblem: <Code extends keyof Words & string>(
      field: string,
      code: Code,
      ...[params]: Given<Words[Code], never>
    ): FieldProblem => problemAt(field, messageOf(code, params)),
  }
}

const messageOf = (code: string, params: Message['params'] = {}): Message =>
  Object.keys(params).length === 0 ? { code } : { code, params }

export const {
  notFound,
  conflict,
  invalid,
  unauthenticated,
  forbidden,
  limited,
  unavailable,
  problemAt,
  fieldProblem,
} = refusalsOf(kitCatalogue)

const unfit = fieldProblem('body', 'field.schema')

/** Of fields that are wrong the first is told as the sentence of the whole. */
export function invalidFields(code: string, fields: readonly FieldProblem[]): Refusal {
  const [{ field, message, message_i18n } = unfit] = fields
  const others = Math.max(fields.length - 1, 0)
  const sentence = inEnglish(say('field.wrong', { field, problem: message, others }))
  const detail_i18n = say('field.wrong', { field, problem: message_i18n, others })
  return new Refusal('invalid', code, sentence, { fields, detail_i18n })
}

export const badCursor = (code: string): Refusal => invalidFields(code, [fieldProblem('query.cursor', 'field.cursor')])
