import type { Check } from '../../../contracts/monitor.ts'
import type { SignalState } from '../../../contracts/vocabulary.ts'
import type { Page } from '../results/list-results.ts'
import type { WatchedChecks } from '../scheduling/check-runtime.ts'
import { type Presenting, presentCheck } from './present-check.ts'

export type CheckQuery = {
  readonly state?: SignalState
  readonly component?: string
  readonly limit?: number
  readonly cursor?: string
}

/** In the order of the file; the cursor is the position of the last one. */
export function listChecks(
  checks: WatchedChecks,
  { state, component, limit = 50, cursor }: CheckQuery,
  presenting: Presenting,
): Page<Check> {
  const after = cursor === undefined ? -1 : Number(cursor)
  const found = checks
    .ordered()
    .filter(one => one.check.position > after)
    .filter(one => state === undefined || one.state.state === state)
    .filter(({ check }) => component === undefined || [check.slug, check.component_id].includes(component))
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(one => presentCheck(one, presenting)),
    next_cursor: last && found.length > limit ? String(last.check.position) : null,
  }
}
