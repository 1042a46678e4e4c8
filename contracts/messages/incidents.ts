import type { Impact } from '../common-schemas.ts'

// In French, a no-break space (U+00A0) stands before a colon and a unit, a narrow one (U+202F) before ; ! ? and in numbers.

/** Names, the template of a postmortem, and what the program says of incidents when it stops. */
const en = {
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
export type IncidentMessages = typeof en

const fr: IncidentMessages = {
  lookout: 'Vigie',
  postmortemTemplate: {
    summary: 'Résumé',
    askSummary: '_Ce qui s’est passé, pour qui, et comment cela s’est terminé, en deux phrases._',
    facts: 'Faits',
    impact: 'Impact',
    impacts: { none: 'aucun', minor: 'mineur', major: 'majeur', critical: 'critique' },
    components: 'Composants',
    started: 'Début',
    detected: 'Détection',
    acknowledged: 'Prise en charge',
    resolved: 'Résolution',
    duration: 'Durée',
    led: 'Confié à',
    causes: 'Cause',
    askCause: '_Pourquoi est-ce arrivé, et pourquoi à ce moment-là\u202f?_',
    timeline: 'Chronologie',
    at: 'Heure',
    what: 'Événement',
    who: 'Par',
    well: 'Ce qui a bien fonctionné',
    badly: 'Ce qui a mal fonctionné',
    actions: 'Ce que nous changeons',
    none: 'aucun',
    notYet: 'pas encore',
  },
  closing: (total, active, resolved, mean) => [
    `Incidents au total\u00a0: ${total}`,
    `Incidents en cours\u00a0: ${active}`,
    `Incidents résolus\u00a0: ${resolved}`,
    `Durée moyenne\u00a0: ${mean}\u00a0s`,
  ],
}

export const incidentMessages = { en, fr } as const
