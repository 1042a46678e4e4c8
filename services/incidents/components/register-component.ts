import { say } from '../../../contracts/messages/words.ts'
import type { CheckArchived, CheckDefined, WatchedComponent } from '../../../contracts/monitor/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { EventData } from '../../../kit/service/event.ts'
import { amend } from '../lifecycle/incident.ts'
import { saveIncident } from '../lifecycle/save-incident.ts'
import { applyHeldSignals, type Deps, reconcileEpisode } from '../signals/apply-signal.ts'
import { end } from '../signals/episode.ts'
import { description } from '../signals/incident-of-signal.ts'
import type { StoredSignal } from '../signals/signal-store.ts'
import type { StoredComponent } from './component-store.ts'
import { addComponent, changeComponent, recomputeStatus } from './save-component.ts'

/** Inside a transaction. A check stands for this component. */
export async function registerCheck(
  deps: Deps,
  { check, component: given, revision }: EventData<typeof CheckDefined>,
): Promise<void> {
  const known = await deps.components.watch(check.id)
  if (known && known.revision >= revision) return
  const found = await deps.components.bySlug(given.slug)
  const component = found ?? (await addComponent(deps, { ...fieldsOf(given), slug: given.slug, watched: 1 }))
  await deps.components.putWatch({ check_id: check.id, component_id: component.id, revision, archived: false })
  const moved = known?.component_id && known.component_id !== component.id ? known.component_id : undefined
  if (moved) await release(deps, moved, check.id)
  if (found) await adopt(deps, found, given)
  if (found || known) await resume(deps, component, check.id)
}

/** Inside a transaction. What the check said last is void, the history stays. */
export async function unregisterCheck(
  deps: Deps,
  { check, component: slug, revision }: EventData<typeof CheckArchived>,
): Promise<void> {
  const known = await deps.components.watch(check.id)
  if (known && known.revision >= revision) return
  const component_id = known?.component_id ?? (await deps.components.bySlug(slug))?.id ?? null
  await deps.components.putWatch({ check_id: check.id, component_id, revision, archived: true })
  if (component_id !== null) await release(deps, component_id, check.id)
  else await deps.signals.put({ ...unseen(signalOf(check.id), iso(deps.clock.now())), archived: true })
}

function fieldsOf({ name, group, critical, depends_on, origin, place, position, url }: WatchedComponent) {
  return { name, group, critical, depends_on, origin, place, position, url }
}

const signalOf = (check_id: string): string => `check:${check_id}`

async function adopt(deps: Deps, found: StoredComponent, given: WatchedComponent): Promise<void> {
  const watched = (await deps.components.watchesOf(found.id)).length
  // What the file says of a component is not changed from elsewhere.
  const owned = found.origin === 'file' && given.origin !== 'file' && !found.archived
  const patch = { ...(owned ? {} : fieldsOf(given)), watched, archived: false }
  const adopted = await recomputeStatus(deps, found, iso(deps.clock.now()), patch)
  if (adopted.revision === found.revision) return
  // The definition may come later than the trouble: open incidents say what the component is called now.
  for (const incident of await deps.incidents.openOf(found.id)) {
    const amendment = description(incident, found, adopted)
    if (amendment) await saveIncident(deps, amend(incident, ...amendment))
  }
}

/** The check speaks again, and what was held back of the component is evaluated. */
async function resume(deps: Deps, { id }: StoredComponent, check_id: string): Promise<void> {
  const known = await deps.signals.find(signalOf(check_id))
  if (known?.archived) await deps.signals.put({ ...known, component_id: id, archived: false })
  await applyHeldSignals(deps, id)
}

async function release(deps: Deps, component_id: string, check_id: string): Promise<void> {
  const [component] = await deps.components.named([component_id])
  if (!component) return
  const at = iso(deps.clock.now())
  await endSignal(deps, component, signalOf(check_id), at)
  const watched = (await deps.components.watchesOf(component_id)).length
  if (watched > 0 || component.by_hand) await recomputeStatus(deps, component, at, { watched })
  else await changeComponent(deps, component, { watched, archived: true })
}

async function endSignal(deps: Deps, component: StoredComponent, signal: string, at: string): Promise<void> {
  const known = (await deps.signals.find(signal)) ?? { ...unseen(signal, at), component_id: component.id }
  await deps.signals.put({ ...known, state: 'unknown', flapping: false, held: null, archived: true })
  const farewell = say('incident.unwatched', { name: component.name })
  for (const before of await deps.episodes.touched(signal, null)) {
    await reconcileEpisode(deps, component, { before, after: end(before, at), at, past: true, farewell })
  }
}

/** Its check may be gone before it said anything; what comes late of it is held back too. */
function unseen(signal: string, observed_at: string): StoredSignal {
  const nothing = { episode: null, sequence: -1, state: 'unknown', flapping: false, summary: '', held: null } as const
  return { ...nothing, signal, component_id: null, observed_at, opens: true, archived: false }
}
