import type { Message } from '../../contracts/messages/words.ts'
import type { FieldProblemWords } from '../messages/field-problems.ts'

type Words = Readonly<Record<string, string | ((params: NonNullable<Message['params']>) => string)>>

/** What is wrong with a field in the short words of a form; undefined where there are none. */
export function sayFieldProblem(problem: Message | undefined, { codes, name }: FieldProblemWords): string | undefined {
  if (!problem) return undefined
  const { code, params = {} } = problem
  if (code === 'field.pattern' && params.pattern === '^[a-z0-9][a-z0-9-]{0,62}$') return name
  const [type] = code === 'field.type' ? (params.type as readonly Message[]) : [problem]
  const say = (codes as Words)[type?.code ?? code]
  return typeof say === 'function' ? say(params) : say
}
