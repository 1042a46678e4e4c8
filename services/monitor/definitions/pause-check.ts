import type { CheckRunner } from '../scheduling/check-runner.ts'
import type { WatchedCheck } from '../scheduling/check-runtime.ts'
import type { CheckDefinitions } from './check-registry.ts'

type Pausing = { readonly definitions: CheckDefinitions; readonly runner: CheckRunner }

export function pauseCheck({ definitions }: Pausing, idOrSlug: string): Promise<WatchedCheck> {
  const { definition, unreadable } = definitions.get(idOrSlug).check
  return definitions.update(idOrSlug, { ...definition, paused: true }, { unreadable })
}

/** Its first look does not wait for its slot. */
export async function resumeCheck({ definitions, runner }: Pausing, idOrSlug: string): Promise<WatchedCheck> {
  const { definition: before, unreadable } = definitions.get(idOrSlug).check
  const { paused: _over, ...definition } = before
  const watched = await definitions.update(idOrSlug, definition, { unreadable })
  runner.lookSoon(watched)
  return watched
}
