import { demoStory, seeded } from '../../contracts/demo.ts'
import type { ReportCategory } from '../../contracts/reports.ts'
import type { DemoPart } from '../../kit/service/demo.ts'
import { hourOf, hoursOfWeek, minuteOf } from './baselines/baseline.ts'
import { BaselineStore } from './baselines/baseline-store.ts'
import { ReportStore } from './history/report-store.ts'
import { type Counts, countsOf } from './submission/minute-counts.ts'

const dayMinutes = 1_440

/** A quiet day of reports, and what is usual; the surges are to come. */
export const demo: DemoPart = async ({ store, settings, now }) => {
  const { components } = demoStory({ now, language: settings.language })
  const random = seeded(4_711)
  const minute = minuteOf(now)
  await store.transaction(async () => {
    for (const [index, { id, key }] of components.entries()) {
      if (key === 'backup' || key === 'database') continue
      const rate = 0.12 / (index + 1)
      const usual = Array.from({ length: hoursOfWeek }, (_, hour) => rate * (0.4 + 1.2 * daylight(hour % 24)))
      const learned = { learned_through: hourOf(minute), rates: usual, peaks: [] }
      await new BaselineStore(store).put(id, learned, [])
      for (let at = minute - dayMinutes; at < minute - 2; at += 1) {
        if (random() > rate * (0.4 + 1.2 * daylight(Math.floor(at / 60) % 24))) continue
        const category = random() < 0.5 ? 'slow' : random() < 0.6 ? 'errors' : 'unavailable'
        await new ReportStore(store).addMinute(at, new Map([[id, oneReport(category)]]))
      }
    }
  })
  return []
}

function oneReport(category: ReportCategory): Counts {
  return countsOf({ category, weight: 1, proven: true, new_network: true, new_proven_network: true })
}

const daylight = (hour: number): number => Math.max(0, Math.sin(((hour - 6) / 24) * 2 * Math.PI))
