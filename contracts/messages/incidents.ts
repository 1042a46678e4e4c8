import type { IncidentStatus } from '../vocabulary.ts'

// In French, a no-break space (U+00A0) stands before a colon and a unit, a narrow one (U+202F) before ; ! ? and in numbers.

/** What incidents write into titles and timelines, and what the program says of them when it stops. */
const en = {
  lookout: 'Lookout',
  down: (name: string) => `${name} is down`,
  degraded: (name: string) => `${name} is degraded`,
  stillDegraded: (name: string) => `${name} answers again, but is degraded`,
  back: (name: string) => `${name} is back`,
  again: { down: (name: string) => `${name} is down again`, degraded: (name: string) => `${name} is degraded again` },
  flapping: (name: string) => `${name} goes up and down too often; the incident stays open until it is stable`,
  stable: (name: string) => `${name} is stable again, and still not well`,
  unwatched: (name: string) => `${name} is no longer watched`,
  acknowledged: (by: string) => `${by} looks after it`,
  reopened: 'Reopened',
  clock: (seconds: string) => `The clock was set by ${seconds} s; the times of this incident moved with it`,
  status: {
    investigating: 'Investigating',
    identified: 'Cause identified',
    monitoring: 'Watching the recovery',
    resolved: 'Resolved',
  } satisfies Record<IncidentStatus, string>,
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
  down: name => `${name} est en panne`,
  degraded: name => `${name} fonctionne en mode dégradé`,
  stillDegraded: name => `${name} répond de nouveau, mais en mode dégradé`,
  back: name => `${name} fonctionne de nouveau`,
  again: {
    down: name => `${name} est de nouveau en panne`,
    degraded: name => `${name} fonctionne de nouveau en mode dégradé`,
  },
  flapping: name =>
    `${name} alterne trop souvent entre marche et panne\u202f; l’incident reste ouvert jusqu’au retour à la stabilité`,
  stable: name => `${name} est de nouveau stable, mais ne fonctionne toujours pas normalement`,
  unwatched: name => `La surveillance de ${name} a pris fin`,
  acknowledged: by => `Pris en charge par ${by}`,
  reopened: 'Réouvert',
  clock: seconds => `L’horloge a été réglée de ${seconds}\u00a0s\u202f; les heures de cet incident ont suivi`,
  status: {
    investigating: 'Analyse en cours',
    identified: 'Cause identifiée',
    monitoring: 'Rétablissement sous surveillance',
    resolved: 'Résolu',
  },
  closing: (total, active, resolved, mean) => [
    `Incidents au total\u00a0: ${total}`,
    `Incidents en cours\u00a0: ${active}`,
    `Incidents résolus\u00a0: ${resolved}`,
    `Durée moyenne\u00a0: ${mean}\u00a0s`,
  ],
}

export const incidentMessages = { en, fr } as const
