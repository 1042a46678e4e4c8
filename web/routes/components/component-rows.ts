import type { SignalState } from '../../../contracts/common-schemas.ts'
import type { Component } from '../../../contracts/incidents/incidents.ts'
import type { Check, Uptime } from '../../../contracts/monitor/monitor.ts'

/** What is promised, and what watches it: either may be alone. */
export type CheckedComponent = {
  readonly slug: string
  readonly name: string
  readonly group: string | null
  readonly component: Component | undefined
  readonly check: Check | undefined
  readonly uptime: Uptime | undefined
}

export const shownStates = ['down', 'degraded', 'unknown', 'paused', 'up'] as const
export type ShownState = (typeof shownStates)[number]

export function stateOf({ check }: Pick<CheckedComponent, 'check'>): ShownState | undefined {
  if (!check) return undefined
  return check.paused ? 'paused' : (check.state satisfies SignalState)
}

export function joined(
  components: readonly Component[],
  checks: readonly Check[],
  uptimes: ReadonlyMap<string, Uptime>,
): readonly CheckedComponent[] {
  const bySlug = new Map(checks.map(check => [check.component.slug, check]))
  const rows = components.map(component => rowOf(component, bySlug.get(component.slug)))
  const known = new Set(components.map(({ slug }) => slug))
  const fresh = checks.filter(({ component }) => !known.has(component.slug)).map(check => rowOf(undefined, check))
  return [...rows, ...fresh]

  function rowOf(component: Component | undefined, check: Check | undefined): CheckedComponent {
    const slug = component?.slug ?? check?.component.slug ?? ''
    const name = component?.name ?? check?.name ?? slug
    return { slug, name, group: component?.group ?? null, component, check, uptime: uptimes.get(slug) }
  }
}

/** The groups stay together, in the order in which each first comes; what has none comes last. */
export function grouped(rows: readonly CheckedComponent[]): readonly CheckedComponent[] {
  const groups = Map.groupBy(rows, ({ group }) => group)
  const alone = groups.get(null) ?? []
  groups.delete(null)
  return [...groups.values(), alone].flat()
}

/** What people recognise: the address, or the host and the port. */
export function addressOf({ settings }: Pick<Check, 'settings'>): string | null {
  const { url, host, port } = settings
  if (typeof url === 'string') return url
  if (typeof host !== 'string') return null
  return typeof port === 'number' ? `${host}:${port}` : host
}

export function fits(row: CheckedComponent, { state, q }: { state?: ShownState; q?: string }): boolean {
  if (state && stateOf(row) !== state) return false
  if (!q) return true
  const text = [row.name, row.group, row.check?.kind, row.check && addressOf(row.check)].join(' ').toLocaleLowerCase()
  return q
    .toLocaleLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}
