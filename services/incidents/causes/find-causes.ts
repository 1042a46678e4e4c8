import type { Work } from '../work.ts'
import { type Cause, causeOf, type Ground, isProviderTroubled, isTroubled } from './cause.ts'

/** A chain of dependencies may be a ring. */
const deepest = 5

/** What the components stand on, directly or not, and is in trouble itself. */
export async function findCauses(work: Work, component_ids: readonly string[]): Promise<Cause[]> {
  const causes: Cause[] = []
  const seen = new Set<string>()
  let level = component_ids
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const below = (await work.dependencies.below(level)).filter(ground => !seen.has(ground))
    for (const ground of below) seen.add(ground)
    const components = await work.components.named(named(below, 'component:'))
    const providers = await work.dependencies.providers(named(below, 'provider:'))
    const grounds: Ground[] = [
      ...providers.map(({ name, since, state, archived }) => ({
        ...({ kind: 'provider', name, since } as const),
        troubled: !archived && isProviderTroubled(state),
      })),
      ...components.map(({ name, since, status, archived }) => ({
        ...({ kind: 'component', name, since } as const),
        troubled: !archived && isTroubled(status),
      })),
    ]
    for (const ground of grounds) if (ground.troubled) causes.push(causeOf(ground, work.words, work.timeZone))
    level = components.map(({ id }) => id)
  }
  return causes
}

function named(grounds: readonly string[], kind: string): string[] {
  return grounds.filter(ground => ground.startsWith(kind)).map(ground => ground.slice(kind.length))
}
