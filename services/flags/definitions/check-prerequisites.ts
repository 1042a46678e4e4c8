import type { FlagProblem } from '../../../contracts/flags/flags.ts'
import { say } from '../../../contracts/messages/words.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import { deepestPrerequisite } from '../evaluation/snapshot.ts'
import { error, hint } from './check-definition.ts'
import type { FlagContent } from './flag.ts'
import { invalidFlag } from './parse-flag.ts'
import { findCycle } from './segment-cycles.ts'

type Changes = ReadonlyMap<string, FlagContent | null>

/** Throws when prerequisites name what is not there or go round in a circle, or when somebody still needs what goes. */
export function requireSoundPrerequisites(now: LoadedEnvironment, changes: Changes): void {
  const problems = prerequisiteProblems(now, changes)
  if (problems.length > 0) throw invalidFlag(problems)
}

export function prerequisiteProblems({ flags }: LoadedEnvironment, changes: Changes): FlagProblem[] {
  const after = new Map<string, FlagContent>(flags)
  for (const [key, content] of changes) {
    if (content) after.set(key, content)
    else after.delete(key)
  }
  const needs = [...after].filter(([, { prerequisites }]) => prerequisites.length > 0)
  if (needs.length === 0) return []
  const problems = needs.flatMap(([key, { prerequisites }]) =>
    prerequisites.flatMap(({ flag, variants }, index) => {
      const path = `${key}.prerequisites[${index}]`
      const other = after.get(flag)
      if (!other) return [error(path, say('flag.needs-unknown', { flag, hint: hint(flag, [...after.keys()]) }))]
      const known = Object.keys(other.definition.variants)
      const unknown = variants.find(variant => !known.includes(variant))
      return unknown === undefined
        ? []
        : [error(path, say('flag.wants-unknown', { variant: unknown, flag, hint: hint(unknown, known) }))]
    }),
  )
  const refers = new Map(needs.map(([key, { prerequisites }]) => [key, new Set(prerequisites.map(p => p.flag))]))
  const circle = findCycle(refers)
  if (circle) {
    const path = `${circle[0]}.prerequisites`
    return [...problems, error(path, say('flag.needs-circle', { way: circle.join(' → ') }))]
  }
  const long = tooLongFrom(refers)
  if (long === undefined) return problems
  return [...problems, error(`${long}.prerequisites`, say('flag.needs-long', { limit: deepestPrerequisite }))]
}

/** A flag from which more steps lead on than an evaluation takes. There is no circle. */
function tooLongFrom(refers: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const known = new Map<string, number>()
  const steps = (key: string): number => {
    const before = known.get(key)
    if (before !== undefined) return before
    const most = Math.max(0, ...[...(refers.get(key) ?? [])].map(other => 1 + steps(other)))
    known.set(key, most)
    return most
  }
  return [...refers.keys()].find(key => steps(key) > deepestPrerequisite)
}
