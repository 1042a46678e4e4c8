import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { minuteOf } from '../baselines/baseline.ts'
import type { CommentStore } from '../comments/comment-store.ts'
import { forgetIncidents, type KnownIncident, type KnownIncidents } from '../copies/incident-copy.ts'
import type { ReportStore } from './report-store.ts'

type Deps = {
  readonly store: Store
  readonly clock: Clock
  readonly reports: ReportStore
  readonly comments: CommentStore
  readonly incidents: KnownIncidents
}

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
