import type { SignalState } from '../../../contracts/common-schemas.ts'
import { notFound } from '../../../contracts/refusals.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Engine } from '../engine.ts'

type Deps = Pick<Context, 'clock'> & Pick<Engine, 'checks' | 'stateWriter' | 'runner'>

/**
 * A job says that it ran, or that it failed: stored before it is acknowledged, and evaluated at once. What cannot be stored now
 * is refused as such, and counts all the same: the job is not to blame.
 */
export async function receiveHeartbeat(
  { checks, stateWriter, runner, clock }: Deps,
  { token, failed }: { token: string; failed: boolean },
): Promise<{ ok: boolean; state: SignalState }> {
  const watched = checks.byToken(token)
  if (!watched) throw notFound('monitor.unknown-heartbeat')
  const beat = { at: clock.now(), failed }
  watched.beat = beat
  const stored = stateWriter.recordNow({ beats: [{ check_id: watched.check.id, beat }] })
  const refused = await stored.then(
    () => null,
    (thrown: unknown) => ({ thrown }),
  )
  if (!watched.check.definition.paused) await runner.runNow(watched)
  if (refused) throw refused.thrown
  return { ok: true, state: watched.state.state }
}
