import { v7 as uuid } from 'uuid'
import { SignalChanged } from '../../../contracts/signal.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { coldBaseline, floorRate } from '../baselines/baseline.ts'
import type { KnownComponent } from '../copies/known-components.ts'
import { addTo, noTally, type Tally } from '../submission/minute-counts.ts'
import { hourOf, minuteOf, surgeOf, type Work } from '../work.ts'
import { advance, evidenceOf, isBusy, recordOf, thresholdFor } from './surge.ts'
import { begin, recoverySignal, troubleSignal } from './surge-signal.ts'
import type { SurgeState } from './surge-store.ts'

/** A longer silence is the program's own: it slept, or did not run. */
const longestCatchUp = 5

/** Judges every minute that is over, each in a transaction of its own. */
export async function judgeMinutes(work: Work): Promise<void> {
  const { judged, clock, journal } = work
  const current = minuteOf(clock.now())
  await journal.flush()
  const isSetBack = judged.through !== null && judged.through >= current
  if (isSetBack || journal.isAheadOf(current)) await returnToPresent(work, current)
  // At the first start, and when the wall clock was set back.
  if (judged.through === null || isSetBack) judged.through = current - 1
  if (current - 1 - judged.through > longestCatchUp) await passBlindTime(work, judged.through + 1, current - 1)
  for (let minute = judged.through + 1; minute < current; minute++) {
    await work.store.transaction(() => judge(work, minute))
  }
}

/** The wall clock was set back: what came while it was ahead would count nothing until that time has come. */
async function returnToPresent({ store, reports, journal }: Work, minute: number): Promise<void> {
  await store.transaction(async () => {
    await reports.returnToPresent(minute)
    store.afterCommit(() => journal.returnToPresent(minute))
  })
}

async function passBlindTime({ store, reports, judged }: Work, from: number, before: number): Promise<void> {
  await store.transaction(() => reports.addBlindTime({ from, before }))
  judged.through = before - 1
}

async function judge(work: Work, minute: number): Promise<void> {
  const tallies = await close(work, minute)
  const changed = new Map<string, SurgeState>()
  const facts: Fact[] = []
  for (const component of work.components.all()) {
    const before = surgeOf(work, component.id)
    const after = await step(work, component, { minute, tally: tallies.get(component.id) ?? noTally, facts })
    if (after !== before) changed.set(component.id, after)
  }
  for (const [component_id, state] of changed) await work.surgeStore.put(component_id, state)
  await work.surgeStore.setThrough(minute)
  await work.publish(...facts)
  work.store.afterCommit(() => {
    work.journal.closeThrough(minute)
    for (const [component_id, state] of changed) work.surges.set(component_id, state)
    work.judged.through = minute
  })
}

/** Batches become rows. Late ones keep their own minute in the chart and are judged now. */
async function close({ journal, reports }: Work, minute: number): Promise<ReadonlyMap<string, Tally>> {
  const all = new Map<string, Tally>()
  for (const [at, tallies] of journal.openThrough(minute)) {
    await reports.addMinute(at, tallies)
    for (const [component_id, tally] of tallies) addTo(all, component_id, tally)
  }
  if (all.size > 0) await reports.deleteBatches(minute)
  return all
}

type Step = { readonly minute: number; readonly tally: Tally; readonly facts: Fact[] }

async function step(work: Work, component: KnownComponent, { minute, tally, facts }: Step): Promise<SurgeState> {
  const before = surgeOf(work, component.id)
  const learned = work.baselines.get(component.id)
  const rates = learned?.rates ?? coldBaseline(floorRate)
  const usual = rates[work.slotOf(hourOf(minute))] ?? floorRate
  const record = recordOf(learned?.peaks.map(peak => peak.evidence) ?? [])
  const echo = component.maintained || work.incidents.isEcho(component.id, minute)
  const surge = advance(before.surge, tally, { minute, usual, threshold: thresholdFor(usual, record), echo })
  if (surge === before.surge) return before
  if (isBusy(usual) && !echo) keepPeak(work, component.id, { hour: hourOf(minute), evidence: evidenceOf(surge) })
  if (surge.level === before.surge.level) return { ...before, surge }
  return tell(work, component, { before, after: { ...before, surge }, minute, facts })
}

function keepPeak({ peaks }: Work, component_id: string, { hour, evidence }: { hour: number; evidence: number }): void {
  const mine = peaks.get(component_id) ?? new Map<number, number>()
  mine.set(hour, Math.max(evidence, mine.get(hour) ?? 0))
  peaks.set(component_id, mine)
}

type Change = Pick<Step, 'minute' | 'facts'> & { readonly before: SurgeState; readonly after: SurgeState }

async function tell(work: Work, component: KnownComponent, change: Change): Promise<SurgeState> {
  const { before, after, minute, facts } = change
  const sequence = before.sequence + 1
  const telling = { ...work.wording, component, sequence, at: (minute + 1) * 60_000 }
  const { level, since } = after.surge
  if (level === 'none') {
    if (before.episode) facts.push(signalFact(recoverySignal(before.episode, telling)))
    return { ...after, episode: null, sequence }
  }
  const from = since ?? minute
  const episode = before.episode ? { ...before.episode, level } : begin(uuid(), level, from, telling)
  facts.push(signalFact(troubleSignal(episode, await unavailableShare(work, component.id, { from, minute }), telling)))
  return { ...after, episode, sequence }
}

const signalFact = (signal: ReturnType<typeof recoverySignal>): Fact => fact(SignalChanged, signal.signal, signal)

async function unavailableShare(
  { reports }: Work,
  component_id: string,
  { from, minute }: { from: number; minute: number },
): Promise<number> {
  const weights = await reports.byCategory(component_id, { from, before: minute + 1 })
  const all = weights.values().reduce((sum, weight) => sum + weight, 0)
  return all === 0 ? 0 : (weights.get('unavailable') ?? 0) / all
}
