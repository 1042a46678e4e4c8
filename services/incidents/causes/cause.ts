import type { FlagChange } from '../../../contracts/flags.ts'
import type { Incident } from '../../../contracts/incidents.ts'
import { slugOf } from '../../../contracts/slug.ts'

export type Cause = Incident['suspected_causes'][number]

const componentPrefix = 'component:'
const providerPrefix = 'provider:'
export const componentKey = (slug: string): string => `${componentPrefix}${slug}`
export const providerKey = (id: string): string => `${providerPrefix}${id}`

/** `Database` → `component:database`; `provider:cloudflare` stays. */
export const dependencyKey = (name: string): string =>
  name.startsWith(providerPrefix) ? name : componentKey(slugOf(name))

/** The slugs of components and the ids of providers among these keys. */
export function byKind(keys: readonly string[]): { slugs: string[]; providers: string[] } {
  const named = (prefix: string) => keys.filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length))
  return { slugs: named(componentPrefix), providers: named(providerPrefix) }
}

/** Those that the incident does not name yet. */
export function newCauses({ suspected_causes, components }: Incident, found: readonly Cause[]): Cause[] {
  const known = suspected_causes.map(({ kind, name }) => `${kind} ${name}`)
  const own = components.map(({ name }) => `component ${name}`)
  return found.filter(({ kind, name }) => ![...known, ...own].includes(`${kind} ${name}`))
}

export function timeOfDay(at: string, timeZone: string): string {
  const format = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const
  return new Intl.DateTimeFormat('en-GB', format).format(new Date(at))
}

/** A change of a feature flag, as far as it may have to do with an incident. */
export type RecentFlagChange = {
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

export const flagName = ({ project, environment, key }: Pick<FlagChange, 'project' | 'environment' | 'key'>): string =>
  project === 'default' && environment === 'production' ? key : `${project}/${environment}/${key}`

/** Made in the hour before the incident began, each flag once, the most suspect first: recent, of the same component, much used. */
export function suspectedChanges(incident: Incident, changes: readonly RecentFlagChange[]): RecentFlagChange[] {
  const began = Date.parse(incident.started_at)
  const slugs = incident.components.map(({ slug }) => slug)
  const score = ({ at, component, exposure }: RecentFlagChange): number => {
    const recency = 1 - (began - Date.parse(at)) / suspectedForMs
    return 0.5 * recency + (component !== null && slugs.includes(component) ? 0.3 : 0) + 0.2 * (exposure ?? 0)
  }
  const before = changes.filter(({ at }) => Date.parse(at) <= began && Date.parse(at) >= began - suspectedForMs)
  const latest = new Map(before.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(change => [change.name, change]))
  return [...latest.values()].sort((a, b) => score(b) - score(a)).slice(0, mostSuspects)
}
