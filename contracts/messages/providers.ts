import type { ProviderState } from '../providers.ts'

// In French, a no-break space (U+00A0) stands before a colon.

type Words = {
  readonly states: Readonly<Record<ProviderState, string>>
  /** `title`: of the incident that the provider tells of, when it tells of one. */
  readonly says: (name: string, state: ProviderState, title: string | null) => string
  readonly over: (name: string) => string
  readonly noLongerFollowed: (name: string) => string
}

const en: Words = {
  states: {
    operational: 'Operational',
    maintenance: 'Maintenance',
    unknown: 'Unknown',
    degraded: 'Degraded',
    partial_outage: 'Partial outage',
    major_outage: 'Major outage',
  },
  says: (name, state, title) =>
    `${name} reports: ${en.states[state].toLowerCase()}${title === null ? '' : ` (${title})`}`,
  over: name => `${name} reports that all is well again`,
  noLongerFollowed: name => `${name} is no longer followed`,
}

const fr: Words = {
  states: {
    operational: 'Opérationnel',
    maintenance: 'Maintenance',
    unknown: 'Inconnu',
    degraded: 'Dégradé',
    partial_outage: 'Panne partielle',
    major_outage: 'Panne majeure',
  },
  says: (name, state, title) =>
    `${name} signale\u00a0: ${fr.states[state].toLowerCase()}${title === null ? '' : ` (${title})`}`,
  over: name => `${name} signale que tout fonctionne de nouveau`,
  noLongerFollowed: name => `${name} n’est plus suivi`,
}

export type ProviderMessages = Words
export const providerMessages: Readonly<Record<'en' | 'fr', Words>> = { en, fr }
