import type { FlagChange } from '../../../contracts/flags.ts'
import type { Incident } from '../../../contracts/incidents.ts'

/** A change of a feature flag, as far as it may have to do with an incident. */
export type KnownFlagChange = {
  readonly id: string
  readonly at: string
  /** `checkout` in the default project in production, else `shop/staging/checkout`. */
  readonly name: string
  readonly by: string
  /** Slug of the component that the flag changes. */
  readonly component: string | null
  /** Share of the evaluations that may get something else. */
  readonly exposure: number | null
}

export const suspectedForMs = 3_600_000
const mostSuspects = 5

type Named = Pick<FlagChange, 'project' | 'environment' | 'key'>
export const flagName = ({ project, environment, key }: Named): string =>
  project === 'default' && environment === 'production' ? key : `${project}/${environment}/${key}`

export function knownFlagChange({ id, at, actor, component, exposure, ...where }: FlagChange): KnownFlagChange {
  return { id, at, name: flagName(where), by: actor.name, component, exposure }
}

/** Made in the hour before the incident began, each flag once, the most suspect first: recent, of the same component, much used. */
export function suspectedChanges(incident: Incident, changes: readonly KnownFlagChange[]): KnownFlagChange[] {
  const began = Date.parse(incident.started_at)
  const slugs = incident.components.map(({ slug }) => slug)
  const score = ({ at, component, exposure }: KnownFlagChange): number => {
    const recency = 1 - (began - Date.parse(at)) / suspectedForMs
    return 0.5 * recency + (component !== null && slugs.includes(component) ? 0.3 : 0) + 0.2 * (exposure ?? 0)
  }
  const before = changes.filter(({ at }) => Date.parse(at) <= began && Date.parse(at) >= began - suspectedForMs)
  const latest = new Map(before.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(change => [change.name, change]))
  return [...latest.values()].sort((a, b) => score(b) - score(a)).slice(0, mostSuspects)
}
