import type { Incident } from '../../../contracts/incidents.ts'
import type { IncidentMessages } from '../../../contracts/messages/incidents.ts'
import type { ProviderState } from '../../../contracts/providers.ts'
import type { ComponentStatus } from '../../../contracts/vocabulary.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { ComponentStore } from '../components/component-store.ts'
import type { Change } from '../lifecycle/incident.ts'
import { byKind, type Cause, newCauses, suspectedChanges, suspectedForMs, timeOfDay } from './cause.ts'
import type { CauseStore } from './cause-store.ts'

export type Deps = {
  readonly causes: CauseStore
  readonly components: ComponentStore
  readonly words: IncidentMessages
  readonly timeZone: string
}

/** Dependencies may form a ring. */
export const deepest = 5

/** A new incident, with what it may come from. */
export async function withCauses(deps: Deps, opened: Change): Promise<Change> {
  const { incident } = opened
  const found = [...(await dependencyCauses(deps, incident)), ...(await flagCauses(deps, incident))]
  return { ...opened, incident: { ...incident, suspected_causes: newCauses(incident, found) } }
}

/** What its components depend on, directly or not, and is in trouble itself. */
export async function dependencyCauses(deps: Deps, incident: Pick<Incident, 'components'>): Promise<Cause[]> {
  const { words, timeZone } = deps
  const found: Cause[] = []
  const seen = new Set<string>()
  let level = incident.components.map(({ id }) => id)
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const keys = (await deps.causes.dependenciesOf(level)).filter(key => !seen.has(key))
    for (const key of keys) seen.add(key)
    const { slugs, providers } = byKind(keys)
    const add = (kind: Cause['kind'], name: string, since: string | null) =>
      found.push({ kind, name, since, message: words.cause(name, since && timeOfDay(since, timeZone)) })
    for (const { name, since, state, archived } of await deps.causes.providers(providers)) {
      if (!archived && isProviderImpaired(state)) add('provider', name, since)
    }
    const components = await deps.components.named(slugs)
    for (const { name, since, status, archived } of components) {
      if (!archived && isImpaired(status)) add('component', name, since)
    }
    level = components.map(({ id }) => id)
  }
  return found
}

/** Flags changed in the hour before it began. */
export async function flagCauses({ causes, words, timeZone }: Deps, incident: Incident): Promise<Cause[]> {
  const from = iso(Date.parse(incident.started_at) - suspectedForMs)
  const changes = await causes.flagChangesBetween(from, incident.started_at)
  return suspectedChanges(incident, changes).map(({ name, at, by }) => ({
    kind: 'flag',
    name,
    since: at,
    message: words.flagChanged(name, by, timeOfDay(at, timeZone)),
  }))
}

export function isImpaired(status: ComponentStatus): boolean {
  return status !== 'operational' && status !== 'unknown'
}

export function isProviderImpaired(state: ProviderState): boolean {
  return state === 'degraded' || state === 'partial_outage' || state === 'major_outage'
}
