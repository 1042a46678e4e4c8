import type { SignalState } from '../../../contracts/vocabulary.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { notFound } from '../../../kit/service/errors.ts'
import type { ChangeRecorder } from '../evaluation/state-writer.ts'
import type { CheckRunner } from './check-runner.ts'
import type { WatchedChecks } from './check-runtime.ts'

export type Hearing = {
  readonly checks: WatchedChecks
  readonly recorder: ChangeRecorder
  readonly runner: CheckRunner
  readonly clock: Clock
}

/**
 * A job says that it ran, or that it failed: stored before it is acknowledged, and judged at once. What cannot be stored now
 * is refused as such, and counts all the same: the job is not to blame.
 */
export async function hearBeat(
  { checks, recorder, runner, clock }: Hearing,
  { token, failed }: { token: string; failed: boolean },
): Promise<{ ok: boolean; state: SignalState }> {
  const watched = checks.byToken(token)
  if (!watched) throw notFound('monitor.unknown-heartbeat', 'no check has this heartbeat address')
  const beat = { at: clock.now(), failed }
  watched.beat = beat
  const stored = recorder.attempt({ beats: [{ check_id: watched.check.id, beat }] })
  const refused = await stored.then(
    () => null,
    (thrown: unknown) => ({ thrown }),
  )
  if (!watched.check.definition.paused) await runner.look(watched)
  if (refused) throw refused.thrown
  return { ok: true, state: watched.state.state }
}
