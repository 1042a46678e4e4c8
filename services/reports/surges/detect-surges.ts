import { v7 as uuid } from 'uuid'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { coldBaseline, floorRate, hourOf, minuteOf } from '../baselines/baseline.ts'
import type { Deps as LearnDeps } from '../baselines/learn-baselines.ts'
import type { KnownComponent } from '../copies/known-components.ts'
import type { Made } from '../deps.ts'
import { addTo, type Counts, type CountsByComponent, noCounts } from '../submission/minute-counts.ts'
import { advance, evidenceOf, isBusy, recordOf, thresholdFor } from './surge.ts'
import { begin, recoverySignal, troubleSignal } from './surge-signal.ts'
import type { SurgeState } from './surge-store.ts'

type Deps = LearnDeps & Pick<Made, 'publish' | 'wording' | 'journal' | 'surges'>

/** A longer silence is the program's own: it slept, or did not run. */
const longestCatchUp = 5

/** Evaluates every minute that is over, each in a transaction of its own. */
export async function detectSurges(deps: Deps): Promise<void> {
  const { surges, clock, journal } = deps
  const current = minuteOf(clock.now())
  await journal.flush()
  const isSetBack = surges.through !== null && surges.through >= current
  if (isSetBack || journal.isAheadOf(current)) await returnToPresent(deps, current)
  // At the first start, and when the wall clock was set back.
  if (surges.through === null || isSetBack) surges.through = current - 1
  const from = surges.through + 1
  if (current - from > longestCatchUp) {
    await deps.store.transaction(() => deps.reports.addBlindTime({ from, before: current - 1 }))
    surges.through = current - 2
  }
  for (let minute = surges.through + 1; minute < current; minute++) {
    await deps.store.transaction(() => evaluateMinute(deps, minute))
  }
}

/** The wall clock was set back: what came while it was ahead would count nothing until that time has come. */
async function returnToPresent({ store, reports, journal }: Deps, minute: number): Promise<void> {
  await store.transaction(async () => {
    await reports.returnToPresent(minute)
    store.afterCommit(() => journal.returnToPresent(minute))
  })
}

async function evaluateMinute(deps: Deps, minute: number): Promise<void> {
  const counts = await closeMinute(deps, minute)
  const facts: Fact[] = []
  for (const component of deps.components.all()) {
    const before = deps.surges.get(component.id)
    const after = advanced(deps, component, { minute, counts: counts.get(component.id) ?? noCounts })
    if (after === before) continue
    const published =
      after.surge.level === before.surge.level ? null : await signalOf(deps, component, { before, after, minute })
    if (published?.fact) facts.push(published.fact)
    await deps.surges.put(component.id, published?.state ?? after)
  }
  await deps.surges.putThrough(minute)
  await deps.publish(...facts)
  deps.store.afterCommit(() => deps.journal.closeThrough(minute))
}

/** Batches become rows. Late ones keep their own minute in the chart and are evaluated now. */
async function closeMinute({ journal, reports }: Deps, minute: number): Promise<CountsByComponent> {
  const all = new Map<string, Counts>()
  for (const [at, counted] of journal.openThrough(minute)) {
    await reports.addMinute(at, counted)
    for (const [component_id, counts] of counted) addTo(all, component_id, counts)
  }
  if (all.size > 0) await reports.deleteBatches(minute)
  return all
}

type Minute = { readonly minute: number; readonly counts: Counts }

/** The same state when nothing has changed. */
function advanced(deps: Deps, component: KnownComponent, { minute, counts }: Minute): SurgeState {
  const before = deps.surges.get(component.id)
  const learned = deps.baselines.get(component.id)
  const rates = learned?.rates ?? coldBaseline(floorRate)
  const usual = rates[deps.slotOf(hourOf(minute))] ?? floorRate
  const record = recordOf(learned?.peaks.map(peak => peak.evidence) ?? [])
  const echo = component.maintained || deps.incidents.isEcho(component.id, minute)
  const surge = advance(before.surge, counts, { minute, usual, threshold: thresholdFor(usual, record), echo })
  if (surge === before.surge) return before
  if (isBusy(usual) && !echo) deps.peaks.add(component.id, { hour: hourOf(minute), evidence: evidenceOf(surge) })
  return { ...before, surge }
}

type Change = { readonly before: SurgeState; readonly after: SurgeState; readonly minute: number }

/** What others are told of a new level, and the state that remembers it. */
async function signalOf(deps: Deps, component: KnownComponent, { before, after, minute }: Change) {
  const sequence = before.sequence + 1
  const about = { ...deps.wording, component, sequence, at: (minute + 1) * 60_000 }
  const { level, since } = after.surge
  if (level === 'none') {
    const signal = before.episode && recoverySignal(before.episode, about)
    return { state: { ...after, episode: null, sequence }, fact: signal && fact(SignalChanged, signal.signal, signal) }
  }
  const from = since ?? minute
  const episode = before.episode ? { ...before.episode, level } : begin(uuid(), level, from, about)
  const weights = await deps.reports.byCategory(component.id, { from, before: minute + 1 })
  const all = weights.values().reduce((sum, weight) => sum + weight, 0)
  const unavailable = all === 0 ? 0 : (weights.get('unavailable') ?? 0) / all
  const signal = troubleSignal(episode, unavailable, about)
  return { state: { ...after, episode, sequence }, fact: fact(SignalChanged, signal.signal, signal) }
}
