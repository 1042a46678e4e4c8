import type { CheckArchived, CheckDefined, WatchedComponent } from '../../../contracts/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { EventData } from '../../../kit/service/event.ts'
import { saveChanged } from '../lifecycle/save-incident.ts'
import { hearSignal } from '../signals/apply-signal.ts'
import { end } from '../signals/episode.ts'
import { describe } from '../signals/incident-of-signal.ts'
import { settleEpisode } from '../signals/reconcile-episode.ts'
import type { StoredSignal } from '../signals/signal-store.ts'
import type { Work } from '../work.ts'
import type { StoredComponent } from './component-store.ts'
import { addComponent, changeComponent, restate } from './save-component.ts'

/** A check stands for this component. */
export async function defineComponent(
  work: Work,
  { check, component: given, revision }: EventData<typeof CheckDefined>,
): Promise<void> {
  const known = await work.components.watch(check.id)
  if (known && known.revision >= revision) return
  const found = await work.components.bySlug(given.slug)
  const component = found ?? (await addComponent(work, { ...fieldsOf(given), slug: given.slug, watched: 1 }))
  await work.components.putWatch({ check_id: check.id, component_id: component.id, revision, archived: false })
  const moved = known?.component_id && known.component_id !== component.id ? known.component_id : undefined
  if (moved) await release(work, moved, check.id)
  if (found) await adopt(work, found, given)
  if (found || known) await revive(work, component, check.id)
}

/** A check stands for nothing any more: what it said last is void, the history stays. */
export async function archiveComponent(
  work: Work,
  { check, component: slug, revision }: EventData<typeof CheckArchived>,
): Promise<void> {
  const known = await work.components.watch(check.id)
  if (known && known.revision >= revision) return
  const component_id = known?.component_id ?? (await work.components.bySlug(slug))?.id ?? null
  await work.components.putWatch({ check_id: check.id, component_id, revision, archived: true })
  if (component_id === null) await work.signals.put({ ...neverHeard(signalOf(check.id), work), archived: true })
  else await release(work, component_id, check.id)
}

function fieldsOf({ name, group, critical, depends_on, origin, place, position, url }: WatchedComponent) {
  return { name, group, critical, depends_on, origin, place, position, url }
}

const signalOf = (check_id: string): string => `check:${check_id}`

async function adopt(work: Work, found: StoredComponent, given: WatchedComponent): Promise<void> {
  const watched = (await work.components.watchesOf(found.id)).length
  // What the file says of a component is not changed from elsewhere.
  const owned = found.origin === 'file' && given.origin !== 'file' && !found.archived
  const patch = { ...(owned ? {} : fieldsOf(given)), watched, archived: false }
  const adopted = await restate(work, found, iso(work.clock.now()), patch)
  if (adopted.revision !== found.revision) await describeOpen(work, found, adopted)
}

/** The definition may come later than the trouble: open incidents say what the component is called now. */
async function describeOpen(work: Work, before: StoredComponent, after: StoredComponent): Promise<void> {
  for (const incident of await work.incidents.openOf(after.id)) {
    const change = describe(incident, before, after, work.words)
    if (change) await saveChanged(work, change, incident)
  }
}

/** The check speaks again, and what was held back of the component is judged. */
async function revive(work: Work, { id }: StoredComponent, check_id: string): Promise<void> {
  const known = await work.signals.find(signalOf(check_id))
  if (known?.archived) await work.signals.put({ ...known, component_id: id, archived: false })
  for (const held of await work.signals.held(id)) await hearSignal(work, held)
}

async function release(work: Work, component_id: string, check_id: string): Promise<void> {
  const [component] = await work.components.named([component_id])
  if (!component) return
  await silence(work, component, signalOf(check_id))
  const watched = (await work.components.watchesOf(component_id)).length
  const stays = watched > 0 || component.by_hand
  const at = iso(work.clock.now())
  if (stays) await restate(work, component, at, { watched })
  else await changeComponent(work, component, { watched, archived: true })
}

async function silence(work: Work, component: StoredComponent, signal: string): Promise<void> {
  const at = iso(work.clock.now())
  const known = (await work.signals.find(signal)) ?? { ...neverHeard(signal, work), component_id: component.id }
  await work.signals.put({ ...known, state: 'unknown', flapping: false, held: null, archived: true })
  const farewell = work.words.unwatched(component.name)
  for (const before of await work.episodes.touched(signal, null)) {
    await settleEpisode(work, component, { before, after: end(before, at), at, past: true, farewell })
  }
}

/** Its check may be gone before it said anything; what comes late of it is held back too. */
function neverHeard(signal: string, { clock }: Work): StoredSignal {
  const nothing = { episode: null, sequence: -1, state: 'unknown', flapping: false, summary: '', held: null } as const
  return { ...nothing, signal, component_id: null, observed_at: iso(clock.now()), opens: true, archived: false }
}
