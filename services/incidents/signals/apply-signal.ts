import type { Signal } from '../../../contracts/incidents/signal.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { say } from '../../../contracts/messages/words.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { findCauses } from '../causes/causes.ts'
import { nameOfSlug, refOf } from '../components/component.ts'
import type { StoredComponent } from '../components/component-store.ts'
import { addComponent, type Deps as ComponentDeps, recomputeStatus } from '../components/save-component.ts'
import type { Change } from '../lifecycle/incident.ts'
import { saveIncident } from '../lifecycle/save-incident.ts'
import { isExcused, outside } from '../maintenance/maintenance.ts'
import { type Step as EpisodeStep, isRecovery, type Latest, stepsOf } from './episode.ts'
import type { EpisodeStore, StoredEpisode } from './episode-store.ts'
import { continuation, isBegun, isFresh, placement } from './incident-of-signal.ts'
import type { SignalStore, StoredSignal } from './signal-store.ts'

export type Rules = {
  /** Seconds. */
  readonly reopen_within: number
  /** Sources that may open incidents, though they are not certain. */
  readonly open_on: readonly string[]
}

export type Deps = ComponentDeps & {
  readonly signals: SignalStore
  readonly episodes: EpisodeStore
  /** Those in force: the configuration may be loaded again. */
  readonly rules: () => Rules
  readonly language: Language
}

/** Inside a transaction. The same signal may come late, twice and out of order. */
export async function applySignal(deps: Deps, signal: Signal): Promise<void> {
  const known = await deps.signals.find(signal.signal)
  const found = await deps.components.bySlug(signal.component)
  const newest = known === undefined || signal.sequence >= known.sequence
  const opens = mayOpen(deps, signal, known)
  const archived = known?.archived ?? false
  const latest = { ...latestOf(signal), opens, archived }
  if (archived || found?.archived) {
    if (newest) await deps.signals.put({ ...latest, component_id: found?.id ?? null, held: signal })
    return
  }
  const component = found ?? (await addNamed(deps, signal))
  if (newest) await deps.signals.put({ ...latest, component_id: component.id, held: null })
  await applyToEpisodes(deps, signal, { component, opens, latest: newest ? latest : known })
  if (!newest) return
  await recomputeStatus(deps, component, signal.observed_at)
  const left = known?.component_id
  if (left && left !== component.id) {
    for (const other of await deps.components.named([left])) await recomputeStatus(deps, other, signal.observed_at)
  }
}

/** Inside a transaction. What came while the component was archived. */
export async function applyHeldSignals(deps: Deps, component_id: string): Promise<void> {
  for (const signal of await deps.signals.held(component_id)) await applySignal(deps, signal)
}

/** A component that nobody has named yet: of a source without checks, or of this program itself. */
function addNamed(deps: Deps, { component: slug, observed_at }: Signal): Promise<StoredComponent> {
  const name = slug === 'lookout' ? tables[deps.language].incidents.lookout : nameOfSlug(slug)
  return addComponent(deps, { slug, name, origin: 'signal', since: observed_at })
}

/** Own checks and people are certain; others open incidents only where the configuration says so. */
function mayOpen({ rules }: Deps, { evidence }: Signal, known: StoredSignal | undefined): boolean {
  if (evidence === null) return known?.opens ?? true
  return evidence.level === 'certain' || rules().open_on.includes(evidence.source)
}

function latestOf({ signal, episode, sequence, state, flapping, summary, observed_at }: Signal) {
  return { signal, episode, sequence, state, flapping, summary, observed_at }
}

type Subject = {
  readonly component: StoredComponent
  readonly opens: boolean
  readonly latest: Latest
}

async function applyToEpisodes(deps: Deps, signal: Signal, { component, opens, latest }: Subject): Promise<void> {
  const recovers = isRecovery(signal) && signal.sequence === latest.sequence
  if (signal.state === 'unknown' || (signal.episode === null && !recovers)) return
  const touched = await deps.episodes.touched(signal.signal, signal.episode)
  const steps = stepsOf(signal, touched, { opens, critical: component.critical, latest })
  for (const step of steps) await reconcileEpisode(deps, component, step)
}

export type Step = EpisodeStep<StoredEpisode> & {
  /** What to say when this ends the incident; else that the component is back. */
  readonly farewell?: Message
}

/** Where an episode belongs, and what that changes. */
type Outcome = { readonly incident_id: string | null; readonly changes: readonly Change[] }

/** Inside a transaction. Stores an episode and brings its incident in line with it. */
export async function reconcileEpisode(deps: Deps, component: StoredComponent, step: Step): Promise<void> {
  const { incident_id, changes } = await outcomeOf(deps, component, step)
  await deps.episodes.put({ ...step.after, incident_id })
  for (const change of changes) await saveIncident(deps, change)
}

async function outcomeOf(deps: Deps, subject: StoredComponent, step: Step): Promise<Outcome> {
  const { before, after: episode, at, past, farewell = say('incident.back', { name: subject.name }) } = step
  const incident_id = before?.incident_id ?? null
  if (!episode.opens || !isBegun(episode)) return { incident_id, changes: [] }
  const { incidents } = deps
  const now = iso(deps.clock.now())
  const first = episode.started_at < episode.detected_at ? episode.started_at : episode.detected_at
  const windows = await deps.maintenances.windowsSince(subject.id, first)
  // A window that runs may still end earlier: it excuses, but moves nothing.
  const over = windows.filter(({ ends_at }) => ends_at <= now)
  const after = outside(episode, over)
  const [incident] = incident_id === null ? [] : await incidents.byIds([incident_id])
  if (before && incident && !isFresh(before, after, incident)) {
    const outage = { before: outside(before, over), after, others: await deps.episodes.endOf(incident.id) }
    return { incident_id, changes: continuation(incident, outage, { subject, at, farewell }) }
  }
  if (isExcused(episode, outside(episode, windows), now)) return { incident_id: null, changes: [] }
  // What is over and not published yet waits for its end: it must not look as if it went on.
  if (past && after.ended_at === null) return { incident_id, changes: [] }
  const { reopen_within } = deps.rules()
  const { started_at } = after
  const candidates = await incidents.around(subject.id, iso(Date.parse(started_at) - reopen_within * 1000))
  // As communications calls it too, when it must send the outage before anybody can store it.
  const identity = await incidents.newIdentity(started_at, after.episode)
  const suspected_causes = await findCauses(deps, { started_at, components: [refOf(subject)] })
  return placement(after, { candidates, identity, suspected_causes, reopen_within }, subject)
}
