import type { KnownComponent } from '../copies/known-components.ts'
import { hourOf, minuteOf, type Work } from '../work.ts'
import {
  coldBaseline,
  floorRate,
  hoursKept,
  hoursOfWeek,
  type LearnedHour,
  learnBaseline,
  meanRate,
} from './baseline.ts'
import type { LearnedBaseline, Peak } from './baseline-store.ts'

/** By then what is wrong is known, and its reports are not taken for the usual. */
const hoursToSettle = 2
/** Minutes are kept no longer. */
const mostHours = hoursOfWeek
/** Each minute so many components; all have their turn within the hour. */
const leastAtOnce = 10

/** A component that was never heard of begins with what its group is used to. */
export async function beginBaseline(work: Work, component: KnownComponent): Promise<void> {
  if (work.baselines.has(component.id)) return
  const learned = {
    learned_through: hourOf(minuteOf(work.clock.now())),
    rates: coldBaseline(startRate(work, component)),
    peaks: [],
  }
  await work.baselineStore.put(component.id, learned, [])
  work.store.afterCommit(() => work.baselines.set(component.id, learned))
}

export async function learnBaselines(work: Work): Promise<void> {
  const now_hour = hourOf(minuteOf(work.clock.now()))
  const all = work.components.all()
  const due = all
    .map(component => ({ component, learned: work.baselines.get(component.id) }))
    .filter(({ learned }) => learned !== undefined && learned.learned_through < now_hour - hoursToSettle)
  for (const { component, learned } of due.slice(0, Math.max(leastAtOnce, Math.ceil(all.length / 30)))) {
    if (learned) await work.store.transaction(() => learn(work, component, { learned, now_hour }))
  }
}

type Lesson = { readonly learned: LearnedBaseline; readonly now_hour: number }

async function learn(work: Work, component: KnownComponent, { learned, now_hour }: Lesson): Promise<void> {
  const from = Math.max(learned.learned_through + 1, now_hour - mostHours)
  const before = now_hour - hoursToSettle + 1
  const isKept = ({ hour }: { hour: number }) => hour > now_hour - hoursKept
  const known = await work.baselineStore.history(component.id)
  const history = [...known.filter(isKept), ...(await hoursBetween(work, component.id, { from, before }))]
  const next = {
    learned_through: before - 1,
    rates: learnBaseline(history, { now_hour, slotOf: work.slotOf, start_rate: startRate(work, component) }),
    peaks: [...learned.peaks, ...peaksOf(work, component.id, now_hour)].filter(isKept),
  }
  await work.baselineStore.put(component.id, next, history)
  work.store.afterCommit(() => {
    work.baselines.set(component.id, next)
    const mine = work.peaks.get(component.id)
    for (const { hour } of next.peaks) mine?.delete(hour)
  })
}

type Hours = { readonly from: number /** Not included. */; readonly before: number }

async function hoursBetween(work: Work, component_id: string, { from, before }: Hours): Promise<LearnedHour[]> {
  const span = { from: from * 60, before: before * 60 }
  const counts = await work.reports.byMinute(component_id, span)
  const blind = await work.reports.blindTimes(span)
  const learned: LearnedHour[] = []
  for (let hour = from; hour < before; hour++) {
    let reports = 0
    let minutes = 0
    for (let minute = hour * 60; minute < hour * 60 + 60; minute++) {
      if (blind.some(span => minute >= span.from && minute < span.before)) continue
      if (work.incidents.isTrouble(component_id, minute)) continue
      reports += counts.get(minute) ?? 0
      minutes += 1
    }
    if (minutes > 0) learned.push({ hour, reports, minutes })
  }
  return learned
}

/** Of hours that are over. */
function peaksOf({ peaks, incidents }: Work, component_id: string, now_hour: number): Peak[] {
  return [...(peaks.get(component_id) ?? [])]
    .map(([hour, evidence]) => ({ hour, evidence }))
    .filter(({ hour, evidence }) => hour <= now_hour - hoursToSettle && evidence > 0)
    .filter(
      ({ hour }) => !incidents.isTrouble(component_id, hour * 60) && !incidents.isTrouble(component_id, hour * 60 + 59),
    )
}

function startRate({ components, baselines }: Work, { id, group }: KnownComponent): number {
  const others = components.all().filter(one => one.id !== id && one.group === group && group !== null)
  const rates = others.flatMap(one => baselines.get(one.id)?.rates ?? []).filter(rate => rate > floorRate)
  return floorRate + (rates.length === 0 ? 0 : meanRate(rates) * (hoursOfWeek / rates.length))
}
