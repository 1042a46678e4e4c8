import type { Incident } from '../../../contracts/incidents.ts'
import type { IncidentMessages } from '../../../contracts/messages/incidents.ts'
import type { ProviderState } from '../../../contracts/providers.ts'
import { slugOf } from '../../../contracts/slug.ts'
import type { ComponentStatus } from '../../../contracts/vocabulary.ts'

export type Cause = Incident['suspected_causes'][number]

/** Whatever a component may stand on, and how it is. */
export type Ground = {
  readonly kind: 'component' | 'provider'
  readonly name: string
  readonly since: string | null
  readonly troubled: boolean
}

const provider = 'provider:'

/** `Database` → `component:database`; `provider:cloudflare` stays. */
export function dependencyOn(name: string): string {
  return name.startsWith(provider) ? name : componentKey(slugOf(name))
}

export const componentKey = (slug: string): string => `component:${slug}`
export const providerKey = (id: string): string => `${provider}${id}`

export function isTroubled(status: ComponentStatus): boolean {
  return status !== 'operational' && status !== 'unknown'
}

export function isProviderTroubled(state: ProviderState): boolean {
  return state === 'degraded' || state === 'partial_outage' || state === 'major_outage'
}

/** "probably caused by Cloudflare, since 14:02". */
export function causeOf({ kind, name, since }: Ground, words: IncidentMessages, time_zone: string): Cause {
  return { kind, name, since, message: words.cause(name, since && timeOfDay(since, time_zone)) }
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
