import type { Store } from '../../../kit/store/store.ts'
import type { CheckState } from './check-state.ts'
import { cutIntervals, type Interval, saveIntervals } from './interval-store.ts'
import { saveStates } from './state-store.ts'

/** How checks stand, and since when. */
export type History = {
  readonly states?: readonly (readonly [check_id: string, state: CheckState])[]
  readonly intervals?: readonly Interval[]
  /** First take back what was observed later than this. */
  readonly cut_after?: number | null
}

/** Inside a transaction. */
export async function writeHistory(store: Store, { states = [], intervals = [], cut_after }: History): Promise<void> {
  if (typeof cut_after === 'number') await cutIntervals(store, cut_after)
  await saveIntervals(store, intervals)
  await saveStates(store, states)
}
