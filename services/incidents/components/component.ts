import type { Component } from '../../../contracts/incidents.ts'
import type { ComponentStatus, Impact, SignalState } from '../../../contracts/vocabulary.ts'
import { troubleOf } from '../signals/episode.ts'

/** What one signal says of a component at present. */
export type Voice = {
  readonly state: SignalState
  readonly flapping: boolean
  /** Certain enough to decide; else it is only suspected. */
  readonly opens: boolean
  readonly summary: string
}

type Promised = Pick<Component, 'critical'> & { readonly watched: boolean; readonly maintained?: boolean }

const ofImpact: Readonly<Record<Impact, ComponentStatus>> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
}
const gravity: readonly ComponentStatus[] = ['operational', 'degraded_performance', 'partial_outage', 'major_outage']

/** The worst of what its signals say and of what people say in the open incidents that they opened; maintenance hides both. */
export function statusOf(
  { critical, watched, maintained = false }: Promised,
  voices: readonly Voice[],
  byHand: readonly Impact[],
): ComponentStatus {
  if (maintained) return 'under_maintenance'
  const known = voices.filter(({ opens, state }) => opens && state !== 'unknown')
  const said = [...known.map(voice => ofVoice(voice, critical)), ...byHand.map(impact => ofImpact[impact])]
  const worst = Math.max(-1, ...said.map(status => gravity.indexOf(status)))
  const unseen = known.length === 0 && (watched || voices.some(({ opens }) => opens))
  // A person who says that something is wrong knows more than a signal that cannot see.
  if (unseen && worst <= 0) return 'unknown'
  return gravity[worst] ?? 'operational'
}

function ofVoice({ state, flapping }: Voice, critical: boolean): ComponentStatus {
  if (state === 'down') return critical ? 'major_outage' : 'partial_outage'
  return state === 'degraded' || flapping ? 'degraded_performance' : 'operational'
}

/** The gravest of what is said without certainty. */
export function suspicionOf(voices: readonly Voice[]): string | null {
  const doubtful = voices.filter(({ opens, state }) => !opens && troubleOf(state) !== null)
  return (doubtful.find(({ state }) => state === 'down') ?? doubtful[0])?.summary ?? null
}

/** For a component that nobody named: `mail-server` → `Mail server`. */
export function nameOfSlug(slug: string): string {
  const words = slug.replace(/[-_]+/g, ' ').trim() || slug
  return words.charAt(0).toUpperCase() + words.slice(1)
}
