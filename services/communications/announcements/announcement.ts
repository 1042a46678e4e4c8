import type { Impact } from '../../../contracts/common-schemas.ts'
import type { Announcement, AnnouncementLevel } from '../../../contracts/communications/announcements.ts'

/** The words people type for the same thing. */
const aliases: Readonly<Record<string, string>> = { open: 'investigating', mitigated: 'monitoring' }
export const stateOf = (state: string): string => aliases[state] ?? state

const calmStates = new Set(['resolved', 'operational', 'info', 'scheduled', 'under_maintenance'])

export function levelOf(state: string): AnnouncementLevel {
  if (state === 'major_outage') return 'critical'
  return calmStates.has(state) ? 'info' : 'warning'
}

export const impactOf: Readonly<Record<AnnouncementLevel, Impact>> = {
  info: 'none',
  warning: 'minor',
  critical: 'critical',
}

const urgency: readonly AnnouncementLevel[] = ['critical', 'warning', 'info']

export function mostUrgentFirst(a: Announcement, b: Announcement): number {
  return urgency.indexOf(a.level) - urgency.indexOf(b.level) || (a.published_at < b.published_at ? 1 : -1)
}
