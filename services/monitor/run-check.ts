import type { StoredResult } from './result-columns.ts'
import type { CheckRunner } from './run-checks.ts'
import type { WatchedCheck } from './watched-check.ts'

/** Looks now, or waits for the look that is under way; the result counts and is stored like any other. */
export async function runCheck(runner: CheckRunner, watched: WatchedCheck): Promise<StoredResult> {
  const { state, reason, http_status, response_ms, phases } = await runner.look(watched)
  return watched.last ?? { at: watched.watched_since, state, reason, http_status, response_ms, phases }
}
