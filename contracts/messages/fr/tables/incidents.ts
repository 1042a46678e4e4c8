import type { IncidentMessages } from '../../en/tables/incidents.ts'

// In French, a no-break space (U+00A0) stands before a colon and a unit, a narrow one (U+202F) before ; ! ? and in numbers.

export const incidents: IncidentMessages = {
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
