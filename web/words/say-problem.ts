import { type ProblemWords, problemWords } from '../../contracts/messages/console/problems.ts'
import type { Problem } from '../data/problem.ts'
import { useWords } from './language.tsx'

/** What went wrong, for a person: in our words where we have them, else in those of the server. */
export function useSay(): (problem: Problem) => string {
  const words = useWords(problemWords)
  return problem => sayProblem(problem, words)
}

export function sayProblem(problem: Problem, words: ProblemWords): string {
  const known = (words.codes as Readonly<Record<string, string | undefined>>)[problem.code]
  if (known) return problem.retryAfterS === null ? known : `${known} ${words.again(Math.ceil(problem.retryAfterS))}`
  if (problem.status >= 500) return words.server
  if (problem.status === 403) return words.forbidden
  return problem.message || words.unknown
}
