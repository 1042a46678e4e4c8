/** `['services', 2, 'url']`. */
export type Path = readonly (string | number)[]

/** One mistake, or one doubtful place. */
export type Problem = {
  /** `vigie.yaml:12`, or the name of the variable that said it. */
  readonly place: string
  readonly message: string
  /** What would be right: `did you mean "interval"?`. */
  readonly hint?: string
}

/** `services[2].url`. */
export function pathText(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

/** `vigie.yaml:12: services[2].intervall: is not a known key (did you mean "interval"?)`: always one line. */
export function formatProblem({ place, message, hint }: Problem): string {
  return `${place}: ${message}${hint ? ` (${hint})` : ''}`.replace(/\s*[\r\n]+\s*/g, ' ')
}

/** In the order of the file; what other places said comes last. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => lineOf(a.place) - lineOf(b.place) || compare(a.place, b.place))
}

export const problemAt = (place: string, message: string, hint: string | undefined): Problem =>
  hint === undefined ? { place, message } : { place, message, hint }

export const didYouMean = (word: string | undefined): string | undefined =>
  word === undefined ? undefined : `did you mean "${word}"?`

function lineOf(place: string): number {
  const line = /:(\d+)$/.exec(place)?.[1]
  return line === undefined ? Number.POSITIVE_INFINITY : Number(line)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
