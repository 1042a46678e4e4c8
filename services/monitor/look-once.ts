import type { Clock } from '../../kit/clock.ts'
import type { OutgoingPolicy, Trust } from '../../kit/network.ts'
import type { Check } from './check.ts'
import type { Look } from './checks/kind.ts'
import type { Beat } from './heartbeat-store.ts'

export type LookOptions = {
  readonly clock: Clock
  readonly network: OutgoingPolicy
  readonly beat?: Beat | undefined
  readonly watched_since: number
  readonly stopping?: AbortSignal
  /** Who named the target; `operator` when left out: the file, or an administrator. */
  readonly trust?: Trust
}

/** One look, now, with nothing remembered. */
export async function lookOnce(
  { kind, definition, timeout_ms }: Pick<Check, 'kind' | 'definition' | 'timeout_ms'>,
  options: LookOptions,
): Promise<Look> {
  return kind.look(definition.settings, { trust: 'operator', ...options, timeout_ms })
}
