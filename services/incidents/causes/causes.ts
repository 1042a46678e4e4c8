import type { ComponentStatus } from '../../../contracts/common-schemas.ts'
import type { FlagLease } from '../../../contracts/flags/flag-leases.ts'
import { type FlagChange, isFirstReading } from '../../../contracts/flags/flags.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { say, told } from '../../../contracts/messages/words.ts'
import type { ProviderChanged, ProviderState } from '../../../contracts/providers.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { EventData } from '../../../kit/service/event.ts'
import type { ComponentStore } from '../components/component-store.ts'
import { amend, entry } from '../lifecycle/incident.ts'
import { type Deps as SaveDeps, saveIncident } from '../lifecycle/save-incident.ts'
import { byKind, type CauseStore, componentKey, providerKey, type RecentFlagChange } from './cause-store.ts'

type Cause = Incident['suspected_causes'][number]

type FindDeps = {
  readonly causes: CauseStore
  readonly components: ComponentStore
  readonly timeZone: string
}
export type Deps = SaveDeps & FindDeps & { readonly clock: Clock }

type Trouble = Pick<Incident, 'components' | 'started_at'>

const suspectedForMs = 3_600_000
const mostSuspects = 5
/** Dependencies may form a ring. */
const deepest = 5
/** Providers publish what happened minutes after it did. */
const laterMs = 600_000
/** Trouble is often older than its incident, and the event of a change may come after both. */
const rememberedMs = 3 * suspectedForMs

export async function findCauses(deps: FindDeps, trouble: Trouble): Promise<Cause[]> {
  const found = [...(await dependencyCauses(deps, trouble)), ...(await flagCauses(deps, trouble))]
  return newCauses({ ...trouble, suspected_causes: [] }, found)
}

/** What its components depend on, directly or not, and is in trouble itself. */
async function dependencyCauses(deps: FindDeps, { components }: Trouble): Promise<Cause[]> {
  const found: Cause[] = []
  const seen = new Set<string>()
  let level = components.map(({ id }) => id)
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const keys = (await deps.causes.dependenciesOf(level)).filter(key => !seen.has(key))
    for (const key of keys) seen.add(key)
    const { slugs, providers } = byKind(keys)
    const add = (kind: Cause['kind'], name: string, since: string | null) =>
      found.push({ kind, name, since, ...told(causeOf(name, since && timeOfDay(since, deps.timeZone))) })
    for (const { name, since, state, archived } of await deps.causes.providers(providers)) {
      if (!archived && isProviderImpaired(state)) add('provider', name, since)
    }
    const below = await deps.components.named(slugs)
    for (const { name, since, status, archived } of below) {
      if (!archived && isImpaired(status)) add('component', name, since)
    }
    level = below.map(({ id }) => id)
  }
  return found
}

const causeOf = (name: string, since: string | null): Message =>
  since ? say('cause.trouble-since', { name, since }) : say('cause.trouble', { name })

async function flagCauses({ causes, timeZone }: FindDeps, trouble: Trouble): Promise<Cause[]> {
  const from = iso(Date.parse(trouble.started_at) - suspectedForMs)
  const changes = await causes.flagChangesBetween(from, trouble.started_at)
  return suspectedChanges(trouble, changes).map(({ name, at, by }) => ({
    kind: 'flag',
    name,
    since: at,
    ...told(say('cause.flag', { name, by, at: timeOfDay(at, timeZone) })),
  }))
}

export function isImpaired(status: ComponentStatus): boolean {
  return status !== 'operational' && status !== 'unknown'
}

function isProviderImpaired(state: ProviderState): boolean {
  return state === 'degraded' || state === 'partial_outage' || state === 'major_outage'
}

/** Inside a transaction. */
export async function recordProvider(deps: Deps, changed: EventData<typeof ProviderChanged>): Promise<void> {
  const { id, name, state, since, archived, revision } = changed
  const [known] = await deps.causes.providers([id])
  if (known && known.revision >= revision) return
  await deps.causes.putProvider({ id, name, state, since, archived, revision })
  if (!archived && isProviderImpaired(state)) await suspectDependency(deps, providerKey(id))
}

