import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Functions } from './functions.ts'

const lookEveryMs = 1_000

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
  const look = async () => {
    const state = functions.state()
    const isSettled = state === seen && state !== known
    seen = state
    if (isSettled) await functions.redeploy().catch(failed)
    // A deployment looks at other folders than the one before.
    if (isSettled) known = functions.state()
    if (isSettled) seen = known
  }
  const again = () => {
    timer = clock.after(lookEveryMs, () => {
      look().catch(failed).finally(again)
    })
  }
  again()
  return { stop: () => timer.cancel() }
}
