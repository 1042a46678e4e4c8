import type { ProviderMessages } from '../../en/tables/providers.ts'

// In French, a no-break space (U+00A0) stands before a colon.

export const providers: ProviderMessages = {
  states: {
    operational: 'Opérationnel',
    maintenance: 'Maintenance',
    unknown: 'Inconnu',
    degraded: 'Dégradé',
    partial_outage: 'Panne partielle',
    major_outage: 'Panne majeure',
  },
  says: (name, state, title) =>
    `${name} signale\u00a0: ${providers.states[state].toLowerCase()}${title === null ? '' : ` (${title})`}`,
  over: name => `${name} signale que tout fonctionne de nouveau`,
  noLongerFollowed: name => `${name} n’est plus suivi`,
}
