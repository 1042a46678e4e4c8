import type { FlagDefinition, FlagProblem } from '../../../contracts/flags/flags.ts'
import { say } from '../../../contracts/messages/words.ts'
import { Snapshot } from '../evaluation/snapshot.ts'
import {
  checkDefinition,
  definitionLimits,
  error,
  isObject,
  type JsonObject,
  keyProblems,
  metadataProblems,
  pathTo,
  treeProblem,
} from './check-definition.ts'
import { cycleProblem, referencesIn, segmentProblems } from './segment-cycles.ts'

export const mostFlags = 10_000
const mostSegments = 1_000
/** A file with more mistakes is not read to its end. */
const mostProblems = 200

export type ReadDocument = {
  readonly flags: ReadonlyMap<string, FlagDefinition>
  readonly segments: ReadonlyMap<string, unknown>
  readonly metadata: JsonObject | undefined
  readonly extra: JsonObject
}

export type CheckedDocument = { readonly document: ReadDocument | null; readonly problems: readonly FlagProblem[] }

/** Takes both forms of `flags`: an object by key, and a list whose elements have a `key`. */
export function checkDocument(value: unknown): CheckedDocument {
  if (!isObject(value)) return refused(error('', say('flag.document')))
  const { flags, $evaluators, metadata, ...extra } = value
  const outside = treeProblem(extra, '', definitionLimits)
  if (outside) return refused(outside)
  const problems: FlagProblem[] = []
  const read = {
    flags: readFlags(flags, problems),
    segments: readSegments($evaluators, problems),
    metadata: isObject(metadata) ? metadata : undefined,
    extra,
  }
  const wrong = treeProblem(metadata ?? null, 'metadata', definitionLimits)
  problems.push(...(wrong ? [wrong] : metadataProblems(metadata, 'metadata')))
  if (problems.some(({ severity }) => severity === 'error')) return { document: null, problems }
  return { document: read, problems: [...problems, ...ruleProblems(read)] }
}

function readFlags(flags: unknown, problems: FlagProblem[]): Map<string, FlagDefinition> {
  const read = new Map<string, FlagDefinition>()
  const entries = Array.isArray(flags) ? listed(flags) : isObject(flags) ? Object.entries(flags) : null
  if (!entries) {
    problems.push(error('flags', say('flag.flags')))
    return read
  }
  if (entries.length > mostFlags) problems.push(error('flags', say('flag.flags-many', { limit: mostFlags })))
  for (const [index, [key, given]] of entries.slice(0, mostFlags).entries()) {
    if (problems.length > mostProblems) break
    const path = Array.isArray(flags) ? pathTo('flags', index) : pathTo('flags', String(key))
    const wrongKey = keyProblems(key, Array.isArray(flags) ? pathTo(path, 'key') : path)
    problems.push(...wrongKey)
    if (typeof key === 'string' && read.has(key))
      problems.push(error(path, say('flag.twice', { key: key.slice(0, 200) })))
    const checked = checkDefinition(given, path)
    problems.push(...checked.problems)
    if (checked.definition && wrongKey.length === 0) read.set(key as string, checked.definition)
  }
  return read
}

function listed(flags: readonly unknown[]): [unknown, unknown][] {
  return flags.map(flag => {
    if (!isObject(flag)) return [undefined, flag]
    const { key, ...definition } = flag
    return [key, definition]
  })
}

function readSegments(evaluators: unknown, problems: FlagProblem[]): Map<string, unknown> {
  if (evaluators === undefined) return new Map()
  if (!isObject(evaluators)) {
    problems.push(error('$evaluators', say('flag.rules')))
    return new Map()
  }
  const read = new Map(Object.entries(evaluators))
  if (read.size > mostSegments) problems.push(error('$evaluators', say('flag.rules-many', { limit: mostSegments })))
  for (const [name, rule] of read) {
    if (problems.length > mostProblems) break
    const path = pathTo('$evaluators', name)
    const wrong = treeProblem(rule, path, definitionLimits)
    problems.push(...keyProblems(name, path), ...(wrong ? [wrong] : []))
  }
  if (!problems.some(({ severity }) => severity === 'error')) problems.push(...segmentProblems(read))
  return read
}

/** What forbids to keep this rule among others that are kept already. */
export function ruleErrors(name: string, rule: unknown, others: ReadonlyMap<string, unknown>): readonly FlagProblem[] {
  const path = pathTo('$evaluators', name)
  const wrong = treeProblem(rule, path, definitionLimits)
  if (wrong) return [wrong]
  const all = new Map(others).set(name, rule)
  if (all.size > mostSegments) return [error('$evaluators', say('flag.rules-many', { limit: mostSegments }))]
  const circle = cycleProblem(new Map([...all].map(([key, one]) => [key, referencesIn(one)])))
  return circle ? [circle] : []
}

/** What an evaluation would stumble over. The flag is kept all the same, and says so when it is asked for, as in flagd. */
function ruleProblems({ flags, segments, metadata }: ReadDocument): FlagProblem[] {
  const sources = [...flags].map(([key, definition]) => ({ key, definition, prerequisites: [], override: null }))
  const snapshot = new Snapshot({ project: '', environment: '', revision: 0, metadata, flags: sources, segments })
  return [...snapshot.flags].flatMap(([key, flag]) =>
    flag.problems.map(problem => ({ ...problem, path: `${pathTo('flags', key)}.${problem.path}` })),
  )
}

const refused = (...problems: FlagProblem[]): CheckedDocument => ({ document: null, problems })
