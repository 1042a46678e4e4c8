import type { Impact } from '../../../contracts/common-schemas.ts'
import type { FlagLease, IncidentRule } from '../../../contracts/flags/flag-leases.ts'
import { inEnglish, type Message } from '../../../contracts/messages/words.ts'
import type { Override } from '../evaluation/compile-flag.ts'

export type KnownIncident = {
  readonly id: string
  readonly number: string
  readonly impact: Impact
  readonly components: readonly string[]
  readonly started_at: string
  readonly detected_at: string
  readonly resolved_at: string | null
  readonly reopened: number
}

export type StoredLease = FlagLease & {
  readonly quiet_s: number
  /** How often the incident had been opened again when it was taken. */
  readonly reopened: number
  /** A person who changed the flag while it was forced. */
  readonly touched_by: string | null
}

export const runningStates = ['active', 'quiet', 'asking'] as const
export const isRunning = ({ state }: Pick<FlagLease, 'state'>): boolean => runningStates.some(one => one === state)

const impacts: readonly Impact[] = ['none', 'minor', 'major', 'critical']
const later = (at: string, seconds: number): number => Date.parse(at) + seconds * 1_000
const isoOf = (ms: number): string => new Date(ms).toISOString()

export function ruleMatches(rule: IncidentRule, incident: KnownIncident): boolean {
  const grave = impacts.indexOf(incident.impact) >= impacts.indexOf(rule.minimum_impact)
  return rule.enabled && grave && (rule.component === null || incident.components.includes(rule.component))
}

/** From when on an open incident makes the rule act: it has lasted, and the rule has rested since the last time. */
export function actsFrom(rule: IncidentRule, incident: KnownIncident, before: readonly StoredLease[]): number | null {
  const mine = before.filter(lease => lease.rule_id === rule.id)
  // What a person released, what ran out and what was restored does not come back for the same outage.
  const same = mine.filter(({ incident_id, state }) => incident_id === incident.id && state !== 'refused')
  if (same.some(({ reopened }) => reopened >= incident.reopened)) return null
  const ended = mine.flatMap(({ ended_at, state }) =>
    ended_at && state !== 'refused' ? [later(ended_at, rule.rest_s)] : [],
  )
  return Math.max(later(incident.detected_at, rule.hold_s), ...ended)
}

type Taking = {
  readonly id: string
  readonly at: number
  readonly state: 'active' | 'dry_run' | 'refused'
  readonly reason: Message
}

export function newLease(rule: IncidentRule, incident: KnownIncident, { id, at, state, reason }: Taking): StoredLease {
  return {
    id,
    state,
    reason: inEnglish(reason),
    reason_i18n: reason,
    rule_id: rule.id,
    project: rule.project,
    environment: rule.environment,
    key: rule.key,
    variant: rule.variant,
    incident_id: incident.id,
    incident_number: incident.number,
    component: rule.component,
    taken_at: isoOf(at),
    expires_at: isoOf(at + rule.limit_s * 1_000),
    restores_at: null,
    ended_at: state === 'active' ? null : isoOf(at),
    by: null,
    banner: state === 'active' ? rule.banner : '',
    revision: 1,
    quiet_s: rule.quiet_s,
    reopened: incident.reopened,
    touched_by: null,
  }
}

/** Where a lease in force stands now; the same one when nothing changes. */
export function leaseAt(lease: StoredLease, incident: KnownIncident | undefined, now: number): StoredLease {
  if (lease.state === 'asking') return lease
  const isOver = incident === undefined || incident.resolved_at !== null
  if (Date.parse(lease.expires_at) <= now) return ended(lease, now)
  if (lease.state === 'active' && isOver) {
    const restores_at = isoOf(later(incident?.resolved_at ?? isoOf(now), lease.quiet_s))
    return leaseAt(changed(lease, { state: 'quiet', restores_at }), incident, now)
  }
  if (lease.state === 'quiet' && !isOver) return changed(lease, { state: 'active', restores_at: null })
  if (lease.state === 'quiet' && lease.restores_at !== null && Date.parse(lease.restores_at) <= now)
    return ended(lease, now)
  return lease
}

/** A person may have meant something by changing the flag: then a person has to say what it should be. */
function ended(lease: StoredLease, now: number): StoredLease {
  return lease.touched_by === null
    ? changed(lease, { state: 'restored', ended_at: isoOf(now) })
    : changed(lease, { state: 'asking', restores_at: null, by: lease.touched_by })
}

export function released(lease: StoredLease, by: string, now: number): StoredLease {
  return changed(lease, { state: 'released', ended_at: isoOf(now), restores_at: null, by })
}

/** When it changes by itself; null: something else has to happen first. */
export function nextCheckAt(lease: StoredLease): number | null {
  if (lease.state === 'active') return Date.parse(lease.expires_at)
  if (lease.state !== 'quiet' || lease.restores_at === null) return null
  return Math.min(Date.parse(lease.restores_at), Date.parse(lease.expires_at))
}

const changed = (lease: StoredLease, changes: Partial<StoredLease>): StoredLease => ({
  ...lease,
  ...changes,
  revision: lease.revision + 1,
})

export function presentLease({
  quiet_s: _quiet,
  reopened: _reopened,
  touched_by: _touched,
  ...lease
}: StoredLease): FlagLease {
  return lease
}

export function activeOverrides(leases: readonly StoredLease[]): ReadonlyMap<string, Override> {
  return new Map(leases.map(({ id, key, variant, incident_number }) => [key, { id, variant, lease: incident_number }]))
}
