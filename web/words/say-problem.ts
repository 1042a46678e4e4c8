import type { Problem } from '../data/problem.ts'
import { type ProblemWords, problemWords } from '../messages/problems.ts'
import { asSentence } from './as-sentence.ts'
import { useLocale, useWords } from './language.tsx'
import { useMessageText } from './worded.ts'

type ServerText = ReturnType<typeof useMessageText>

/** What the server says of a request: it is there in English, for others by its message. */
export function useServerText(): ServerText {
  const { language } = useLocale()
  const worded = useMessageText()
  return (text, message) => (language === 'en' ? text : worded(text, message))
}

/** What went wrong, for a person: in our words where we have them, else in those of the server. */
export function useProblemText(): (problem: Problem) => string {
  const words = useWords(problemWords)
  const sentence = useServerText()
  return problem => sayProblem(problem, words, sentence)
}

type ByCode = Readonly<Record<string, string | undefined>>

/** What is wrong with the one field that the refusal names; undefined where it names more, or we have no words for it. */
export function sayOfField({ code, fields }: Problem, { ofField }: ProblemWords): string | undefined {
  return fields.length === 1 ? (ofField as ByCode)[code] : undefined
}

function sayProblem(problem: Problem, words: ProblemWords, sentence: ServerText): string {
  const known = (words.codes as ByCode)[problem.code] ?? (words.ofField as ByCode)[problem.code]
  if (known) return problem.retryAfterS === null ? known : `${known} ${words.again(Math.ceil(problem.retryAfterS))}`
  if (problem.status >= 500) return words.server
  if (problem.status === 403) return words.forbidden
  if (problem.status === 404) return words.gone
  return problem.message ? asSentence(sentence(problem.message, problem.detail_i18n)) : words.unknown
}
