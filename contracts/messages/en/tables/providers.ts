import type { ProviderState } from '../../../providers.ts'

export type ProviderMessages = {
  readonly states: Readonly<Record<ProviderState, string>>
  /** `title`: of the incident that the provider tells of, when it tells of one. */
  readonly says: (name: string, state: ProviderState, title: string | null) => string
  readonly over: (name: string) => string
  readonly noLongerFollowed: (name: string) => string
}

export const providers: ProviderMessages = {
  states: {
    operational: 'Operational',
    maintenance: 'Maintenance',
    unknown: 'Unknown',
    degraded: 'Degraded',
    partial_outage: 'Partial outage',
    major_outage: 'Major outage',
  },
  says: (name, state, title) =>
    `${name} reports: ${providers.states[state].toLowerCase()}${title === null ? '' : ` (${title})`}`,
  over: name => `${name} reports that all is well again`,
  noLongerFollowed: name => `${name} is no longer followed`,
}
