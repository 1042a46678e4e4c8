import type { SignalState } from '../../contracts/vocabulary.ts'
import type { Clock } from '../../kit/clock.ts'
import { notFound } from '../../kit/errors.ts'
import type { ChangeRecorder } from './record-changes.ts'
import type { CheckRunner } from './run-checks.ts'
import type { WatchedChecks } from './watched-check.ts'

export type Hearing = {
  readonly checks: WatchedChecks
  readonly recorder: ChangeRecorder
  readonly runner: CheckRunner
  readonly clock: Clock
}

/** A job says that it ran, or that it failed: stored before it is acknowledged, and judged at once. */
export async function hearBeat(
  { checks, recorder, runner, clock }: Hearing,
  { token, failed }: { token: string; failed: boolean },
): Promise<{ ok: boolean; state: SignalState }> {
  const watched = checks.byToken(token)
  if (!watched) throw notFound('monitor.unknown-heartbeat', 'no check has this heartbeat address')
  const beat = { at: clock.now(), failed }
  watched.beat = beat
  await recorder.record({ heartbeats: [{ check_id: watched.check.id, token, beat }] })
  if (!watched.check.definition.paused) await runner.look(watched)
  return { ok: true, state: watched.state.state }
}
