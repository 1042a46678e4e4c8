import type { FlagProblem } from '../../contracts/flags.ts'
import type { Loaded } from './board.ts'
import { error, hint } from './engine/check-definition.ts'
import { circleIn } from './engine/segment-circles.ts'
import type { FlagContent } from './flag.ts'
import { refusalOf } from './read-body.ts'

type Changes = ReadonlyMap<string, FlagContent | null>

/** Throws when prerequisites name what is not there or go round in a circle, or when somebody still needs what goes. */
export function requireSoundPrerequisites(now: Loaded, changes: Changes): void {
  const problems = prerequisiteProblems(now, changes)
  if (problems.length > 0) throw refusalOf(problems)
}

export function prerequisiteProblems({ flags }: Loaded, changes: Changes): FlagProblem[] {
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
      if (!other) return [error(path, `needs the flag "${flag}", which is not there; ${hint(flag, [...after.keys()])}`)]
      const known = Object.keys(other.definition.variants)
      const unknown = variants.find(variant => !known.includes(variant))
      return unknown === undefined
        ? []
        : [error(path, `wants "${unknown}", which is no variant of "${flag}"; ${hint(unknown, known)}`)]
    }),
  )
  const circle = circleIn(
    new Map(needs.map(([key, { prerequisites }]) => [key, new Set(prerequisites.map(p => p.flag))])),
  )
  if (circle)
    problems.push(error(`${circle[0]}.prerequisites`, `need each other: ${circle.join(' → ')}; break the circle`))
  return problems
}
