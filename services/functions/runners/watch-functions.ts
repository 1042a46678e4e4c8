import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Functions } from './functions.ts'

const lookEveryMs = 1_000
/** Folders with thousands of files are looked at less often: at most so large a part of the time. */
const mostOfTime = 1 / 50

/**
 * Deploys anew what was saved, once nothing has changed between two looks. Looking, since nobody tells of changes on network
 * drives, and one that watches folders needs a handle for each of them.
 */
export function watchFunctions(
  functions: Pick<Functions, 'state' | 'redeploy'>,
  { clock, failed }: { readonly clock: Clock; readonly failed: (thrown: unknown) => void },
): { stop(): void } {
  let known = functions.state()
  let seen = known
  let timer: Timer
  let took = 0
  const look = async () => {
    const began = clock.monotonic()
    const state = functions.state()
    took = clock.monotonic() - began
    const isSettled = state === seen && state !== known
    seen = state
    if (isSettled) await functions.redeploy().catch(failed)
    // A deployment looks at other folders than the one before.
    if (isSettled) known = functions.state()
    if (isSettled) seen = known
  }
  const again = () => {
    timer = clock.after(Math.max(lookEveryMs, took / mostOfTime), () => {
      look().catch(failed).finally(again)
    })
  }
  again()
  return { stop: () => timer.cancel() }
}
