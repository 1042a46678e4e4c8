import { reasonFields, say } from '../../../contracts/messages/words.ts'
import type { ListProviderEvents, ListProviders, Provider, ProviderEvent } from '../../../contracts/providers.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Made } from '../deps.ts'
import type { Listed } from '../state/provider-event-store.ts'
import type { StoredProvider } from './provider.ts'
import { findProvider } from './provider-registry.ts'

type Deps = Pick<Made, 'providers' | 'events' | 'clock'>

const code = 'providers.invalid-cursor'
const providerPages = pagesOf(cursorOf('providers.followed', 'text', code), ({ id }: StoredProvider) => id)
const eventPages = pagesOf(cursorOf('providers.events', ['text', 'text', 'text'], code), ({ key }: Listed) => key)

/** By id. */
export async function listProviders(
  { providers, events, clock }: Deps,
  query: Input<typeof ListProviders>['query'],
): Promise<Output<typeof ListProviders>> {
  const page = await providerPages(query, from => providers.followed(from))
  const items: Output<typeof ListProviders>['items'] = []
  for (const provider of page.items) {
    const presented = presentProvider(provider, await events.open(provider.id), clock.now())
    items.push({ ...presented, revision: provider.revision })
  }
  return { items, next_cursor: page.next_cursor }
}

export async function getProvider(deps: Deps, id: string): Promise<Provider> {
  return presentProvider(await findProvider(deps, id), await deps.events.open(id), deps.clock.now())
}

/** Newest first. */
export async function listProviderEvents(
  { events }: Pick<Deps, 'events'>,
  query: Input<typeof ListProviderEvents>['query'],
): Promise<Output<typeof ListProviderEvents>> {
  const { items, next_cursor } = await eventPages(query, from => events.list({ ...query, ...from }))
  return { items: items.map(({ event }) => event), next_cursor }
}

/** Providers are polled every quarter of an hour at least: what is older was said before the program stopped. */
const freshMs = 20 * 60_000

/** `open`: what goes on or is planned, of this provider. */
function presentProvider(stored: StoredProvider, open: readonly ProviderEvent[], now: number): Provider {
  const provider = isFresh(stored, now)
    ? stored
    : { ...stored, ...forgotten, reason: say('provider.not-verified', { time: stored.verified_at ?? '' }) }
  const { id, name, kind, page, state, derived, since, reason, critical, regions, origin, place } = provider
  const { source_updated_at, failing_since, checked_at, verified_at, components, parts, parts_total } = provider
  return {
    id,
    name,
    kind,
    url: page,
    state,
    derived,
    since,
    ...reasonFields(reason),
    critical,
    origin,
    place,
    source_updated_at,
    failing_since,
    checked_at,
    verified_at,
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
