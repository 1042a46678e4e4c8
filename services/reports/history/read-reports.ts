import type { ComponentReports, GetReports, ReportCategory, ReportsOfComponent } from '../../../contracts/reports.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Request } from '../../../kit/service/service.ts'
import { floorRate, hourOf, minuteOf } from '../baselines/baseline.ts'
import type { Made } from '../deps.ts'
import type { Bin } from './report-store.ts'

type LevelDeps = Pick<Made, 'clock' | 'components' | 'surges' | 'reports' | 'journal'>
type Deps = LevelDeps & Pick<Made, 'comments' | 'baselines' | 'slotOf'>

const binMinutes = 15
const binMs = binMinutes * 60_000

export async function readReports(
  deps: Deps,
  { params, query: { hours = 24 } }: Request<typeof GetReports>,
): Promise<ReportsOfComponent> {
  const { id, slug, name } = deps.components.named(params.component)
  const now = deps.clock.now()
  const last = Math.floor(now / binMs)
  const first = last + 1 - hours * (60 / binMinutes)
  const span = { from: first * binMinutes, before: (last + 1) * binMinutes }
  const found = [...(await deps.reports.bins(id, span)), ...openBins(deps, id, minuteOf(now))]
  const sums = sumsBy(found, ({ bin }) => bin)
  return {
    component: { id, slug, name },
    ...levelOf(deps, id),
    bins: Array.from({ length: last - first + 1 }, (_, at) => ({
      at: iso((first + at) * binMs),
      reports: rounded(sums.get(first + at) ?? 0),
      baseline: rounded(usualOf(deps, id, first + at)),
    })),
    categories: categoriesOf(found),
    comments: await deps.comments.published(id, iso(first * binMs)),
  }
}

const dayMinutes = 1_440

/** All components, what is not evaluated yet included. */
export async function listReportLevels(deps: LevelDeps): Promise<{ items: ComponentReports[] }> {
  const minute = minuteOf(deps.clock.now())
  const stored = await deps.reports.totals({ from: minute + 1 - dayMinutes, before: minute + 1 })
  return {
    items: deps.components.all().map(({ id, slug, name }) => {
      const fresh = openBins(deps, id, minute).reduce((sum, { weight }) => sum + weight, 0)
      return {
        component: { id, slug, name },
        ...levelOf(deps, id),
        reports: rounded((stored.get(id) ?? 0) + fresh),
      }
    }),
  }
}

function levelOf({ surges }: LevelDeps, component_id: string): Pick<ComponentReports, 'level' | 'since'> {
  const { level, since } = surges.get(component_id).surge
  return { level, since: level === 'none' || since === null ? null : iso(since * 60_000) }
}

function openBins({ journal }: LevelDeps, component_id: string, minute: number): Bin[] {
  return [...journal.openThrough(minute)].flatMap(([at, counts]) =>
    Object.entries(counts.get(component_id)?.categories ?? {}).map(([category, weight]) => ({
      bin: Math.floor(at / binMinutes),
      category: category as ReportCategory,
      weight,
    })),
  )
}

function usualOf({ baselines, slotOf }: Deps, component_id: string, bin: number): number {
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
