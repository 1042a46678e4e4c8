import type { Impact } from '../../../common-schemas.ts'

/** Names, the template of a postmortem, and what the program says of incidents when it stops. */
export const incidents = {
  lookout: 'Lookout',
  postmortemTemplate: {
    summary: 'Summary',
    askSummary: '_What happened, for whom, and how it ended: two sentences._',
    facts: 'Facts',
    impact: 'Impact',
    impacts: { none: 'none', minor: 'minor', major: 'major', critical: 'critical' } satisfies Record<Impact, string>,
    components: 'Components',
    started: 'Began',
    detected: 'Detected',
    acknowledged: 'Acknowledged',
    resolved: 'Resolved',
    duration: 'Duration',
    led: 'Assigned to',
    causes: 'Cause',
    askCause: '_Why did it happen, and why then?_',
    timeline: 'Timeline',
    at: 'Time',
    what: 'What happened',
    who: 'By',
    well: 'What went well',
    badly: 'What went badly',
    actions: 'What we change',
    none: 'none',
    notYet: 'not yet',
  },
  closing: (total: string, active: string, resolved: string, mean: string) => [
    `Incidents total: ${total}`,
    `Incidents active: ${active}`,
    `Incidents resolved: ${resolved}`,
    `Mean duration: ${mean}s`,
  ],
}
export type IncidentMessages = typeof incidents
