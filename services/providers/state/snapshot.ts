import { type Message, say, together } from '../../../contracts/messages/words.ts'
import { type ProviderState, providerStates } from '../../../contracts/providers.ts'
import type { Component, Incident, Maintenance, Reading } from '../adapters/reading/adapter.ts'
import { isOpen } from '../adapters/reading/fields.ts'
import { hasComponent, hasIncident, hasNamed, isScoped, missing, type Scope } from './scope.ts'

export type Scoped<Thing> = Thing & { readonly in_scope: boolean }
export type AssessedIncident = Scoped<Incident> & { readonly stale: boolean }

/** What we say of a provider, and why. */
export type Snapshot = {
  readonly state: ProviderState
  /** The provider itself does not say so. */
  readonly derived: boolean
  readonly reason: Message | null
  readonly source_updated_at: string | null
  /** What it does not list may still go on. */
  readonly partial: boolean
  readonly components: readonly Scoped<Component>[]
  readonly incidents: readonly AssessedIncident[]
  readonly maintenances: readonly Scoped<Maintenance>[]
}

type Vote = { readonly state: ProviderState; readonly derived: boolean }

/** An incident that stays open this long without a word is probably only forgotten. */
const silentMs = 7 * 86_400_000

export const urgency = (state: ProviderState): number => providerStates.indexOf(state)

export function worst(states: readonly ProviderState[]): ProviderState {
  return states.reduce((one, other) => (urgency(other) > urgency(one) ? other : one), 'operational')
}

export function unknownSnapshot(reason: Message): Snapshot {
  return {
    state: 'unknown',
    derived: true,
    reason,
    source_updated_at: null,
    partial: true,
    components: [],
    incidents: [],
    maintenances: [],
  }
}

/**
 * The rules that keep a provider from being called well without proof. The worst vote wins; whatever cannot be verified
 * votes `unknown`, which is worse than `operational` and better than any trouble that is certain.
 */
export function deriveState(reading: Reading, scope: Scope, now: number): Snapshot {
  const incidents = reading.incidents.map(incident => ({
    ...assessIncident(incident, now),
    in_scope: hasIncident(scope, incident, reading),
  }))
  const components = overlaid(reading, incidents).map(one => ({ ...one, in_scope: hasComponent(scope, one, reading) }))
  const unseen = missing(scope, reading).map(pattern => say('provider.no-such', { name: pattern }))
  const doubts = [...reading.doubts, ...age(reading, now), ...unseen]
  const open = incidents.filter(({ in_scope, phase }) => in_scope && isOpen(phase))
  const votes: Vote[] = [
    ...doubts.map(() => ({ state: 'unknown', derived: true }) as const),
    ...(reading.decided_by === 'components'
      ? votesOfComponents(reading, components, open, scope)
      : votesOfIncidents(reading, open, scope)),
    ...(reading.decided_by === 'incidents' ? votesOfMaintenances(reading, scope, now) : []),
  ]
  const state = worst(votes.map(vote => vote.state))
  const silence = votes.length === 0 && reading.decided_by === 'components'
  return {
    state: silence ? 'unknown' : state,
    derived: !votes.some(vote => vote.state === state && !vote.derived),
    reason: silence ? say('provider.silent') : doubts.length > 0 ? together(doubts) : null,
    source_updated_at: reading.source_updated_at,
    partial: reading.partial,
    components,
    incidents,
    maintenances: reading.maintenances.map(one => ({ ...one, in_scope: hasNamed(scope, one.components, reading) })),
  }
}

function age({ expires_at, source_updated_at }: Reading, now: number): Message[] {
  return expires_at !== null && Date.parse(expires_at) < now
    ? [say('provider.old', { time: source_updated_at ?? '' })]
    : []
}

/** State comes from the leaves; what the page says of itself as a whole counts only when all of it matters. */
function votesOfComponents(
  { stated, guessed }: Reading,
  components: readonly Scoped<Component>[],
  open: readonly AssessedIncident[],
  scope: Scope,
): Vote[] {
  const wanted = scope.components.length > 0
  return [
    ...components
      .filter(({ in_scope, unwatched }) => in_scope && (wanted || !unwatched))
      .map(({ state }) => ({ state, derived: guessed })),
    ...(stated === null || isScoped(scope) ? [] : [{ state: stated, derived: guessed }]),
    ...open.filter(isVague).map(() => ({ state: 'degraded', derived: true }) as const),
  ]
}

/** Trouble that is said to be somewhere, nobody knows where. */
const isVague = ({ components, parts, impact }: Incident): boolean =>
  components.length === 0 && !parts?.length && urgency(impact) > urgency('maintenance')

function votesOfIncidents({ stated, guessed }: Reading, open: readonly AssessedIncident[], scope: Scope): Vote[] {
  return [
    { state: 'operational', derived: true },
    ...(stated === null || isScoped(scope) ? [] : [{ state: stated, derived: false }]),
    ...open.flatMap(incident =>
      statesWithin(incident, scope).map(state => ({ state, derived: guessed || incident.stale })),
    ),
  ]
}

/** Where no component says it, planned work that goes on is what there is to say. */
function votesOfMaintenances(reading: Reading, scope: Scope, now: number): Vote[] {
  const goesOn = ({ phase, ends_at }: Maintenance) =>
    (phase === 'in_progress' || phase === 'verifying') && (ends_at === null || Date.parse(ends_at) > now)
  return reading.maintenances
    .filter(one => goesOn(one) && hasNamed(scope, one.components, reading))
    .map(() => ({ state: 'maintenance', derived: reading.guessed }) as const)
}

/** Of a multi-service incident only the services that were asked for. */
function statesWithin({ parts, impact }: AssessedIncident, scope: Scope): readonly ProviderState[] {
  if (scope.components.length === 0 || !parts?.length) return [impact]
  return parts.filter(part => hasComponent({ ...scope, regions: [] }, part, { regions: [] })).map(({ state }) => state)
}

function assessIncident(incident: Incident, now: number): Omit<AssessedIncident, 'in_scope'> {
  const said = incident.updated_at ?? incident.started_at
  const stale = isOpen(incident.phase) && said !== null && now - Date.parse(said) > silentMs
  const demoted = (state: ProviderState) => (stale && urgency(state) > urgency('degraded') ? 'degraded' : state)
  return {
    ...incident,
    impact: demoted(incident.impact),
    ...(incident.parts ? { parts: incident.parts.map(part => ({ ...part, state: demoted(part.state) })) } : {}),
    stale,
  }
}

/** Where a feed lists trouble only, its components are what its open incidents say of them. */
function overlaid(reading: Reading, incidents: readonly AssessedIncident[]): Component[] {
  if (reading.decided_by === 'components') return [...reading.components]
  const byId = new Map(reading.components.map(component => [component.id, component]))
  const byName = Map.groupBy(reading.components, ({ name }) => name)
  const raise = (component: Component, state: ProviderState) => {
    const before = byId.get(component.id)?.state ?? 'operational'
    byId.set(component.id, { ...component, state: worst([before, state]) })
  }
  for (const { phase, parts, components, regions, impact } of incidents) {
    if (!isOpen(phase)) continue
    for (const part of parts ?? []) raise(part, part.state)
    if (parts?.length) continue
    for (const one of components.flatMap(name => byName.get(name) ?? [])) {
      if (regions.length === 0 || one.region === null || regions.includes(one.region)) raise(one, impact)
    }
  }
  return [...byId.values()]
}
