import type { Impact, Origin } from '../../../contracts/common-schemas.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { ProviderComponent, ProviderState } from '../../../contracts/providers.ts'
import type { Component } from '../adapters/reading/adapter.ts'
import { type Scoped, type Snapshot, urgency } from '../state/snapshot.ts'
import type { ResolvedProvider } from './resolve-provider.ts'

/** A provider as it is kept: what was asked for, and what is known of it. */
export type StoredProvider = ResolvedProvider & {
  readonly origin: Origin
  readonly place: string | null
  readonly archived: boolean
  readonly state: ProviderState
  readonly derived: boolean
  readonly since: string | null
  readonly reason: Message | null
  readonly source_updated_at: string | null
  readonly checked_at: string | null
  readonly verified_at: string | null
  readonly failing_since: string | null
  readonly failures: number
  /** Its components, the worst first. */
  readonly parts: readonly ProviderComponent[]
  readonly parts_total: number
  /** What was last published, to see what is new. */
  readonly said: string
  readonly revision: number
}

/** Of more components only the worst are kept. */
const mostParts = 500

const impacts: Readonly<Record<ProviderState, Impact>> = {
  operational: 'none',
  maintenance: 'none',
  unknown: 'none',
  degraded: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
}
export const impactOf = (state: ProviderState): Impact => impacts[state]

export const isTrouble = (state: ProviderState): boolean => urgency(state) >= urgency('degraded')

/** Bad enough to open an incident on what depends on it. */
export function isCritical({ state, critical }: Pick<StoredProvider, 'state' | 'critical'>): boolean {
  return state === 'major_outage' || (critical && state === 'partial_outage')
}

export function newProvider(followed: ResolvedProvider, origin: Origin, place: string | null): StoredProvider {
  return {
    ...followed,
    origin,
    place,
    archived: false,
    state: 'unknown',
    derived: true,
    since: null,
    reason: say('provider.not-asked'),
    source_updated_at: null,
    checked_at: null,
    verified_at: null,
    failing_since: null,
    failures: 0,
    parts: [],
    parts_total: 0,
    said: '',
    revision: 0,
  }
}

/** What one poll of it changes. `readable` is false when its answer could not be read at all. */
export function afterPoll(before: StoredProvider, snapshot: Snapshot, readable: boolean, at: string): StoredProvider {
  const { state, derived, reason } = snapshot
  const failing = readable ? null : (before.failing_since ?? at)
  return {
    ...before,
    state,
    derived,
    reason,
    checked_at: at,
    failing_since: failing,
    since: before.state === state && before.since !== null ? before.since : at,
    verified_at: readable ? at : before.verified_at,
    source_updated_at: readable ? snapshot.source_updated_at : before.source_updated_at,
    failures: readable ? 0 : before.failures + 1,
    parts: worstFirst(snapshot.components).slice(0, mostParts).map(shownPart),
    parts_total: snapshot.components.length,
  }
}

/** Another address or scope: what was known of it is about something else. */
export function redefined(before: StoredProvider, next: StoredProvider): StoredProvider {
  const same = JSON.stringify(targetOf(before)) === JSON.stringify(targetOf(next))
  const { said, revision } = before
  if (!same || before.archived) return { ...next, said, revision }
  const { name, page, critical, origin, place } = next
  return { ...before, name, page, critical, origin, place }
}

const targetOf = ({ kind, urls, regions, components, unreadable }: ResolvedProvider) => ({
  kind,
  urls,
  regions,
  components,
  readable: unreadable === null,
})

function worstFirst(components: Snapshot['components']): Scoped<Component>[] {
  return components.toSorted(
    (a, b) =>
      Number(b.in_scope) - Number(a.in_scope) ||
      urgency(b.state) - urgency(a.state) ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  )
}

function shownPart({ id, name, group, region, state, in_scope }: Scoped<Component>): ProviderComponent {
  return { id, name, group, region, state, in_scope }
}
