import type { Param } from '../kit/messages/message.ts'
import type { FieldProblem } from '../kit/service/errors.ts'
import { refusalsOf } from '../kit/service/refusals.ts'
import { en } from './messages/en/catalogue.ts'
import { say } from './messages/words.ts'

/** As of the kit (`kit/service/refusals.ts`), for all that services say. */
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
} = refusalsOf(en)
export { invalidFields } from '../kit/service/refusals.ts'

/** The names that there are, for who named another one. */
export const listed = (names: readonly string[]): Param => (names.length > 0 ? names : say('list.none'))

/** What is wrong with a setting, as of the body that it came in. */
export const inBody = (problem: FieldProblem): FieldProblem => ({ ...problem, field: `body.${problem.field}` })
