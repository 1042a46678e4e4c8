import type { CheckDefinitions } from './define-checks.ts'
import type { CheckRunner } from './run-checks.ts'
import type { WatchedCheck } from './watched-check.ts'

type Pausing = { readonly definitions: CheckDefinitions; readonly runner: CheckRunner }

export function pauseCheck({ definitions }: Pausing, idOrSlug: string): Promise<WatchedCheck> {
  return definitions.update(idOrSlug, { ...definitions.get(idOrSlug).check.definition, paused: true })
}

/** Its first look does not wait for its slot. */
export async function resumeCheck({ definitions, runner }: Pausing, idOrSlug: string): Promise<WatchedCheck> {
  const { paused: _over, ...definition } = definitions.get(idOrSlug).check.definition
  const watched = await definitions.update(idOrSlug, definition)
  runner.lookSoon(watched)
  return watched
}
