import { conflict } from '../../../kit/service/errors.ts'
import type { StoredResult } from '../results/result-columns.ts'
import type { CheckRunner } from './check-runner.ts'
import type { WatchedCheck } from './check-runtime.ts'

/** Looks now, or waits for the look that is under way; the result counts and is stored like any other. */
export async function runCheck(runner: CheckRunner, watched: WatchedCheck): Promise<StoredResult> {
  const { name, paused } = watched.check.definition
  if (paused) throw conflict('monitor.paused', `"${name}" is paused; let it go on first`)
  const { state, reason, http_status, response_ms, phases } = await runner.look(watched)
  return watched.last ?? { at: watched.watched_since, state, reason, http_status, response_ms, phases }
}
