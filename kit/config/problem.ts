import { inEnglish, say } from '../messages/kit-catalogue.ts'
import type { Language } from '../messages/languages.ts'
import type { Message } from '../messages/message.ts'

/** `['services', 2, 'url']`. */
export type Path = readonly (string | number)[]

/** One mistake, or one doubtful place. */
export type Problem = {
  /** `vigie.yaml:12`, or the name of the variable that said it. */
  readonly place: string
  /** Where in the file's values; left out where it is about the place as a whole. */
  readonly path?: Path
  readonly message: Message
  /** What would be right: `did you mean "interval"?`. */
  readonly hint?: Message | undefined
}

/** Words a message in a language: of the kit and of all services. */
export type Word = (message: Message, language: Language) => string

/** `services[2].url`. */
export function pathText(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

/** Where in the file's values, and what: `services[2].intervall: is not a known key`. */
export const problemAtPath = ({ path = [], message }: Problem): Message =>
  path.length === 0 ? message : say('config.problem', { place: `${pathText(path)}:`, problem: message })

/** All of it: `vigie.yaml:12: services[2].intervall: is not a known key (did you mean "interval"?)`. */
export function problemLine(problem: Problem): Message {
  const { hint } = problem
  const said = { place: `${problem.place}:`, problem: problemAtPath(problem) }
  return hint ? say('config.problem-hint', { ...said, hint }) : say('config.problem', said)
}

export const formatProblem = (problem: Problem, word: (message: Message) => string = inEnglish): string =>
  oneLine(word(problemLine(problem)))

export const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ')

/** In the order of the file; what other places said comes last. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => lineOf(a.place) - lineOf(b.place) || compare(a.place, b.place))
}

export const didYouMean = (word: string | undefined): Message | undefined =>
  word === undefined ? undefined : say('config.meant', { word })

function lineOf(place: string): number {
  const line = /:(\d+)$/.exec(place)?.[1]
  return line === undefined ? Number.POSITIVE_INFINITY : Number(line)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
