import type { ComponentRef, ComponentStatus, Impact, SignalState } from '../../../contracts/common-schemas.ts'
import type { Component } from '../../../contracts/incidents/incidents.ts'
import { troubleOf } from '../signals/episode.ts'

export const refOf = ({ id, slug, name }: ComponentRef): ComponentRef => ({ id, slug, name })

export type SignalView = {
  readonly state: SignalState
  readonly flapping: boolean
  /** Certain enough to decide; else it is only suspected. */
  readonly opens: boolean
  readonly summary: string
}

type Subject = Pick<Component, 'critical'> & { readonly watched: boolean; readonly maintained?: boolean }

const statusByImpact: Readonly<Record<Impact, ComponentStatus>> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
}
const worsening: readonly ComponentStatus[] = ['operational', 'degraded_performance', 'partial_outage', 'major_outage']

/** The worst of what its signals say and of what people say in the open incidents that they opened; maintenance hides both. */
export function statusOf(
  { critical, watched, maintained = false }: Subject,
  signals: readonly SignalView[],
  byHand: readonly Impact[],
): ComponentStatus {
  if (maintained) return 'under_maintenance'
  const known = signals.filter(({ opens, state }) => opens && state !== 'unknown')
  const all = [
    ...known.map(signal => statusBySignal(signal, critical)),
    ...byHand.map(impact => statusByImpact[impact]),
  ]
  const worst = Math.max(-1, ...all.map(status => worsening.indexOf(status)))
  const unseen = known.length === 0 && (watched || signals.some(({ opens }) => opens))
  // A person who says that something is wrong knows more than a signal that cannot see.
  if (unseen && worst <= 0) return 'unknown'
  return worsening[worst] ?? 'operational'
}

function statusBySignal({ state, flapping }: SignalView, critical: boolean): ComponentStatus {
  if (state === 'down') return critical ? 'major_outage' : 'partial_outage'
  return state === 'degraded' || flapping ? 'degraded_performance' : 'operational'
}

export function suspicionOf(signals: readonly SignalView[]): string | null {
  const doubtful = signals.filter(({ opens, state }) => !opens && troubleOf(state) !== null)
  return (doubtful.find(({ state }) => state === 'down') ?? doubtful[0])?.summary ?? null
}

/** For a component that nobody named: `mail-server` → `Mail server`. */
export function nameOfSlug(slug: string): string {
  const words = slug.replace(/[-_]+/g, ' ').trim() || slug
  return words.charAt(0).toUpperCase() + words.slice(1)
}
