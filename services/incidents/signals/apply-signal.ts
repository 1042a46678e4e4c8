import type { Signal } from '../../../contracts/signal.ts'
import { nameOfSlug } from '../components/component.ts'
import type { StoredComponent } from '../components/component-store.ts'
import { addComponent, restate } from '../components/save-component.ts'
import { turnMaintenances } from '../maintenance/advance-maintenances.ts'
import type { Work } from '../work.ts'
import { end, hear, isPast, isRecovery, type Latest } from './episode.ts'
import { settleEpisode } from './reconcile-episode.ts'
import type { StoredSignal } from './signal-store.ts'

/** Inside a transaction. The same signal may come late, twice and out of order. */
export async function hearSignal(work: Work, signal: Signal): Promise<void> {
  await turnMaintenances(work)
  const known = await work.signals.find(signal.signal)
  const found = await work.components.bySlug(signal.component)
  const newest = known === undefined || signal.sequence >= known.sequence
  const opens = mayOpen(work, signal, known)
  const archived = known?.archived ?? false
  const heard = { ...newestOf(signal), opens, archived }
  if (archived || found?.archived) {
    if (newest) await work.signals.put({ ...heard, component_id: found?.id ?? null, held: signal })
    return
  }
  const component = found ?? (await componentOf(work, signal))
  if (newest) await work.signals.put({ ...heard, component_id: component.id, held: null })
  await hearEpisodes(work, signal, { component, opens, latest: newest ? heard : known })
  if (!newest) return
  await restate(work, component, signal.observed_at)
  if (known?.component_id && known.component_id !== component.id) await leave(work, known.component_id, signal)
}

/** The signal speaks of another component now. */
async function leave(work: Work, component_id: string, { observed_at }: Signal): Promise<void> {
  const [component] = await work.components.named([component_id])
  if (component) await restate(work, component, observed_at)
}

/** Somebody speaks of a component that nobody has named yet: a source without checks, or the lookout of itself. */
function componentOf(work: Work, { component, observed_at }: Signal): Promise<StoredComponent> {
  const name = component === 'lookout' ? work.words.lookout : nameOfSlug(component)
  return addComponent(work, { slug: component, name, origin: 'signal', since: observed_at })
}

/** Own checks and people are certain; others open incidents only where the configuration says so. */
function mayOpen(work: Work, { evidence }: Signal, known: StoredSignal | undefined): boolean {
  if (evidence === null) return known?.opens ?? true
  return evidence.level === 'certain' || work.rules().open_on.includes(evidence.source)
}

function newestOf({ signal, episode, sequence, state, flapping, summary, observed_at }: Signal) {
  return { signal, episode, sequence, state, flapping, summary, observed_at }
}

type Hearing = {
  readonly component: StoredComponent
  readonly opens: boolean
  readonly latest: Latest & Pick<StoredSignal, 'observed_at'>
}

async function hearEpisodes(work: Work, signal: Signal, { component, opens, latest }: Hearing): Promise<void> {
  const over = isRecovery(signal) && signal.sequence === latest.sequence
  if (signal.state === 'unknown' || (signal.episode === null && !over)) return
  const touched = await work.episodes.touched(signal.signal, signal.episode)
  const at = signal.observed_at
  if (signal.episode !== null) {
    const before = touched.find(({ episode }) => episode === signal.episode)
    const heard = hear(before, signal, { opens, critical: component.critical })
    const past = heard.ended_at === null && isPast(heard, latest)
    // Of an episode that has a name its own end is still to come, with the right time.
    const after = past && latest.episode === null ? end(heard, latest.observed_at) : heard
    await settleEpisode(work, component, { before, after, at, past })
  }
  if (!over) return
  const left = touched.filter(({ episode, ended_at }) => episode !== signal.episode && ended_at === null)
  for (const before of left) await settleEpisode(work, component, { before, after: end(before, at), at, past: true })
}
