import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { forgetIncidents } from '../copies/incident-copy.ts'
import type { KnownIncident } from '../copies/known-incidents.ts'
import { minuteOf, type Work } from '../work.ts'

const dayMs = 86_400_000
/** A week can be shown, and learned from after as long an absence. */
const minutesKeptMs = 8 * dayMs
const commentsKeptMs = 90 * dayMs

export async function pruneReports(work: Work, incidentCopy: ReadCopy<KnownIncident>): Promise<void> {
  const now = work.clock.now()
  await work.store.transaction(async () => {
    await work.reports.forgetBefore(minuteOf(now - minutesKeptMs))
    await work.comments.forgetBefore(iso(now - commentsKeptMs))
  })
  await forgetIncidents(work, incidentCopy)
}
