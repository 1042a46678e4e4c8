import { iso } from '../../kit/clock.ts'
import { forgetIncidents } from './hear-incident.ts'
import { minuteOf, type Work } from './work.ts'

const dayMs = 86_400_000
/** A week can be shown, and learned from after as long an absence. */
const minutesKeptMs = 8 * dayMs
const commentsKeptMs = 90 * dayMs

export async function pruneReports(work: Work): Promise<void> {
  const now = work.clock.now()
  await work.store.transaction(async () => {
    await work.reports.forgetBefore(minuteOf(now - minutesKeptMs))
    await work.comments.forgetBefore(iso(now - commentsKeptMs))
  })
  await forgetIncidents(work)
}
