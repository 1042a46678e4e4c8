import type { ComponentReports, ReportCategory, ReportsOfComponent } from '../../../contracts/reports.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { floorRate } from '../baselines/baseline.ts'
import { hourOf, minuteOf, surgeOf, type Work } from '../work.ts'
import type { Bin } from './report-store.ts'

const binMinutes = 15
const binMs = binMinutes * 60_000

export async function readReports(work: Work, name: string, hours: number): Promise<ReportsOfComponent> {
  const { id, slug, name: title } = work.components.named(name)
  const now = work.clock.now()
  const last = Math.floor(now / binMs)
  const first = last + 1 - hours * (60 / binMinutes)
  const span = { from: first * binMinutes, before: (last + 1) * binMinutes }
  const found = [...(await work.reports.bins(id, span)), ...openBins(work, id, minuteOf(now))]
  const { surge } = surgeOf(work, id)
  const sums = sumsBy(found, ({ bin }) => bin)
  return {
    component: { id, slug, name: title },
    level: surge.level,
    since: surge.level === 'none' || surge.since === null ? null : iso(surge.since * 60_000),
    bins: Array.from({ length: last - first + 1 }, (_, at) => ({
      at: iso((first + at) * binMs),
      reports: rounded(sums.get(first + at) ?? 0),
      baseline: rounded(usualOf(work, id, first + at)),
    })),
    categories: categoriesOf(found),
    comments: await work.comments.published(id, iso(first * binMs)),
  }
}

const dayMinutes = 1_440

/** All components, what is not judged yet included. */
export async function listReportLevels(work: Work): Promise<{ items: ComponentReports[] }> {
  const minute = minuteOf(work.clock.now())
  const stored = await work.reports.totals({ from: minute + 1 - dayMinutes, before: minute + 1 })
  return {
    items: work.components.all().map(({ id, slug, name }) => {
      const { surge } = surgeOf(work, id)
      const fresh = openBins(work, id, minute).reduce((sum, { weight }) => sum + weight, 0)
      return {
        component: { id, slug, name },
        level: surge.level,
        since: surge.level === 'none' || surge.since === null ? null : iso(surge.since * 60_000),
        reports: rounded((stored.get(id) ?? 0) + fresh),
      }
    }),
  }
}

/** What is on disk and not judged yet. */
function openBins({ journal }: Work, component_id: string, minute: number): Bin[] {
  return [...journal.openThrough(minute)].flatMap(([at, tallies]) =>
    Object.entries(tallies.get(component_id)?.categories ?? {}).map(([category, weight]) => ({
      bin: Math.floor(at / binMinutes),
      category: category as ReportCategory,
      weight,
    })),
  )
}

function usualOf({ baselines, slotOf }: Work, component_id: string, bin: number): number {
  const slot = slotOf(hourOf(bin * binMinutes))
  return binMinutes * (baselines.get(component_id)?.rates[slot] ?? floorRate)
}

function categoriesOf(found: readonly Bin[]): ReportsOfComponent['categories'] {
  return [...sumsBy(found, ({ category }) => category)]
    .map(([category, reports]) => ({ category, reports: rounded(reports) }))
    .sort((a, b) => b.reports - a.reports)
}

function sumsBy<Key>(found: readonly Bin[], keyOf: (bin: Bin) => Key): Map<Key, number> {
  const sums = new Map<Key, number>()
  for (const bin of found) sums.set(keyOf(bin), (sums.get(keyOf(bin)) ?? 0) + bin.weight)
  return sums
}

const rounded = (value: number): number => Math.round(value * 100) / 100