/** What is in trouble now may be why what depends on it has failed. */
export async function suspectDependency(deps: Deps, key: string): Promise<void> {
  const since = iso(deps.clock.now() - laterMs)
  const seen = new Set<string>()
  let keys = [key]
  for (let depth = 0; depth < deepest && keys.length > 0; depth += 1) {
    const ids = (await deps.causes.dependentsOf(keys)).filter(id => !seen.has(id))
    for (const id of ids) {
      seen.add(id)
      const recent = (await deps.incidents.openOf(id)).filter(({ detected_at }) => detected_at >= since)
      for (const incident of recent) await addCauses(deps, incident, await dependencyCauses(deps, incident))
    }
    keys = (await deps.components.named(ids)).map(({ slug }) => componentKey(slug))
  }
}

/** Inside a transaction. A flag may have been changed just before something that is known already. */
export async function recordFlagChange(deps: Deps, change: FlagChange): Promise<void> {
  const { id, at, actor, component, exposure } = change
  const oldest = deps.clock.now() - rememberedMs
  if (isFirstReading(change) || Date.parse(at) < oldest) return
  await deps.causes.forgetFlagChangesBefore(iso(oldest))
  await deps.causes.addFlagChange({ id, at, name: flagName(change), by: actor.name, component, exposure })
  for (const incident of await deps.incidents.openSince(iso(Date.parse(at)))) {
    await addCauses(deps, incident, await flagCauses(deps, incident))
  }
}

async function addCauses(deps: Deps, incident: Incident, found: readonly Cause[]): Promise<void> {
  const added = newCauses(incident, found)
  if (added.length === 0) return
  const at = iso(deps.clock.now())
  const entries = added.map(({ message, message_i18n = null }) => entry({ at, kind: 'cause', message, message_i18n }))
  const suspected_causes = [...incident.suspected_causes, ...added]
  await saveIncident(deps, amend(incident, 'updated', { suspected_causes }, entries))
}

/** Inside a transaction. The timeline says what the incident does to a flag, also where somebody has to decide. */
export async function recordFlagLease(deps: Deps, lease: FlagLease): Promise<void> {
  const [incident] = await deps.incidents.byIds([lease.incident_id])
  const { state, variant, by } = lease
  if (!incident || state === 'quiet') return
  const message = told(say(`lease.${state}`, { flag: flagName(lease), variant, by: by ?? '' }))
  const line = entry({ at: iso(deps.clock.now()), kind: 'flag', ...message })
  await saveIncident(deps, amend(incident, 'updated', {}, [line]))
}

function newCauses(
  { suspected_causes, components }: Pick<Incident, 'suspected_causes' | 'components'>,
  found: readonly Cause[],
): Cause[] {
  const known = suspected_causes.map(({ kind, name }) => `${kind} ${name}`)
  const own = components.map(({ name }) => `component ${name}`)
  return found.filter(({ kind, name }) => ![...known, ...own].includes(`${kind} ${name}`))
}

function timeOfDay(at: string, timeZone: string): string {
  const format = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const
  return new Intl.DateTimeFormat('en-GB', format).format(new Date(at))
}

const flagName = ({ project, environment, key }: Pick<FlagChange, 'project' | 'environment' | 'key'>): string =>
  project === 'default' && environment === 'production' ? key : `${project}/${environment}/${key}`

/** Made in the hour before the incident began, each flag once, the most suspect first: recent, of the same component, much used. */
function suspectedChanges(
  incident: Pick<Incident, 'started_at' | 'components'>,
  changes: readonly RecentFlagChange[],
): RecentFlagChange[] {
  const began = Date.parse(incident.started_at)
  const slugs = incident.components.map(({ slug }) => slug)
  const score = ({ at, component, exposure }: RecentFlagChange): number => {
    const recency = 1 - (began - Date.parse(at)) / suspectedForMs
    return 0.5 * recency + (component !== null && slugs.includes(component) ? 0.3 : 0) + 0.2 * (exposure ?? 0)
  }
  const before = changes.filter(({ at }) => Date.parse(at) <= began && Date.parse(at) >= began - suspectedForMs)
  const latest = new Map(before.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(change => [change.name, change]))
  return [...latest.values()].sort((a, b) => score(b) - score(a)).slice(0, mostSuspects)
}
