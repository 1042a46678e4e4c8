import type { EventDefinition, Fact } from '../service/event.ts'
import { validator } from '../service/validation.ts'

const checks = new Map<EventDefinition, ReturnType<typeof validator>>()

/** What is wrong with the data of an event; null when it is as its definition says. */
export function schemaProblem(definition: EventDefinition, data: unknown): string | null {
  const check = checks.get(definition) ?? validator(definition.data, 'body')
  checks.set(definition, check)
  const checked = check(data)
  if ('value' in checked) return null
  const [first] = checked.problems
  return `does not fit the schema of ${definition.type}: ${first?.field} ${first?.message}`
}

export function requireSchema({ definition, data }: Fact): void {
  // As it will arrive: what is undefined is not there.
  const problem = schemaProblem(definition, JSON.parse(JSON.stringify(data)))
  if (problem) throw new Error(`what is published ${problem}`)
}
