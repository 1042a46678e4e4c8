import type { KnownComponent } from '../copies/known-components.ts'
import type { Made } from '../deps.ts'
import {
  coldBaseline,
  floorRate,
  hourOf,
  hoursKept,
  hoursOfWeek,
  type LearnedHour,
  learnBaseline,
  meanRate,
  minuteOf,
} from './baseline.ts'
import type { LearnedBaseline, Peak } from './baseline-store.ts'

export type BeginDeps = Pick<Made, 'clock' | 'components' | 'baselines'>
export type Deps = BeginDeps & Pick<Made, 'store' | 'reports' | 'incidents' | 'slotOf' | 'peaks'>

/** The largest evidence of each hour, by component, since the last learning. */
export class Peaks {
  readonly #byComponent = new Map<string, Map<number, number>>()

  add(component_id: string, { hour, evidence }: Peak): void {
    const mine = this.#byComponent.get(component_id) ?? new Map<number, number>()
    mine.set(hour, Math.max(evidence, mine.get(hour) ?? 0))
    this.#byComponent.set(component_id, mine)
  }

  of(component_id: string): Peak[] {
    return [...(this.#byComponent.get(component_id) ?? [])].map(([hour, evidence]) => ({ hour, evidence }))
  }

  delete(component_id: string, hours: readonly Peak[]): void {
    for (const { hour } of hours) this.#byComponent.get(component_id)?.delete(hour)
  }
}

/** By then what is wrong is known, and its reports are not taken for the usual. */
const hoursToSettle = 2
const mostHours = hoursOfWeek
/** Each minute so many components; all have their turn within the hour. */
const leastAtOnce = 10

/** A component that is new begins with what its group is used to. */
export async function beginBaseline(deps: BeginDeps, component: KnownComponent): Promise<void> {
  if (deps.baselines.get(component.id)) return
  const learned_through = hourOf(minuteOf(deps.clock.now()))
  const rates = coldBaseline(startRate(deps, component))
  await deps.baselines.put(component.id, { learned_through, rates, peaks: [] }, [])
}

export async function learnBaselines(deps: Deps): Promise<void> {
  const now_hour = hourOf(minuteOf(deps.clock.now()))
  const all = deps.components.all()
  const due = all
    .map(component => ({ component, learned: deps.baselines.get(component.id) }))
    .filter(({ learned }) => learned !== undefined && learned.learned_through < now_hour - hoursToSettle)
  for (const { component, learned } of due.slice(0, Math.max(leastAtOnce, Math.ceil(all.length / 30)))) {
    if (learned) await deps.store.transaction(() => learn(deps, component, { learned, now_hour }))
  }
}

type Lesson = { readonly learned: LearnedBaseline; readonly now_hour: number }

async function learn(deps: Deps, component: KnownComponent, { learned, now_hour }: Lesson): Promise<void> {
  const from = Math.max(learned.learned_through + 1, now_hour - mostHours)
  const before = now_hour - hoursToSettle + 1
  const isKept = ({ hour }: { hour: number }) => hour > now_hour - hoursKept
  const known = await deps.baselines.history(component.id)
  const history = [...known.filter(isKept), ...(await hoursBetween(deps, component.id, { from, before }))]
  const next = {
    learned_through: before - 1,
    rates: learnBaseline(history, { now_hour, slotOf: deps.slotOf, start_rate: startRate(deps, component) }),
    peaks: [...learned.peaks, ...peaksOf(deps, component.id, now_hour)].filter(isKept),
  }
  await deps.baselines.put(component.id, next, history)
  deps.store.afterCommit(() => deps.peaks.delete(component.id, next.peaks))
}

type Hours = { readonly from: number /** Not included. */; readonly before: number }

async function hoursBetween(deps: Deps, component_id: string, { from, before }: Hours): Promise<LearnedHour[]> {
  const span = { from: from * 60, before: before * 60 }
  const counts = await deps.reports.byMinute(component_id, span)
  const blind = await deps.reports.blindTimes(span)
  const learned: LearnedHour[] = []
  for (let hour = from; hour < before; hour++) {
    let reports = 0
    let minutes = 0
    for (let minute = hour * 60; minute < hour * 60 + 60; minute++) {
      if (blind.some(span => minute >= span.from && minute < span.before)) continue
      if (deps.incidents.isTrouble(component_id, minute)) continue
      reports += counts.get(minute) ?? 0
      minutes += 1
    }
    if (minutes > 0) learned.push({ hour, reports, minutes })
  }
  return learned
}

function peaksOf({ peaks, incidents }: Deps, component_id: string, now_hour: number): Peak[] {
  return peaks
    .of(component_id)
    .filter(({ hour, evidence }) => hour <= now_hour - hoursToSettle && evidence > 0)
    .filter(
      ({ hour }) => !incidents.isTrouble(component_id, hour * 60) && !incidents.isTrouble(component_id, hour * 60 + 59),
    )
}

function startRate({ components, baselines }: BeginDeps, { id, group }: KnownComponent): number {
  const others = components.all().filter(one => one.id !== id && one.group === group && group !== null)
  const rates = others.flatMap(one => baselines.get(one.id)?.rates ?? []).filter(rate => rate > floorRate)
  return floorRate + (rates.length === 0 ? 0 : meanRate(rates) * (hoursOfWeek / rates.length))
}
