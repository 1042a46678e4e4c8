// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** One word for each state of a thing, on every page. */
const en = {
  signal: { up: 'Up', degraded: 'Degraded', down: 'Down', unknown: 'Unknown' },
  component: {
    operational: 'Operational',
    degraded_performance: 'Degraded',
    partial_outage: 'Partial outage',
    major_outage: 'Major outage',
    under_maintenance: 'Maintenance',
    unknown: 'Unknown',
  },
  impact: { none: 'No impact', minor: 'Minor', major: 'Major', critical: 'Critical' },
  phase: { investigating: 'Investigating', identified: 'Identified', monitoring: 'Monitoring', resolved: 'Resolved' },
  role: { viewer: 'Viewer', responder: 'Responder', admin: 'Administrator' },
  nothingKnown: 'Nothing is known yet',
  uptimeOf: (percent: string, days: number) => `${percent} up over ${days} ${days === 1 ? 'day' : 'days'}`,
  dayTable: 'Days with trouble',
  noBadDay: 'No trouble on any day.',
  day: 'Day',
  time: 'Time',
  asTable: 'As a table',
}
export type StateWords = typeof en

const fr: StateWords = {
  signal: { up: 'En marche', degraded: 'Dégradé', down: 'En panne', unknown: 'Inconnu' },
  component: {
    operational: 'Opérationnel',
    degraded_performance: 'Dégradé',
    partial_outage: 'Panne partielle',
    major_outage: 'Panne majeure',
    under_maintenance: 'Maintenance',
    unknown: 'Inconnu',
  },
  impact: { none: 'Sans impact', minor: 'Mineur', major: 'Majeur', critical: 'Critique' },
  phase: {
    investigating: 'Analyse en cours',
    identified: 'Cause identifiée',
    monitoring: 'Sous surveillance',
    resolved: 'Résolu',
  },
  role: { viewer: 'Lecture', responder: 'Intervention', admin: 'Administration' },
  nothingKnown: 'Rien n’est encore connu',
  uptimeOf: (percent, days) => `Disponible à ${percent} sur ${days}\u00a0${days < 2 ? 'jour' : 'jours'}`,
  dayTable: 'Jours avec incident',
  noBadDay: 'Aucun jour avec incident.',
  day: 'Jour',
  time: 'Heure',
  asTable: 'Sous forme de tableau',
}

export const stateWords = { en, fr } as const
