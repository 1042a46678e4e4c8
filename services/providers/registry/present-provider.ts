import type { Provider, ProviderEvent } from '../../../contracts/providers.ts'
import type { StoredProvider } from './provider.ts'

/** The watch asks every quarter of an hour at least: what is older was said before the program stopped. */
const freshMs = 20 * 60_000

/** `open`: what goes on or is planned, of this provider. */
export function presentProvider(stored: StoredProvider, open: readonly ProviderEvent[], now: number): Provider {
  const provider = isFresh(stored, now)
    ? stored
    : { ...stored, ...forgotten, reason: `not verified since ${stored.verified_at}` }
  const { id, name, kind, page, state, derived, since, reason, critical, regions, origin, place } = provider
  const { source_updated_at, failing_since, checked_at, verified_at, components, parts, parts_total } = provider
  return {
    ...{ id, name, kind, url: page, state, derived, since, reason, critical, origin, place },
    ...{ source_updated_at, failing_since, checked_at, verified_at },
    components: [...parts],
    components_total: parts_total,
    incidents: open.filter(event => event.kind === 'incident'),
    maintenances: open.filter(event => event.kind === 'maintenance'),
    regions: [...regions],
    component_filter: [...components],
  }
}

const forgotten = { state: 'unknown', derived: true, parts: [], parts_total: 0 } as const

const isFresh = ({ verified_at }: StoredProvider, now: number): boolean =>
  verified_at === null || now - Date.parse(verified_at) <= freshMs
