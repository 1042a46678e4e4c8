import type { Signal } from '../../../contracts/signal.ts'
import { nameOfSlug } from '../components/component.ts'
import type { StoredComponent } from '../components/component-store.ts'
import { addComponent, recomputeStatus } from '../components/save-component.ts'
import { advanceMaintenances, type Deps } from '../maintenance/advance-maintenances.ts'
import { end, isPast, isRecovery, type Latest, withSignal } from './episode.ts'
import { reconcileEpisode } from './reconcile-episode.ts'
import type { StoredSignal } from './signal-store.ts'

export type { Deps } from '../maintenance/advance-maintenances.ts'

/** Inside a transaction. The same signal may come late, twice and out of order. */
export async function applySignal(deps: Deps, signal: Signal): Promise<void> {
  await advanceMaintenances(deps)
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
  const name = slug === 'lookout' ? deps.words.lookout : nameOfSlug(slug)
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
  readonly latest: Latest & Pick<StoredSignal, 'observed_at'>
}

async function applyToEpisodes(deps: Deps, signal: Signal, { component, opens, latest }: Subject): Promise<void> {
  const over = isRecovery(signal) && signal.sequence === latest.sequence
  if (signal.state === 'unknown' || (signal.episode === null && !over)) return
  const touched = await deps.episodes.touched(signal.signal, signal.episode)
  const at = signal.observed_at
  if (signal.episode !== null) {
    const before = touched.find(({ episode }) => episode === signal.episode)
    const changed = withSignal(before, signal, { opens, critical: component.critical })
    const past = changed.ended_at === null && isPast(changed, latest)
    // Of an episode that has a name its own end is still to come, with the right time.
    const after = past && latest.episode === null ? end(changed, latest.observed_at) : changed
    await reconcileEpisode(deps, component, { before, after, at, past })
  }
  if (!over) return
  const left = touched.filter(({ episode, ended_at }) => episode !== signal.episode && ended_at === null)
  for (const before of left) await reconcileEpisode(deps, component, { before, after: end(before, at), at, past: true })
}
