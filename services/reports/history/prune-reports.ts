import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { minuteOf } from '../baselines/baseline.ts'
import { forgetIncidents, type KnownIncident } from '../copies/incident-copy.ts'
import type { Made } from '../deps.ts'

type Deps = Pick<Made, 'store' | 'clock' | 'reports' | 'incidents' | 'comments'>

const dayMs = 86_400_000
/** A week can be shown, and learned from after as long an absence. */
const minutesKeptMs = 8 * dayMs
const commentsKeptMs = 90 * dayMs

export async function pruneReports(deps: Deps, copy: ReadCopy<KnownIncident>): Promise<void> {
  const now = deps.clock.now()
  await deps.store.transaction(async () => {
    await deps.reports.forgetBefore(minuteOf(now - minutesKeptMs))
    await deps.comments.forgetBefore(iso(now - commentsKeptMs))
  })
  await forgetIncidents(deps, copy)
}
